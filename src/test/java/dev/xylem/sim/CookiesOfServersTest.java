package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Cookies;
import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.sim.SimAuthority.Quirk;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cookies between us and authoritative servers (RFC 7873 §5), and S01 where they are at work. */
class CookiesOfServersTest {
  private static final String SERVER = "198.18.5.1";
  private static final String ZONE = "deep.t1.";
  private static final String NAMES = "a A 192.0.2.1\nb A 192.0.2.2\nc A 192.0.2.3\nd A 192.0.2.4";

  private HandmadeInternet net = new HandmadeInternet();

  private void serveWith(Quirk quirk) {
    net = new HandmadeInternet(Faults.none(), quirk);
    net.zone(ZONE, SERVER, NAMES);
  }

  private void asks(String... labels) {
    for (String label : labels) {
      Message answer = net.ask(label + "." + ZONE, RrType.A).answer();
      assertEquals(Rcode.NOERROR, answer.rcode(), label);
    }
    assertEquals(List.of(), net.simulation().checkers().problems());
  }

  private List<SimNetwork.Asked> asked(String server) {
    return net.simulation().network().log().stream()
        .filter(asked -> asked.server().getHostAddress().equals(server))
        .toList();
  }

  /** What the queries to the server had: no cookie, ours alone, or the server's with it. */
  private List<String> sent() {
    return asked(SERVER).stream()
        .map(asked -> kind(Cookies.in(asked.query().edns())) + " " + asked.transport())
        .toList();
  }

  private static String kind(@Nullable EdnsOption cookie) {
    return cookie == null ? "none" : Cookies.hasServerPart(cookie) ? "both" : "ours";
  }

  private static EdnsOption cookie(SimNetwork.Asked asked) {
    return Objects.requireNonNull(Cookies.in(asked.query().edns()));
  }

  @Test
  void whatAServerGaveIsBroughtBack() {
    serveWith(Quirk.GIVES_COOKIES);
    asks("a", "b", "c");
    assertEquals(List.of("ours UDP", "both UDP", "both UDP"), sent());
    assertEquals(cookie(asked(SERVER).get(1)), cookie(asked(SERVER).get(2)));
    assertTrue(net.simulation().trace().contains("cookie"), "the trace tells");
  }

  @Test
  void eachServerGetsAnotherAndAfterAnHourANewOne() {
    serveWith(Quirk.GIVES_COOKIES);
    asks("a");
    EdnsOption here = cookie(asked(SERVER).getFirst());
    assertFalse(Cookies.haveSameClient(here, cookie(asked("198.18.0.3").getFirst())));
    net.simulation().pass(61 * 60);
    asks("b");
    assertEquals(List.of("ours UDP", "ours UDP"), sent());
    assertFalse(Cookies.haveSameClient(here, cookie(asked(SERVER).getLast())));
  }

  @Test
  void whoDemandsACookieGetsIt() {
    serveWith(Quirk.DEMANDS_COOKIES);
    asks("a", "b");
    assertEquals(List.of("ours UDP", "both UDP", "both UDP"), sent());
  }

  /** Its secret is another one now, and it gives what it does not know again. */
  @Test
  void whoForgetsWhatItGaveIsAskedOverTcp() {
    var cookies = new SimCookies();
    net.zone(ZONE, SERVER, NAMES)
        .follow((query, transport, honest) ->
            transport == Transport.UDP ? cookies.badCookie(query) : honest);
    asks("a");
    assertEquals(List.of("ours UDP", "both UDP", "both TCP"), sent());
  }

  @Test
  void whoGivesNoneIsSentNoneFromThen() {
    net.zone(ZONE, SERVER, NAMES);
    asks("a", "b", "c");
    assertEquals(List.of("ours UDP", "none UDP", "none UDP"), sent());
  }

  @Test
  void whoTakesItForAnErrorIsAskedWithout() {
    serveWith(Quirk.MISTAKES_COOKIES);
    asks("a", "b");
    assertEquals(List.of("ours UDP", "none UDP", "none UDP"), sent());
    assertTrue(asked(SERVER).stream().allMatch(asked -> asked.query().edns() != null), "EDNS");
  }

