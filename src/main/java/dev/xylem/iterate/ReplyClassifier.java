package dev.xylem.iterate;

import dev.xylem.cache.NameServer;
import dev.xylem.cache.Trust;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.runtime.Work;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what a reply means, after scrubbing it. In this order:
 *
 * <ul>
 *   <li>an RCODE other than NOERROR, NXDOMAIN and YXDOMAIN: an error, of this question only;
 *   <li>an RRset of the question's name and type, or for ANY of any type: an answer, unless it is
 *       the CNAME that a DNAME implies, which nobody signs (RFC 6672 §5.3.1);
 *   <li>a DNAME above the name, or a CNAME at it: an alias;
 *   <li>NXDOMAIN: no such name;
 *   <li>a SOA at or above the name: no data;
 *   <li>an NS RRset strictly below the zone and at or above the name: a referral;
 *   <li>an NS RRset above the zone: the server is lame;
 *   <li>nothing, from an authority: perhaps no data;
 *   <li>anything else: the server is lame.
 * </ul>
 *
 * <p>What a server says that does not call itself an authority but offers recursion is doubtful.
 */
final class ReplyClassifier {
  /** Addresses per name server in glue, of each family together (S32, S33). */
  private static final int MOST_ADDRESSES = 6;

  /** NSEC and NSEC3 RRsets kept of one reply: no proof needs more (RFC 5155 §7.2, S52). */
  private static final int MOST_PROOFS = 10;

  /** RRsets taken of an answer to ANY: a server need not give all, and each costs a check (S50). */
  private static final int MOST_OF_ANY = 24;

  private static final Set<RrType> PROOF_TYPES = Set.of(RrType.NSEC, RrType.NSEC3);

  private final Scrubber scrubber;

  ReplyClassifier(IterationPolicy policy) {
    this.scrubber = new Scrubber(policy);
  }

  ReplyKind classify(Message reply, Question question, Name zone, Work work) {
    Message scrubbed = scrubbed(reply, question, zone, work);
    ReplyKind kind = kindOf(scrubbed, question, zone);
    if (kind == null) {
      return withoutData(reply, zone, proofs(scrubbed));
    }
    boolean resolver = !reply.has(Flag.AA) && reply.has(Flag.RA);
    return resolver && kind instanceof Found found
        ? new ReplyKind.Doubtful(found, "a resolver's reply, not an authority's")
        : kind;
  }

  /** The reply without what a server of {@code zone} has no say in. */
  Message scrubbed(Message reply, Question question, Name zone, Work work) {
    return scrubber.scrub(reply, zone, question.rrClass(), work);
  }

  /**
   * What the reply of a resolver means that was asked to resolve names at or below {@code zone}. It
   * is no authority, and a referral is no answer; what it says of names elsewhere is not believed
   * (S11).
   */
  ReplyKind classifyForwarded(Message reply, Question question, Name zone, Work work) {
    Message scrubbed = scrubber.scrub(reply, zone, question.rrClass(), work);
    return switch (kindOf(scrubbed, question, zone)) {
      case null ->
          hasNs(reply.authority())
              ? new ReplyKind.Lame("a referral from a resolver")
              : new ReplyKind.NoData(null, proofs(scrubbed));
      case ReplyKind.Referral _ -> new ReplyKind.Lame("a referral from a resolver");
      case ReplyKind.Doubtful(Found found, _) -> (ReplyKind) found;
      case ReplyKind other -> other;
    };
  }

  private static boolean hasNs(List<RrSet> section) {
    for (RrSet rrSet : section) {
      if (rrSet.type().equals(RrType.NS)) {
        return true;
      }
    }
    return false;
  }

