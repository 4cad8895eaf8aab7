package dev.xylem.listen;

import static dev.xylem.listen.CrowdedServer.millis;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Transport;
import dev.xylem.listen.CrowdedServer.Got;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * S09, S40, S41, S43b: crowds and attackers, in virtual time, where latency is what others make one
 * wait and not what else the machine does.
 */
class StarvationTest {
  private static final int HONEST_CLIENTS = 20;
  private static final int FIRST_ATTACKER = 1000;
  private static final long HONEST_DELAY = millis(20);

  /** Delay of a server as slow as one can be that we go on asking. */
  private static final int SLOW = 390;

  @ParameterizedTest
  @CsvSource({"-1, 1", "-1, 20000", "390, 1", "390, 20000"})
  void s40RandomNamesUnderADeadZoneDelayNobodyElse(int delay, int attackers) {
    var server = new CrowdedServer("");
    floodZone(server, delay, attackers);
    assertEquals(List.of(), delayed(server, millis(1000)));
    assertEquals(20_000, server.attackers.size(), "every query comes to an end");
    // Those beyond the zone's share of 200 cost no packet: in a second there are three rounds.
    int most = 1000 + 4 * 200;
    assertTrue(server.internet.packets() <= most, server.internet.packets() + " packets");
  }

  @Test
  void s40ANameRefusedForItsZonesShareIsNotRemembered() {
    var server = new CrowdedServer("");
    floodZone(server, SLOW, 1);
    List<Got> got = new ArrayList<>();
    for (long at : new long[] {100, 1600}) {
      server.scheduler.start(
          "client",
          () -> {
            server.world.sleep(millis(at));
            server.ask(1, "www.dead.", Transport.UDP, got);
          });
    }
    server.run();
    assertEquals(List.of(2, 0), got.stream().map(Got::rcode).toList());
  }

  /** Else the test above would prove nothing. */
  @Test
  void s40WithoutAShareOfItsOwnASlowZoneWouldTakeEverything() {
    var server =
        new CrowdedServer(
            "iteration: {priming: false, queries-per-zone: 1000000,"
                + " queries-per-server: 1000000}\n");
    floodZone(server, SLOW, 20_000);
    assertNotEquals(List.of(), delayed(server, millis(1000)));
  }

  /** Twenty thousand names a second, for a second. */
  private static void floodZone(CrowdedServer server, int delay, int attackers) {
    server.internet.zone("dead.", () -> delay < 0 ? CrowdedInternet.SILENT : millis(delay));
    server.repeat(
        20_000,
        millis(1) / 20,
        i -> {
          int client = FIRST_ATTACKER + i % attackers;
          server.ask(client, "x" + i + ".dead.", Transport.UDP, server.attackers);
        });
  }

  @ParameterizedTest
  @CsvSource({"1", "5000"})
  void s43bNamesOnSilentServersDelayNobodyElse(int attackers) {
    var server = new CrowdedServer("");
    for (int i = 0; i < 500; i++) {
      server.internet.zone("p" + i + ".", () -> CrowdedInternet.SILENT);
    }
    server.repeat(
        50_000,
        millis(1) / 5,
        i -> {
          int client = FIRST_ATTACKER + i % attackers;
          String name = "x" + i + ".p" + i % 500 + ".";
          server.ask(client, name, Transport.UDP, server.attackers);
        });
    assertEquals(List.of(), delayed(server, millis(10_000)));
    assertEquals(50_000, server.attackers.size(), "every query comes to an end");
    assertTrue(server.internet.packets() < 25_000, server.internet.packets() + " packets");
  }

