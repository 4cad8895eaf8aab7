package dev.xylem.listen;

import dev.xylem.cache.NameServer;
import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.iterate.RootHints;
import dev.xylem.upstream.Exchange;
import dev.xylem.upstream.Reply;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A root server that is the authority for all there is: a handful of names, each with its own way
 * to be answered. Everything is "signed", so that DO makes a difference.
 */
final class FakeRoot implements Exchange {
  /** An alias of itself, with a name as long as can be, and four times as long when printed. */
  static final Name LONG_LOOP =
      Name.of(("\\001".repeat(63) + ".").repeat(3) + "\\002".repeat(57) + ".com.");

  private final Map<Question, RrSet> rrSets = new HashMap<>();

  FakeRoot() {
    for (String owner : new String[] {"a.com.", "Mixed.Case.COM.", "x.wild.com.", "."}) {
      put(owner, RrType.A, 300, Rdata.of(new byte[] {(byte) 192, 0, 2, 1}));
    }
    put("brief.com.", RrType.A, 2, Rdata.of(new byte[] {(byte) 192, 0, 2, 2}));
    put("fleeting.com.", RrType.A, 0, Rdata.of(new byte[] {(byte) 192, 0, 2, 3}));
    put("alias.com.", RrType.CNAME, 60, Rdata.of(Name.of("a.com.")));
    put("alias2.com.", RrType.CNAME, 7, Rdata.of(Name.of("alias.com.")));
    put("dead-alias.com.", RrType.CNAME, 30, Rdata.of(Name.of("nowhere.com.")));
    put("loop.com.", RrType.CNAME, 30, Rdata.of(Name.of("pool.com.")));
    put(LONG_LOOP.toString(), RrType.CNAME, 30, Rdata.of(LONG_LOOP));
    put("pool.com.", RrType.CNAME, 30, Rdata.of(Name.of("loop.com.")));
    put("big-alias.com.", RrType.CNAME, 60, Rdata.of(Name.of("big.com.")));
    put("big.com.", RrType.TXT, 300, texts(40, 200));
    put("huge.com.", RrType.TXT, 300, texts(250, 200));
    for (int size = 150; size < 256; size++) {
      put("t" + size + ".com.", RrType.TXT, 90, texts(2, size));
    }
    for (int size = 520; size < 620; size++) {
      put("u" + size + ".com.", RrType.TXT, 90, texts(4, size / 4));
    }
  }

  /** Hints that lead here. */
  static RootHints hints() {
    return new RootHints(
        List.of(new NameServer(Name.of("root."), List.of(InetAddress.getLoopbackAddress()))));
  }

  /** All names that have something, and some that have not. */
  List<Name> names() {
    var names = new ArrayList<>(rrSets.keySet().stream().map(Question::name).sorted().toList());
    names.add(Name.of("nowhere.com."));
    names.add(Name.of("empty.com."));
    names.add(Name.of("broken.com."));
    names.add(Name.of("localhost."));
    names.add(Name.of("a.invalid."));
    names.add(Name.of("1.0.0.127.in-addr.arpa."));
    names.add(Name.of(("x".repeat(63) + ".").repeat(3) + "y".repeat(57) + ".com."));
    return names;
  }

  @Override
  public Reply ask(InetSocketAddress server, Message query, long nanos) {
    return new Reply.Received(reply(query), Transport.UDP, 1_000_000, 100);
  }

  Message reply(Message query) {
    Question question = query.question();
    RrSet found = rrSets.get(question);
    if (found == null) {
      found = rrSets.get(new Question(question.name(), RrType.CNAME));
    }
    List<RrSet> answer = found == null ? List.of() : List.of(found);
    var authority = new ArrayList<RrSet>();
    if (found == null || question.name().equals(Name.of("x.wild.com."))) {
      authority.add(nsec(found == null ? 600 : 20));
    }
    if (found == null) {
      authority.add(soa());
    }
    Rcode rcode =
        switch (question.name().toLowerCase().toString()) {
          case "broken.com." -> Rcode.SERVFAIL;
          case "nowhere.com." -> Rcode.NXDOMAIN;
          default -> Rcode.NOERROR;
        };
    return new Message(
        Header.of(query.header().id(), Flag.QR, Flag.AA),
        rcode,
        query.questions(),
        answer,
        authority,
        List.of(),
        query.edns() == null ? null : Edns.withDnssecOk());
  }

  private void put(String owner, RrType type, int ttl, Rdata... records) {
    Name name = Name.of(owner);
    var rrSet =
        new RrSet(
            name, type, RrClass.IN, ttl, RdataList.of(List.of(records)), signature(type, ttl));
    rrSets.put(new Question(name, type), rrSet);
  }

  private static RrSet soa() {
    byte[] rdata = new byte[2 + 20];
    ByteBuffer.wrap(rdata, 2, 20).putInt(1).putInt(2).putInt(3).putInt(4).putInt(40);
    return RrSet.of(Name.ROOT, RrType.SOA, 3600, Rdata.of(rdata))
        .withSignatures(signature(RrType.SOA, 3600));
  }

  private static RrSet nsec(int ttl) {
    byte[] rdata = {1, 'z', 0, 0, 6, 0x40, 0, 0, 0, 0, 3};
    return RrSet.of(Name.of("m.com."), RrType.NSEC, ttl, Rdata.of(rdata))
        .withSignatures(signature(RrType.NSEC, ttl));
  }

  private static RdataList signature(RrType covered, int ttl) {
    ByteBuffer rdata = ByteBuffer.allocate(18 + 1 + 64);
    rdata.putShort((short) covered.code()).put((byte) 13).put((byte) 2).putInt(ttl);
    rdata.putInt(Integer.MAX_VALUE).putInt(0).putShort((short) 1);
    return RdataList.of(List.of(Rdata.of(rdata.array())));
  }

  private static Rdata[] texts(int count, int size) {
    var texts = new Rdata[count];
    for (int i = 0; i < count; i++) {
      byte[] octets = new byte[Math.min(256, size)];
      octets[0] = (byte) (octets.length - 1);
      octets[1] = (byte) i;
      octets[2] = (byte) (i >>> 8);
      texts[i] = Rdata.of(octets);
    }
    return texts;
  }
}