  /** What a reply with data, an error or a referral means; null when it has none of these. */
  private static @Nullable ReplyKind kindOf(Message reply, Question question, Name zone) {
    Rcode rcode = reply.rcode();
    if (reply.has(Flag.TC)) {
      // It came over TCP, or TCP was not to be had: there is no way to see the rest (S37).
      return new ReplyKind.ServerError("truncated");
    }
    boolean meaningful =
        rcode.equals(Rcode.NOERROR) || rcode.equals(Rcode.NXDOMAIN) || rcode.equals(Rcode.YXDOMAIN);
    if (!meaningful) {
      return new ReplyKind.ServerError(rcode.toString());
    }
    ReplyKind answer = answer(reply, question);
    if (answer != null) {
      return answer;
    }
    RrSet soa = soa(reply, question, zone);
    if (rcode.equals(Rcode.NXDOMAIN)) {
      return soa != null || reply.has(Flag.AA)
          ? new ReplyKind.NxDomain(soa, proofs(reply))
          : new ReplyKind.Doubtful(
              new ReplyKind.NxDomain(null, proofs(reply)), "NXDOMAIN without authority");
    }
    if (soa != null && isChildOfDs(soa, question)) {
      return new ReplyKind.ServerError("the child's word about its own DS");
    }
    if (soa != null) {
      return new ReplyKind.NoData(soa, proofs(reply));
    }
    RrSet delegation = delegation(reply, question, zone);
    return delegation == null ? null : referral(reply, delegation);
  }

  /** What a reply without answer, SOA and referral means; RFC 2308 §2.2 has examples. */
  private static ReplyKind withoutData(Message reply, Name zone, List<RrSet> proofs) {
    boolean namesServers = false;
    for (RrSet rrSet : reply.authority()) {
      if (rrSet.type().equals(RrType.NS)) {
        if (!rrSet.owner().equals(zone)) {
          return new ReplyKind.Lame("a referral that leads nowhere");
        }
        namesServers = true;
      }
    }
    if (!reply.has(Flag.AA) && reply.has(Flag.RA) && namesServers) {
      return new ReplyKind.Doubtful(
          new ReplyKind.NoData(null, proofs), "a resolver's reply, not an authority's");
    }
    if (!reply.has(Flag.AA) && proofs.isEmpty()) {
      return new ReplyKind.Lame(namesServers ? "a referral to itself" : "an empty reply");
    }
    var noData = new ReplyKind.NoData(null, proofs);
    return namesServers || !proofs.isEmpty()
        ? noData
        : new ReplyKind.Doubtful(noData, "an empty reply");
  }

  /**
   * The RRset asked for, or the one alias at the name. What an alias leads to is always asked for
   * anew, also when the reply seems to hold it: AA vouches for the first name only (RFC 1035
   * §4.1.1, S12).
   */
  private static @Nullable ReplyKind answer(Message reply, Question question) {
    Name name = question.name();
    Trust trust = reply.has(Flag.AA) ? Trust.ANSWER : Trust.NON_AUTHORITATIVE_ANSWER;
    RrSet dname = coveringDname(reply.answer(), name);
    RrSet wanted = find(reply.answer(), name, question.type());
    boolean synthesized = dname != null && question.type().equals(RrType.CNAME);
    if (wanted != null && !synthesized) {
      return new ReplyKind.Answer(wanted, proofs(reply), trust);
    }
    if (dname == null && question.type().equals(RrType.ANY)) {
      List<RrSet> all = allOf(reply.answer(), name);
      if (!all.isEmpty()) {
        return new ReplyKind.AnyAnswer(all, proofs(reply));
      }
    }
    if (dname != null) {
      Name target = name.replaceSuffix(dname.owner(), dname.target());
      return target == null
          ? new ReplyKind.AliasTooLong(dname)
          : new ReplyKind.Alias(dname, target, proofs(reply), trust);
    }
    RrSet cname = find(reply.answer(), name, RrType.CNAME);
    return cname != null && cname.records().size() == 1
        ? new ReplyKind.Alias(cname, cname.target(), proofs(reply), trust)
        : null;
  }

  private static @Nullable RrSet find(List<RrSet> section, Name owner, RrType type) {
    for (RrSet rrSet : section) {
      if (rrSet.type().equals(type) && rrSet.owner().equals(owner)) {
        return rrSet;
      }
    }
    return null;
  }

