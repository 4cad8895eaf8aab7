package dev.xylem.iterate;

import dev.xylem.cache.NameServer;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what a scrubbed reply means. In this order:
 *
 * <ul>
 *   <li>an RCODE other than NOERROR, NXDOMAIN and YXDOMAIN is a server error, REFUSED and NOTAUTH
 *       mean lame;
 *   <li>an RRset of the question's name and type, or aliases that lead to one, is an answer, if the
 *       server is not itself just a resolver;
 *   <li>aliases that lead elsewhere are an alias;
 *   <li>NXDOMAIN is NXDOMAIN;
 *   <li>a SOA at or above the name is no data;
 *   <li>an NS RRset strictly below the zone and at or above the name is a referral;
 *   <li>an authoritative reply without anything is no data, anything else is lame.
 * </ul>
 */
final class ReplyClassifier {
  /** Alias records looked at in one reply; the rest is asked for anew (S36). */
  private static final int LONGEST_CHAIN = 11;

  /** Addresses per name server in glue, of each family together (S32, S33). */
  private static final int MOST_ADDRESSES = 6;

  private static final Set<RrType> PROOF_TYPES = Set.of(RrType.NSEC, RrType.NSEC3);

  ReplyKind classify(Message reply, Question question, Name zone) {
    Rcode rcode = reply.rcode();
    if (rcode.equals(Rcode.REFUSED) || rcode.equals(Rcode.NOTAUTH)) {
      return new ReplyKind.Lame(rcode.toString());
    }
    boolean meaningful =
        rcode.equals(Rcode.NOERROR) || rcode.equals(Rcode.NXDOMAIN) || rcode.equals(Rcode.YXDOMAIN);
    if (!meaningful) {
      return new ReplyKind.ServerError(rcode.toString());
    }
    if (!reply.has(Flag.AA) && reply.has(Flag.RA) && !reply.answer().isEmpty()) {
      return new ReplyKind.Lame("a resolver's answer, not an authority's");
    }
    ReplyKind answer = answer(reply, question);
    if (answer != null) {
      return answer;
    }
    RrSet soa = soa(reply, question, zone);
    List<RrSet> proofs = proofs(reply);
    if (rcode.equals(Rcode.NXDOMAIN)) {
      return soa != null || reply.has(Flag.AA)
          ? new ReplyKind.NxDomain(soa, proofs)
          : new ReplyKind.Lame("NXDOMAIN without authority");
    }
    if (soa != null) {
      return new ReplyKind.NoData(soa, proofs);
    }
    RrSet delegation = delegation(reply, question, zone);
    if (delegation != null) {
      return referral(reply, delegation);
    }
    boolean upward = reply.authority().stream().anyMatch(set -> set.type().equals(RrType.NS));
    return reply.has(Flag.AA) && !upward
        ? new ReplyKind.NoData(null, proofs)
        : new ReplyKind.Lame(upward ? "a referral that leads nowhere" : "an empty reply");
  }

  /** Follows the aliases of the answer section from the question's name on. */
  private static @Nullable ReplyKind answer(Message reply, Question question) {
    List<RrSet> chain = new ArrayList<>();
    Name name = question.name();
    while (chain.size() <= LONGEST_CHAIN) {
      RrSet wanted = find(reply.answer(), name, question.type());
      if (wanted != null) {
        return new ReplyKind.Answer(chain, wanted, proofs(reply));
      }
      RrSet dname = coveringDname(reply.answer(), name);
      RrSet alias = dname != null ? dname : find(reply.answer(), name, RrType.CNAME);
      if (alias == null || alias.records().size() != 1) {
        break;
      }
      Name target = alias.target();
      if (dname != null) {
        target = name.replaceSuffix(dname.owner(), dname.target());
        chain.add(dname);
        if (target == null) {
          return new ReplyKind.AliasTooLong(chain);
        }
        // Whatever CNAME came along, the DNAME decides (RFC 6672 §3.1).
        alias = RrSet.of(name, RrType.CNAME, dname.ttl(), Rdata.of(target));
      }
      chain.add(alias);
      name = target;
    }
    return chain.isEmpty() ? null : new ReplyKind.Alias(chain, name, proofs(reply));
  }

  private static @Nullable RrSet find(List<RrSet> section, Name owner, RrType type) {
    for (RrSet rrSet : section) {
      if (rrSet.type().equals(type) && rrSet.owner().equals(owner)) {
        return rrSet;
      }
    }
    return null;
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
      // A DS RRset is the parent's: following its own zone cut would ask the child (RFC 4035
      // §3.1.4.1).
      boolean childOfDs =
          question.type().equals(RrType.DS) && rrSet.owner().equals(question.name());
      if (rrSet.type().equals(RrType.NS) && deeper && !childOfDs) {
        return rrSet;
      }
    }
    return null;
  }

  private static List<RrSet> proofs(Message reply) {
    return reply.authority().stream().filter(set -> PROOF_TYPES.contains(set.type())).toList();
  }

  private static ReplyKind referral(Message reply, RrSet delegation) {
    Map<Name, List<InetAddress>> glue = glue(reply);
    List<NameServer> servers = new ArrayList<>(delegation.records().size());
    for (Rdata rdata : delegation.records()) {
      Name server = rdata.nameAt(0);
      servers.add(new NameServer(server, glue.getOrDefault(server, List.of())));
    }
    List<RrSet> proofs = new ArrayList<>(proofs(reply));
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
        rrSet.addresses().stream().limit(MOST_ADDRESSES - addresses.size()).forEach(addresses::add);
      }
    }
    return glue;
  }
}
