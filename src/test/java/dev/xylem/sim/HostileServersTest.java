package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrType;
import dev.xylem.sim.SimAuthority.Quirk;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** S37, S38 and S14: servers that answer every query so that it must be sent again. */
class HostileServersTest {
  private static final String EVIL_SERVER = "198.18.66.1";

  private final HandmadeInternet net = new HandmadeInternet();

  private static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of(
            "TC", (SimAuthority.Script) (query, _, _) -> only(query, Rcode.NOERROR, Flag.TC)),
        Arguments.of("FORMERR", (SimAuthority.Script) (query, _, _) -> only(query, Rcode.FORMERR)),
        Arguments.of(
            "FORMERR with OPT",
            (SimAuthority.Script) (query, _, _) -> withOpt(query, Rcode.FORMERR)),
        Arguments.of("NOTIMP", (SimAuthority.Script) (query, _, _) -> only(query, Rcode.NOTIMP)),
        Arguments.of(
            "BADVERS", (SimAuthority.Script) (query, _, _) -> withOpt(query, Rcode.BADVERS)),
        Arguments.of(
            "SERVFAIL", (SimAuthority.Script) (query, _, _) -> only(query, Rcode.SERVFAIL)),
        Arguments.of("REFUSED", (SimAuthority.Script) (query, _, _) -> only(query, Rcode.REFUSED)),
        Arguments.of(
            "BADCOOKIE", (SimAuthority.Script) (query, _, _) -> withOpt(query, Rcode.BADCOOKIE)),
        Arguments.of(
            "BADCOOKIE with a cookie",
            (SimAuthority.Script)
                (query, _, _) ->
                    query.edns() == null
                        ? only(query, Rcode.BADCOOKIE)
                        : new SimCookies().badCookie(query)),
        Arguments.of("nothing", (SimAuthority.Script) (_, _, _) -> null));
  }

  static Message only(Message query, Rcode rcode, Flag... flags) {
    Header header = Header.of(query.header().id(), Flag.QR, Flag.AA);
    for (Flag flag : flags) {
      header = header.with(flag);
    }
    return Message.empty(header, rcode, query.questions());
  }

  private static Message withOpt(Message query, Rcode rcode) {
    return query.edns() == null ? only(query, rcode) : only(query, rcode).withEdns(Edns.plain());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void s37NoServerIsAskedMoreThanThreeTimes(String what, SimAuthority.Script script) {
    net.bare("evil.t1.", "");
    for (int i = 1; i <= 4; i++) {
      net.server("198.18.66." + i).follow(script);
      net.add("t1.", "evil NS n" + i + ".evil\nn" + i + ".evil A 198.18.66." + i);
    }
    failsInTime(net.ask("a.b.www.evil.t1.", RrType.A));
    for (int i = 1; i <= 4; i++) {
      long exchanges = net.askedAt("198.18.66." + i);
      assertTrue(exchanges > 0 && exchanges <= 3, what + ": " + exchanges);
    }
    Simulation.Cost second = net.ask("a.b.www.evil.t1.", RrType.A);
    failsInTime(second);
    assertEquals(0, second.packets());
  }

  /** One good server beside the bad one, and a question that goes by both many times. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void s37NorIsItBesideAGoodOne(String what, SimAuthority.Script script) {
    net.zone("evil.t1.", "198.18.66.9", "@ NS bad\nbad A " + EVIL_SERVER);
    net.add("t1.", "evil NS bad.evil\nbad.evil A " + EVIL_SERVER);
    net.server(EVIL_SERVER).follow(script);
    for (int i = 0; i < 8; i++) {
      net.add("evil.t1.", "a" + i + " CNAME a" + (i + 1));
    }
    net.add("evil.t1.", "a8 A 192.0.2.1");
    assertEquals(Rcode.NOERROR, net.ask("a0.evil.t1.", RrType.A).answer().rcode());
    assertTrue(net.askedAt(EVIL_SERVER) <= 3, what + ": " + net.askedAt(EVIL_SERVER));
  }

  /** The operator's own resolver, with and without CD in the client's query (CVE-2026-5950). */
  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void s37NorIsAForwarder(String what, SimAuthority.Script script) {
    net.settings(
        "{dnssec: {validation: false},"
            + " forward-zones: [{name: evil.t1., servers: ["
            + EVIL_SERVER
            + "]}]}");
    net.server(EVIL_SERVER).follow(script);
    failsInTime(net.ask("a.b.www.evil.t1.", RrType.A));
    assertTrue(net.askedAt(EVIL_SERVER) <= 3, what + ": " + net.askedAt(EVIL_SERVER));
    int before = net.simulation().network().packets();
    var checking = new Question(Name.of("c.www.evil.t1."), RrType.A);
    failsInTime(
        net.simulation()
            .cost(
                Message.query(
                    new Header(7, 0).with(Flag.RD).with(Flag.CD), checking, Edns.plain())));
    int packets = net.simulation().network().packets() - before;
    assertTrue(packets <= 3, what + " with CD: " + packets);
  }

  @Test
  void s38AServerThatHangsUpIsConnectedToTwiceAtMost() {
    net.bare("evil.t1.", "www A 192.0.2.1", net.server(EVIL_SERVER, Quirk.HANGS_UP));
    net.add("t1.", "evil NS ns.evil\nns.evil A " + EVIL_SERVER);
    failsInTime(net.ask("a.b.www.evil.t1.", RrType.A));
    int connects = net.simulation().network().connects().size();
    assertTrue(connects == 1 || connects == 2, connects + " connects");
  }

  /** SERVFAIL with its cause (RFC 8914), before the client has given up. */
  private static void failsInTime(Simulation.Cost cost) {
    assertEquals(Rcode.SERVFAIL, cost.answer().rcode());
    assertTrue(
        Objects.requireNonNull(cost.answer().edns()).options().stream()
            .anyMatch(option -> option.code() == EdnsOption.EXTENDED_ERROR),
        "no cause");
    assertTrue(cost.seconds() <= 7, cost.seconds() + " s");
  }

  @Test
  void s14OneForgedFormerrDoesNotDisableEdns() {
    int[] forged = {2};
    net.zone("deep.t1.", "198.18.5.1", "a A 192.0.2.1\nb A 192.0.2.2\nc A 192.0.2.3")
        .follow((query, _, honest) ->
            query.edns() != null && forged[0]-- > 0 ? only(query, Rcode.FORMERR) : honest);
    for (String label : List.of("a", "b", "c")) {
      assertEquals(Rcode.NOERROR, net.ask(label + ".deep.t1.", RrType.A).answer().rcode());
    }
    // The first query again without cookie, again without OPT, and then all with it.
    assertEquals(List.of(true, true, false, true, true), withEdns("198.18.5.1"));
    assertEquals(List.of(), net.problems());
  }

  @Test
  void s14AServerThatNeverUnderstandsEdnsIsAskedWithoutFromThen() {
    net.zone("old.t1.", "198.18.5.1", "a A 192.0.2.1\nb A 192.0.2.2\nc A 192.0.2.3\nd A 192.0.2.4")
        .follow((query, _, honest) -> query.edns() != null ? only(query, Rcode.FORMERR) : honest);
    for (String label : List.of("a", "b", "c", "d")) {
      assertEquals(Rcode.NOERROR, net.ask(label + ".old.t1.", RrType.A).answer().rcode());
    }
    assertEquals(List.of(true, true, false, true, false, false, false), withEdns("198.18.5.1"));
  }

  private List<Boolean> withEdns(String address) {
    return net.simulation().network().log().stream()
        .filter(asked -> asked.server().getHostAddress().equals(address))
        .map(asked -> asked.query().edns() != null)
        .toList();
  }
}
