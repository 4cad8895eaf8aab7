package dev.xylem.lab;

import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.zone.Zone;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One walk through the zones of a server for one query (RFC 1034 §4.3.2): the sections of the
 * response grow while it follows aliases from zone to zone.
 */
final class AnswerWalk {
  /** A chain of aliases in our own zones is longer than this only by mistake. */
  private static final int MOST_ALIASES = 16;

  private final AuthorityAnswers server;
  private final Question question;
  private final boolean dnssecOk;
  private final List<RrSet> answer = new ArrayList<>();
  private final List<RrSet> authority = new ArrayList<>();
  private final List<RrSet> additional = new ArrayList<>();
  private Rcode rcode = Rcode.NOERROR;
  private boolean authoritative = true;

  AnswerWalk(AuthorityAnswers server, Message query) {
    this.server = server;
    this.question = query.question();
    this.dnssecOk = query.dnssecOk();
  }

  /** Walks from {@code start} until there is an answer, a referral, or an alias out of here. */
  AnswerWalk from(ServedZone start) {
    ServedZone zone = start;
    Name name = question.name();
    for (int aliases = 0; zone != null && aliases <= MOST_ALIASES; aliases++) {
      Name target = step(zone, name);
      if (target == null || isAnswered(target)) {
        return this;
      }
      zone = server.zoneFor(target, question.type());
      name = target;
    }
    return this;
  }

  Message response(Header header, @Nullable Edns edns) {
    Header ours = authoritative ? header.with(Flag.AA) : header;
    return new Message(ours, rcode, List.of(question), answer, authority, additional, edns);
  }

  /** Answers for {@code name} from {@code zone}; returns the name to go on with, null for none. */
  private @Nullable Name step(ServedZone zone, Name name) {
    RrSet cut = zone.zone().cutAtOrAbove(name);
    RrSet dname = zone.zone().dnameAbove(name);
    if (cut != null && (dname == null || cut.owner().labelCount() <= dname.owner().labelCount())) {
      boolean parentsOwn = name.equals(cut.owner()) && question.type().equals(RrType.DS);
      if (!parentsOwn) {
        refer(zone, cut);
        return null;
      }
    }
    if (dname != null) {
      return redirect(dname, name);
    }
    if (zone.zone().exists(name)) {
      return existing(zone, name, name);
    }
    Name wildcard = zone.zone().sourceOfSynthesis(name);
    if (wildcard != null) {
      return existing(zone, wildcard, name);
    }
    rcode = Rcode.NXDOMAIN;
    deny(zone, zone.proofs().nxDomain(name));
    return null;
  }

  /** Answers for {@code name} with the records of {@code source}: itself or its wildcard. */
  private @Nullable Name existing(ServedZone zone, Name source, Name name) {
    RrSet cname = zone.zone().find(source, RrType.CNAME);
    if (cname != null && !asksForTheAliasItself()) {
      add(zone, List.of(cname), name);
      return cname.target();
    }
    List<RrSet> found = matching(zone.zone(), source);
    if (!found.isEmpty()) {
      add(zone, found, name);
    } else if (source.equals(name)) {
      deny(zone, zone.proofs().noData(name));
    } else {
      deny(zone, zone.proofs().wildcardNoData(name, source));
    }
    return null;
  }

  /** Adds {@code found} to the answer, under {@code name} when they are those of its wildcard. */
  private void add(ServedZone zone, List<RrSet> found, Name name) {
    boolean synthesized = !found.getFirst().owner().equals(name);
    for (RrSet set : found) {
      answer.add(shown(synthesized ? set.withOwner(name) : set));
    }
    if (synthesized && dnssecOk) {
      authority.addAll(zone.proofs().wildcardAnswer(name));
    }
  }

  private boolean asksForTheAliasItself() {
    return question.type().equals(RrType.CNAME)
        || question.type().equals(RrType.ANY)
        || question.type().equals(RrType.NSEC)
        || question.type().equals(RrType.RRSIG);
  }

  private List<RrSet> matching(Zone zone, Name source) {
    if (question.type().equals(RrType.ANY)) {
      return zone.at(source);
    }
    if (question.type().equals(RrType.RRSIG)) {
      return signaturesAt(zone, source);
    }
    RrSet set = zone.find(source, question.type());
    return set == null ? List.of() : List.of(set);
  }

  /** The RRSIGs of a name as an RRset of their own, for who asks for them. */
  private static List<RrSet> signaturesAt(Zone zone, Name name) {
    List<Rdata> signatures = new ArrayList<>();
    for (RrSet set : zone.at(name)) {
      set.signatures().forEach(signatures::add);
    }
    return signatures.isEmpty()
        ? List.of()
        : List.of(
            new RrSet(
                name,
                RrType.RRSIG,
                zone.rrClass(),
                zone.negativeTtl(),
                RdataList.of(signatures),
                RdataList.EMPTY));
  }

  /** RFC 6672 §3.2: the DNAME and the CNAME it stands for, which is not signed. */
  private @Nullable Name redirect(RrSet dname, Name name) {
    answer.add(shown(dname));
    Name target = name.replaceSuffix(dname.owner(), dname.target());
    if (target == null) {
      rcode = Rcode.YXDOMAIN;
      return null;
    }
    answer.add(
        new RrSet(
            name,
            RrType.CNAME,
            dname.rrClass(),
            dname.ttl(),
            RdataList.of(List.of(Rdata.of(target))),
            RdataList.EMPTY));
    return question.type().equals(RrType.CNAME) ? null : target;
  }

  /** RFC 1034 §4.3.2 step 3b, RFC 4035 §3.1.4. */
  private void refer(ServedZone zone, RrSet cut) {
    // An alias may have led here: then the answer so far is authoritative (RFC 1035 §4.1.1).
    authoritative = !answer.isEmpty();
    authority.add(cut);
    if (dnssecOk) {
      RrSet ds = zone.zone().find(cut.owner(), RrType.DS);
      if (ds != null) {
        authority.add(ds);
      } else {
        authority.addAll(zone.proofs().unsignedDelegation(cut.owner()));
      }
    }
    for (Rdata rdata : cut.records()) {
      Name server = rdata.nameAt(0);
      for (RrType type : List.of(RrType.A, RrType.AAAA)) {
        RrSet glue = zone.zone().find(server, type);
        if (glue != null) {
          additional.add(shown(glue));
        }
      }
    }
  }

  /** The SOA that says how long a negative answer holds (RFC 2308 §3), and the proof. */
  private void deny(ServedZone zone, List<RrSet> proof) {
    authority.add(shown(zone.zone().soa().withTtl(zone.zone().negativeTtl())));
    if (dnssecOk) {
      authority.addAll(proof.stream().filter(set -> !authority.contains(set)).toList());
    }
  }

  private boolean isAnswered(Name name) {
    return answer.stream().anyMatch(set -> set.owner().equals(name));
  }

  private RrSet shown(RrSet set) {
    return dnssecOk ? set : set.withoutSignatures();
  }
}
