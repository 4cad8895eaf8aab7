package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Message;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrType;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator sees of stale answers and of prefetching, and for whom there are none. */
class StaleAndPrefetchTest {
  private static final String WWW = "www.evil.t1.";

  private final HandmadeInternet net = new HandmadeInternet();
  private final SimAuthority server =
      net.zone(
          "evil.t1.",
          "198.18.6.1",
          "www 100 A 192.0.2.66\nlot 100 A 192.0.2.67\nnot 100 A 192.0.2.68\n"
              + "below.not 100 A 192.0.2.69\nto-lot 100 CNAME lot\nto-not 100 CNAME not");

  @ParameterizedTest
  @CsvSource({"1800ms, looking it up failed", "10ms, nothing newer in time"})
  void aStaleAnswerIsCountedAndTraced(String clientWait, String why) {
    serveStale("client-wait: " + clientWait);
    ask(WWW);
    has("xylem_stale_answers_total{reason=\"" + why + "\"} 0.0");
    server.follow((_, _, _) -> null);
    net.simulation().pass(200);
    for (int i = 1; i <= 2; i++) {
      assertEquals(30, ask(WWW).answer().getFirst().ttl());
      has("xylem_stale_answers_total{reason=\"" + why + "\"} " + i + ".0");
      net.simulation().pass(60);
    }
    isTraced("expired, and answered all the same: www.evil.t1. in a: " + why);
  }

  @Test
  void namesThatAreExceptedGetNothingStale() {
    serveStale("client-wait: 1800ms");
    List<String> excepted = List.of("not.evil.t1.", "NOT.evil.t1.", "below.not.evil.t1.");
    List<String> others = List.of("lot.evil.t1.", WWW, "to-lot.evil.t1.");
    excepted.forEach(this::ask);
    ask("to-not.evil.t1.");
    others.forEach(this::ask);
    server.follow((_, _, _) -> null);
    net.simulation().pass(200);
    for (String name : excepted) {
      assertEquals(Rcode.SERVFAIL, ask(name).rcode(), name);
    }
    for (String name : others) {
      assertEquals(Rcode.NOERROR, ask(name).rcode(), name);
    }
    assertEquals(Rcode.SERVFAIL, ask("to-not.evil.t1.").rcode(), "an alias is no way round");
  }

  @Test
  void aPrefetchIsCountedAndTracedAndGivesTheNextClientSomethingNew() {
    net.settings("dnssec: {validation: false}\ncache: {prefetch: true}");
    ask(WWW);
    net.simulation().pass(80);
    assertEquals(20, ask(WWW).answer().getFirst().ttl());
    has("xylem_prefetches_total 0.0");
    net.simulation().pass(12);
    assertEquals(8, ask(WWW).answer().getFirst().ttl());
    has("xylem_prefetches_total 1.0");
    isTraced("about to expire, and looked up again: www.evil.t1. in a");
    net.simulation().pass(5);
    assertEquals(95, ask(WWW).answer().getFirst().ttl());
    has("xylem_prefetches_total 1.0");
  }

  @Test
  void whatWasAskedForOnlyOnceMoreIsNotLookedUpAgain() {
    net.settings("dnssec: {validation: false}\ncache: {prefetch: true}");
    ask(WWW);
    net.simulation().pass(92);
    assertEquals(8, ask(WWW).answer().getFirst().ttl());
    has("xylem_prefetches_total 0.0");
    assertEquals(8, ask(WWW).answer().getFirst().ttl());
    has("xylem_prefetches_total 1.0");
    // What was looked up again begins anew.
    net.simulation().pass(95);
    ask(WWW);
    has("xylem_prefetches_total 1.0");
  }

  @Test
  void withoutTheSettingNothingIsLookedUpBeforeItExpires() {
    ask(WWW);
    net.simulation().pass(95);
    ask(WWW);
    has("xylem_prefetches_total 0.0");
    net.simulation().pass(3);
    assertEquals(2, ask(WWW).answer().getFirst().ttl());
  }

  private void serveStale(String more) {
    net.settings(
        "dnssec: {validation: false}\nstale: {enabled: true, except: [not.evil.t1], " + more + "}");
  }

  private Message ask(String name) {
    return net.ask(name, RrType.A).answer();
  }

  private void isTraced(String line) {
    String trace = net.simulation().trace();
    // Clients of the simulation write names in letters of any case.
    assertTrue(trace.toLowerCase(Locale.ROOT).contains(line), trace);
  }

  private void has(String line) {
    String metrics = net.simulation().metrics();
    assertTrue(metrics.contains("\n" + line + "\n"), line + "\n" + metrics);
  }
}
