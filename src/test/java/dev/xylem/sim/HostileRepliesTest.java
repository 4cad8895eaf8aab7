package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.sim.SimAuthority.Quirk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S06, S07 and S10 to S13: replies that are none, and replies that say more than they may. */
class HostileRepliesTest {
  private static final String EVIL_SERVER = "198.18.66.1";
  private static final String IMPOSTOR = "203.0.113.66";
  private static final int LONG = 86_400;

  @ParameterizedTest
  @EnumSource
  void s06WhatIsNoReplyIsPassedOver(Forgery forgery) {
    var net = new HandmadeInternet(Faults.forging(forgery), Quirk.NONE);
    isAnsweredTruly(net);
    assertTrue(net.simulation().network().connects().size() > 1, "a connection decides");
  }

  @ParameterizedTest
  @EnumSource
  void s06NorDoesItHelpWhenThereIsNoTcp(Forgery forgery) {
    isAnsweredTruly(new HandmadeInternet(Faults.forging(forgery), Quirk.NO_TCP));
  }

  @ParameterizedTest
  @EnumSource(names = {"NO_QUESTION", "NO_QUESTION_REFUSED"})
  void s07AReplyWithoutQuestionIsNone(Forgery forgery) {
    isAnsweredTruly(new HandmadeInternet(Faults.forging(forgery), Quirk.NO_TCP));
  }

  private static void isAnsweredTruly(HandmadeInternet net) {
    for (String name : List.of("www.canary.t0.", "mail.canary.t0.")) {
      assertEquals(Rcode.NOERROR, net.ask(name, RrType.A).answer().rcode());
    }
    assertEquals(Rcode.NXDOMAIN, net.ask("not.canary.t0.", RrType.A).answer().rcode());
    assertEquals(List.of(), net.problems());
    assertTrue(net.simulation().network().forged() >= 3, "forgeries came first");
  }

  /** What a server of evil.t1. adds to each of its replies. */
  private enum Lie {
    SIBLING_NS,
    NS_ABOVE,
    GLUE_ABOVE,
    DNAME_ELSEWHERE,
    DNAME_ABOVE,
    DNAME_OF_THE_ROOT,
    CNAME_ELSEWHERE,
    ANSWER_ELSEWHERE,
    ADDITIONAL_ADDRESS,
    SOA_ELSEWHERE,
    SOA_ABOVE,
    GLUE_ELSEWHERE;

    Message added(Message reply) {
      List<RrSet> answer = new ArrayList<>(reply.answer());
      List<RrSet> authority = new ArrayList<>(reply.authority());
      List<RrSet> additional = new ArrayList<>(reply.additional());
      switch (this) {
        case SIBLING_NS -> {
          authority.addFirst(names("canary.t0.", RrType.NS, "ns.canary.t0."));
          additional.addFirst(address("ns.canary.t0."));
        }
        case NS_ABOVE -> {
          authority.addFirst(names("t1.", RrType.NS, "ns.t1."));
          authority.addFirst(names(".", RrType.NS, "ns.root."));
          authority.addFirst(names("t0.", RrType.NS, "ns.t1."));
        }
        case GLUE_ABOVE -> {
          additional.addFirst(address("ns.t1."));
          additional.addFirst(address("ns.t0."));
          additional.addFirst(address("ns.root."));
        }
        case DNAME_ELSEWHERE -> {
          answer.addFirst(names("canary.t0.", RrType.DNAME, "evil.t1."));
          answer.addFirst(names("t0.", RrType.DNAME, "evil.t1."));
        }
        case DNAME_ABOVE -> answer.addFirst(names("t1.", RrType.DNAME, "t0."));
        case DNAME_OF_THE_ROOT -> answer.addFirst(names(".", RrType.DNAME, "evil.t1."));
        case CNAME_ELSEWHERE -> answer.addFirst(names("www.canary.t0.", RrType.CNAME, "evil.t1."));
        case ANSWER_ELSEWHERE -> answer.addFirst(address("www.canary.t0."));
        case ADDITIONAL_ADDRESS -> additional.addFirst(address("www.canary.t0."));
        case SOA_ELSEWHERE -> authority.addFirst(Records.soa(Name.of("canary.t0."), LONG, LONG));
        case SOA_ABOVE -> authority.addFirst(Records.soa(Name.of("t1."), LONG, LONG));
        case GLUE_ELSEWHERE -> {
          additional.addFirst(address("ns.canary.t0."));
          additional.addFirst(address("www.canary.t0."));
        }
      }
      return with(reply, answer, authority, additional);
    }
  }

  private static RrSet names(String owner, RrType type, String target) {
    return RrSet.of(Name.of(owner), type, LONG, Rdata.of(Name.of(target)));
  }

  private static RrSet address(String owner) {
    byte[] impostor = {(byte) 203, 0, 113, 66};
    return RrSet.of(Name.of(owner), RrType.A, LONG, Rdata.of(impostor));
  }

  private static Message with(
      Message reply, List<RrSet> answer, List<RrSet> authority, List<RrSet> additional) {
    return new Message(
        reply.header(),
        reply.rcode(),
        reply.questions(),
        answer,
        authority,
        additional,
        reply.edns());
  }