  /** What such a server does not understand is something else. */
  @Test
  void anErrorThatBringsACookieIsNotAboutCookies() {
    var cookies = new SimCookies();
    net.zone(ZONE, SERVER, NAMES)
        .follow((query, _, _) ->
            cookies.added(
                query, HostileServersTest.only(query, Rcode.FORMERR).withEdns(Edns.plain())));
    assertEquals(Rcode.SERVFAIL, net.ask("a." + ZONE, RrType.A).answer().rcode());
    assertEquals(List.of("ours UDP"), sent());
  }

  @Test
  void whoDropsWhatItDoesNotKnowIsAskedWithout() {
    serveWith(Quirk.DROPS_COOKIES);
    asks("a", "b");
    assertEquals(List.of("ours UDP", "none UDP", "none UDP"), sent());
  }

  /** What an attacker says who guessed the port, the id and the letter case. */
  private enum Guess {
    WITHOUT_OPT,
    WITHOUT_COOKIE,
    OTHER_CLIENT_COOKIE,
    CUT_COOKIE;

    Message of(Message query) {
      RrSet lie =
          RrSet.of(
              query.question().name(),
              RrType.A,
              86_400,
              Rdata.of(new byte[] {(byte) 203, 0, 113, 66}));
      Edns opt =
          switch (this) {
            case WITHOUT_OPT -> null;
            case WITHOUT_COOKIE -> Edns.plain();
            case OTHER_CLIENT_COOKIE -> opt(24);
            case CUT_COOKIE -> opt(7);
          };
      Header header = Header.of(query.header().id(), Flag.QR, Flag.AA);
      return new Message(
          header, Rcode.NOERROR, query.questions(), List.of(lie), List.of(), List.of(), opt);
    }

    private static Edns opt(int octets) {
      var option = new EdnsOption(EdnsOption.COOKIE, Rdata.of(new byte[octets]));
      return new Edns(Edns.SAFE_UDP_SIZE, 0, true, List.of(option));
    }
  }

  /** Once a server has given a cookie, who guesses all else has not won yet. */
  @ParameterizedTest
  @EnumSource
  void s01WhoDoesNotKnowTheCookieIsNotBelieved(Guess guess) {
    var cookies = new SimCookies();
    boolean[] attacked = {false};
    net.zone(ZONE, SERVER, NAMES)
        .follow((query, transport, honest) ->
            attacked[0] && transport == Transport.UDP
                ? guess.of(query)
                : cookies.added(query, honest));
    asks("a");
    attacked[0] = true;
    asks("b", "c");
    assertEquals(
        List.of("ours UDP", "both UDP", "both TCP", "both UDP", "both TCP"),
        sent(),
        "a connection decides");
    attacked[0] = false;
    asks("d");
    assertEquals("both UDP", sent().getLast());
  }

  /** It gave cookies once, gives none now, and may have no TCP: it is asked all the same. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoStopsGivingCookiesIsBelievedAgain(boolean tcp) {
    var cookies = new SimCookies();
    boolean[] gives = {true};
    net = new HandmadeInternet(Faults.none(), tcp ? Quirk.NONE : Quirk.NO_TCP);
    net.zone(ZONE, SERVER, NAMES)
        .follow((query, _, honest) -> gives[0] ? cookies.added(query, honest) : honest);
    asks("a");
    gives[0] = false;
    asks("b", "c");
    assertEquals(
        tcp
            ? List.of("ours UDP", "both UDP", "both TCP", "none UDP")
            : List.of("ours UDP", "both UDP", "none UDP", "none UDP"),
        sent().stream().filter(sent -> tcp || !sent.endsWith("TCP")).toList());
  }

  @Test
  void noneIsSentWhenNoneIsWanted() {
    serveWith(Quirk.GIVES_COOKIES);
    net.settings("{dnssec: {validation: false}, upstream: {cookies: false}}");
    asks("a", "b");
    assertEquals(List.of("none UDP", "none UDP"), sent());
  }
}