  /** What ANY asks for. Signatures stand beside what they sign; one without is of no use. */
  private static List<RrSet> allOf(List<RrSet> section, Name owner) {
    List<RrSet> all = new ArrayList<>();
    for (RrSet rrSet : section) {
      boolean wanted = rrSet.owner().equals(owner) && !rrSet.type().equals(RrType.RRSIG);
      if (wanted && all.size() < MOST_OF_ANY) {
        all.add(rrSet);
      }
    }
    return all;
  }

  private static @Nullable RrSet coveringDname(List<RrSet> section, Name name) {
    for (RrSet rrSet : section) {
      if (rrSet.type().equals(RrType.DNAME)
          && name.isBelow(rrSet.owner())
          && rrSet.records().size() == 1) {
        return rrSet;
      }
    }
    return null;
  }

  private static @Nullable RrSet soa(Message reply, Question question, Name zone) {
    for (RrSet rrSet : reply.authority()) {
      boolean fits = rrSet.owner().isAtOrBelow(zone) && question.name().isAtOrBelow(rrSet.owner());
      if (rrSet.type().equals(RrType.SOA) && fits && rrSet.records().size() == 1) {
        return rrSet;
      }
    }
    return null;
  }

  private static @Nullable RrSet delegation(Message reply, Question question, Name zone) {
    for (RrSet rrSet : reply.authority()) {
      boolean deeper = rrSet.owner().isBelow(zone) && question.name().isAtOrBelow(rrSet.owner());
      if (rrSet.type().equals(RrType.NS) && deeper && !isChildOfDs(rrSet, question)) {
        return rrSet;
      }
    }
    return null;
  }

  /**
   * Whether {@code rrSet} is of the zone that the DS RRset in question is about. That RRset is the
   * parent's: to follow its zone cut, or to believe the zone's own SOA, would be to ask the child
   * (RFC 4035 §3.1.4.1, S63).
   */
  private static boolean isChildOfDs(RrSet rrSet, Question question) {
    return question.type().equals(RrType.DS)
        && !question.name().isRoot()
        && rrSet.owner().equals(question.name());
  }

  private static List<RrSet> proofs(Message reply) {
    List<RrSet> proofs = new ArrayList<>();
    for (RrSet rrSet : reply.authority()) {
      if (proofs.size() < MOST_PROOFS && PROOF_TYPES.contains(rrSet.type())) {
        proofs.add(rrSet);
      }
    }
    return proofs;
  }

  private static ReplyKind referral(Message reply, RrSet delegation) {
    Map<Name, List<InetAddress>> glue = glue(reply);
    List<NameServer> servers = new ArrayList<>(delegation.records().size());
    for (Rdata rdata : delegation.records()) {
      Name server = rdata.nameAt(0);
      servers.add(new NameServer(server, glue.getOrDefault(server, List.of())));
    }
    List<RrSet> proofs = proofs(reply);
    for (RrSet rrSet : reply.authority()) {
      // The DS of a sibling proves nothing here (S68).
      if (rrSet.type().equals(RrType.DS) && rrSet.owner().equals(delegation.owner())) {
        proofs.add(rrSet);
      }
    }
    return new ReplyKind.Referral(delegation.owner(), servers, delegation.ttl(), proofs);
  }

  /** The addresses in the additional section, by owner. */
  static Map<Name, List<InetAddress>> glue(Message reply) {
    Map<Name, List<InetAddress>> glue = new HashMap<>();
    for (RrSet rrSet : reply.additional()) {
      if (rrSet.type().equals(RrType.A) || rrSet.type().equals(RrType.AAAA)) {
        List<InetAddress> addresses = glue.computeIfAbsent(rrSet.owner(), _ -> new ArrayList<>());
        List<InetAddress> more = rrSet.addresses();
        addresses.addAll(more.subList(0, Math.min(more.size(), MOST_ADDRESSES - addresses.size())));
      }
    }
    return glue;
  }
}