  private final HandmadeInternet net = new HandmadeInternet();

  /** A zone with every kind of answer; one delegation leads to the canary's own server. */
  private void evilZone(SimAuthority.Script script) {
    String far = ("l".repeat(60) + ".").repeat(3) + "evil.t1.";
    net.zone(
            "evil.t1.",
            EVIL_SERVER,
            "www A 192.0.2.1\nother A 192.0.2.2\n@ MX 1 www.canary.t0.\n"
                + "_s._tcp SRV 1 1 53 www.canary.t0.\nalias CNAME www.canary.t0.\n"
                + "far DNAME "
                + far
                + "\nchild NS ns.canary.t0.")
        .follow(script);
    net.bare("child.evil.t1.", "@ NS ns.canary.t0.\nwww A 192.0.2.3", net.server("198.18.0.4"));
    net.server(IMPOSTOR).follow((query, _, _) -> impostor(query));
  }

  private static Message impostor(Message query) {
    RrSet answer = address(query.question().name().toString());
    return with(
        HostileServersTest.only(query, Rcode.NOERROR), List.of(answer), List.of(), List.of());
  }

  private void askEverythingEvil() {
    String far = ("k".repeat(60) + ".").repeat(2) + "far.evil.t1.";
    net.ask("www.evil.t1.", RrType.A);
    net.ask("www.evil.t1.", RrType.TXT);
    net.ask("not.evil.t1.", RrType.A);
    net.ask("evil.t1.", RrType.MX);
    net.ask("_s._tcp.evil.t1.", RrType.SRV);
    net.ask("alias.evil.t1.", RrType.A);
    assertEquals(Rcode.YXDOMAIN, net.ask(far, RrType.A).answer().rcode());
    assertEquals(Rcode.NOERROR, net.ask("www.child.evil.t1.", RrType.A).answer().rcode());
  }

  /** The checkers compare each of these with the zone files. */
  private void isCanaryAlive() {
    for (String name : List.of("www.canary.t0.", "mail.canary.t0.", "ns.canary.t0.", "ns.t1.")) {
      assertEquals(Rcode.NOERROR, net.ask(name, RrType.A).answer().rcode(), name);
    }
    for (String name : List.of("canary.t0.", "t0.", "t1.", ".")) {
      assertEquals(Rcode.NOERROR, net.ask(name, RrType.NS).answer().rcode(), name);
      assertEquals(Rcode.NOERROR, net.ask(name, RrType.DNAME).answer().rcode(), name);
    }
    assertEquals(Rcode.NXDOMAIN, net.ask("new.canary.t0.", RrType.A).answer().rcode());
    assertEquals(Rcode.NXDOMAIN, net.ask("new.t0.", RrType.A).answer().rcode());
    assertEquals(Rcode.NXDOMAIN, net.ask("new.t1.", RrType.A).answer().rcode());
    assertEquals(0, net.askedAt(IMPOSTOR), "nobody was led to the impostor");
  }

  @ParameterizedTest
  @EnumSource
  void s10WhatAServerHasNoSayInIsNotBelieved(Lie lie) {
    evilZone((_, _, honest) -> lie.added(honest));
    askEverythingEvil();
    isCanaryAlive();
    // Not even of its own names is anything else true than what its zone says.
    assertEquals(List.of(), net.simulation().checkers().problems());
  }

  @Test
  void s12WhatAnAliasLeadsToIsAskedForAnew() {
    evilZone((query, _, honest) ->
        query.question().name().equals(Name.of("chain.evil.t1."))
            ? with(
                honest,
                List.of(
                    names("chain.evil.t1.", RrType.CNAME, "other.evil.t1."),
                    names("other.evil.t1.", RrType.CNAME, "www.canary.t0."),
                    address("www.canary.t0.")),
                List.of(),
                List.of())
            : honest);
    net.add("evil.t1.", "chain 86400 CNAME other");
    Message chain = net.ask("chain.evil.t1.", RrType.A).answer();
    // The real other.evil.t1. is an address, not an alias.
    assertEquals(
        List.of(RrType.CNAME, RrType.A), chain.answer().stream().map(RrSet::type).toList());
    askEverythingEvil();
    isCanaryAlive();
    assertEquals(List.of(), net.simulation().checkers().problems());
  }

  @Test
  void s13TheWrongRrSetIsNoAnswer() {
    evilZone((query, _, honest) ->
        query.question().name().equals(Name.of("www.evil.t1."))
            ? with(
                honest,
                List.of(address("other.evil.t1."), address("www.canary.t0.")),
                List.of(),
                List.of())
            : honest);
    Message answer = net.ask("www.evil.t1.", RrType.A).answer();
    assertEquals(List.of(), answer.answer());
    RrSet other = net.ask("other.evil.t1.", RrType.A).answer().answer().getFirst();
    assertNotEquals(address("other.evil.t1.").records(), other.records());
    isCanaryAlive();
    assertEquals(List.of(), net.problems());
  }
}
