package dev.xylem.sim;

import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Records that a liar would like us to believe about names that are none of its business: the
 * canary's (S10–S13).
 */
record Poison(Name canary) {
  /** Where the liar wants everybody to go; nothing true is there. */
  private static final Rdata ADDRESS = Rdata.of(new byte[] {(byte) 203, 0, 113, 66});

  private static final int TTL = 86_400;

  /** {@code reply} with lies in every section. */
  Message added(Message reply) {
    List<RrSet> answer = new ArrayList<>(reply.answer());
    List<RrSet> authority = new ArrayList<>(reply.authority());
    List<RrSet> additional = new ArrayList<>(reply.additional());
    Name server = Name.of("ns1." + canary);
    answer.add(address("www"));
    answer.add(RrSet.of(Name.of("mail." + canary), RrType.CNAME, TTL, Rdata.of(Name.of("evil."))));
    answer.add(RrSet.of(canary, RrType.DNAME, TTL, Rdata.of(Name.of("evil."))));
    authority.add(RrSet.of(canary, RrType.NS, TTL, Rdata.of(server)));
    authority.add(RrSet.of(canary.parent(), RrType.NS, TTL, Rdata.of(server)));
    authority.add(RrSet.of(Name.ROOT, RrType.NS, TTL, Rdata.of(server)));
    additional.add(address("ns1"));
    additional.add(address("www"));
    additional.add(RrSet.of(canary.parent(), RrType.A, TTL, ADDRESS));
    return new Message(
        reply.header(),
        reply.rcode(),
        reply.questions(),
        answer,
        authority,
        additional,
        reply.edns());
  }

  /**
   * As {@link #added}, with lies that a server of {@code apex} would have believed by anyone who
   * does not ask what it has a say in: an alias above its zone, and addresses for name servers
   * elsewhere.
   */
  Message beyond(Name apex, Message reply) {
    Message lie = added(reply);
    List<RrSet> answer = new ArrayList<>(lie.answer());
    List<RrSet> additional = new ArrayList<>(lie.additional());
    answer.add(RrSet.of(apex.parent(), RrType.DNAME, TTL, Rdata.of(Name.of("evil."))));
    for (RrSet set : reply.authority()) {
      if (set.type().equals(RrType.NS) && set.owner().isBelow(apex)) {
        for (Rdata server : set.records()) {
          if (!server.nameAt(0).isAtOrBelow(apex)) {
            additional.add(RrSet.of(server.nameAt(0), RrType.A, TTL, ADDRESS));
          }
        }
      }
    }
    return new Message(
        lie.header(),
        lie.rcode(),
        lie.questions(),
        answer,
        lie.authority(),
        additional,
        lie.edns());
  }

  /** Where lies lead. */
  InetAddress address() {
    return RrSet.of(Name.ROOT, RrType.A, TTL, ADDRESS).addresses().getFirst();
  }

  /** An RRset that {@code reply}'s question seems to be answered by, wrongly. */
  Message instead(Message reply) {
    Name name = reply.question().name();
    RrSet forged = RrSet.of(name, RrType.A, TTL, ADDRESS);
    return new Message(
        reply.header(),
        dev.xylem.dns.Rcode.NOERROR,
        reply.questions(),
        List.of(forged),
        List.of(),
        List.of(),
        reply.edns());
  }

  private RrSet address(String label) {
    return RrSet.of(Name.of(label + "." + canary), RrType.A, TTL, ADDRESS);
  }
}
