package dev.xylem.sim;

import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
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