  /**
   * What honest clients get that ask a thousand things within {@code nanos}: every failure, and the
   * slowest answers but one percent if they took twice as long as without an attack.
   */
  private static List<Got> delayed(CrowdedServer server, long nanos) {
    server.internet.zone("honest.", () -> HONEST_DELAY);
    server.repeat(
        1000,
        // In step with nobody: else an honest query always finds the place that one has just left.
        nanos / 1000 - 1234,
        i -> server.ask(i % HONEST_CLIENTS, "w" + i + ".honest.", Transport.UDP, server.honest));
    server.run();
    assertEquals(1000, server.honest.size());
    List<Got> sorted = server.honest.stream().sorted(Comparator.comparingLong(Got::nanos)).toList();
    return Stream.concat(
            server.honest.stream().filter(got -> got.rcode() != 0),
            Stream.of(sorted.get(990)).filter(got -> got.nanos() >= 2 * HONEST_DELAY))
        .toList();
  }

  @Test
  void s09EqualQuestionsOfManyClientsAreAskedOnce() {
    var server = new CrowdedServer("");
    server.internet.zone("popular.", () -> millis(300));
    for (int i = 0; i < 500; i++) {
      int client = i;
      server.repeat(
          1,
          0,
          _ -> {
            server.world.sleep(client % 5 * millis(50));
            server.ask(client, "www.popular.", Transport.UDP, server.honest);
          });
    }
    server.run();
    assertEquals(500, server.honest.stream().filter(got -> got.rcode() == 0).count());
    assertEquals(1, server.internet.mostInFlight());
    assertEquals(1, server.internet.packets());
  }

  @Test
  void s41AnAnswerThatComesTooLateIsKeptButNotSentOverUdp() {
    var server = new CrowdedServer("");
    int[] asked = new int[1];
    // Two queries are lost, and the third takes a second: 2.2 s in all.
    server.internet.zone("late.", () -> ++asked[0] < 3 ? CrowdedInternet.SILENT : millis(1000));
    List<Got> overUdp = new ArrayList<>();
    List<Got> overTcp = new ArrayList<>();
    server.repeat(1, 0, _ -> server.ask(1, "www.late.", Transport.UDP, overUdp));
    server.repeat(1, 0, _ -> server.ask(2, "www.late.", Transport.TCP, overTcp));
    // The stub resolver of the first client asks again.
    server.repeat(2, millis(5000), _ -> server.ask(1, "www.late.", Transport.UDP, overUdp));
    server.run();
    assertEquals(0, overTcp.getFirst().rcode());
    assertTrue(overTcp.getFirst().nanos() > millis(1900), overTcp + "");
    assertEquals(List.of(-1, -1, 0), overUdp.stream().map(Got::rcode).toList());
    assertTrue(overUdp.getLast().nanos() < millis(1), "from the cache");
    assertEquals(3, asked[0]);
  }

  @Test
  void s41WaitingAnswersOfOneClientDoNotComeAsAPulse() {
    assertTrue(greatestPulse("") <= 500);
    // Without a pace they would: 800 at once.
    assertTrue(greatestPulse("listen: {udp-replies-per-client: 1000000}\n") > 500);
  }

  /** The most answers that one client gets within 100 ms when five thousand of its queries wait. */
  private static int greatestPulse(String settings) {
    var server = new CrowdedServer(settings);
    for (int i = 0; i < 50; i++) {
      // All replies come when the clock strikes.
      server.internet.zone(
          "z" + i + ".", () -> millis(SLOW) - server.scheduler.now() % millis(SLOW));
    }
    server.repeat(
        5000,
        millis(1) / 20,
        i -> server.ask(7, "x" + i + ".z" + i % 50 + ".", Transport.UDP, server.attackers));
    server.run();
    List<Long> sentAt =
        server.attackers.stream()
            .filter(got -> got.rcode() >= 0)
            .map(got -> got.askedAt() + got.nanos())
            .sorted()
            .toList();
    assertTrue(sentAt.size() > 800, sentAt.size() + " answers");
    int greatest = 0;
    for (int first = 0, last = 0; last < sentAt.size(); last++) {
      while (sentAt.get(last) - sentAt.get(first) >= millis(100)) {
        first++;
      }
      greatest = Math.max(greatest, last - first + 1);
    }
    return greatest;
  }
}
