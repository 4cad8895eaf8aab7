package dev.xylem.daemon.fault;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * S40, S41, S43b against a server as a process of its own, over real sockets. Latencies are
 * compared with those beside as many queries for a name that is in the cache: what slows down the
 * machine slows down both. {@code StarvationTest} has the same in virtual time, exactly.
 */
class FloodTest {
  /** Queries a second, the most that is tried first: a busy machine cannot send or take as many. */
  private static final int[] RANDOM_NAMES = {20_000, 5000, 1250};

  private static final int[] SILENT_SERVERS = {5000, 1250};

  /** A machine that has less time to itself than this makes everybody wait. */
  private static final double LEAST_IDLE = .1;

  private static final int SECONDS = 3;
  private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(40);

  /** Of a server as slow as one can be that we go on asking. */
  private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(390);

  private static final int SILENT_ZONES = 500;
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(300);
  private static final long PULSE = TimeUnit.MILLISECONDS.toNanos(100);

  @TempDir private Path home;

  @ParameterizedTest(name = "{0}, {1} addresses")
  @CsvSource({"silent, 1", "slow, 2500"})
  @Timeout(180)
  void s40RandomNamesUnderADeadZoneDelayNobodyElse(
      String zone, int attackers, TestReporter reporter) throws Exception {
    try (var internet = new FloodedInternet()) {
      internet.silent("silent.");
      internet.answering("slow.", now -> now + SLOW);
      var flood = new Flood(RANDOM_NAMES, attackers, i -> "x" + i + "." + zone + ".");
      honestNamesAreNotDelayed(internet, flood, reporter);
    }
  }

  @Test
  @Timeout(180)
  void s43bNamesOnSilentServersDelayNobodyElse(TestReporter reporter) throws Exception {
    try (var internet = new FloodedInternet()) {
      for (int i = 0; i < SILENT_ZONES; i++) {
        internet.silent("p" + i + ".");
      }
      IntFunction<String> names = i -> "x" + i + ".p" + i % SILENT_ZONES + ".";
      honestNamesAreNotDelayed(internet, new Flood(SILENT_SERVERS, 2500, names), reporter);
    }
  }

  private record Flood(int[] rates, int attackers, IntFunction<String> names) {}

  private void honestNamesAreNotDelayed(
      FloodedInternet internet, Flood flood, TestReporter reporter) throws Exception {
    internet.answering("honest.", now -> now + DELAY);
    List<String> all = new ArrayList<>();
    boolean told = false;
    for (int rate : flood.rates) {
      try (var server = start(internet, limits(flood.rates[0] / rate));
          var crowd = new Crowd(server.address(), flood.attackers)) {
        crowd.load(rate, 2, flood.names, "honest."); // Until what runs is compiled.
        Crowd.Load calm = crowd.load(rate, SECONDS, _ -> "hot.honest.", "honest.");
        Crowd.Load attack = crowd.load(rate, SECONDS, flood.names, "honest.");
        all.add("without attack " + calm + ", with it " + attack);
        reporter.publishEntry(all.getLast());
        if (attack.p99() < 2 * calm.p99() && calm.p99() < 2 * DELAY) {
          return;
        }
        told |= attack.idle() > LEAST_IDLE && calm.p99() < 2 * DELAY;
      }
    }
    assumeTrue(told, "the machine is too busy for any rate: " + all);
    fail("honest names were delayed: " + all);
  }

  /** A part of our limits for the same part of the first rate, so that as much is at stake. */
  private static String limits(int part) {
    return "iteration.queries-per-zone: %d\niteration.queries-per-server: %d\n"
            .formatted(200 / part, 200 / part)
        + "listen.waiting-queries: %d\nlisten.waiting-queries-per-client: %d\n"
            .formatted(2048 / part, 1000 / part);
  }

  /** A machine that is too slow for 500 in that time still shows what a slower pace does. */
  @Test
  @Timeout(60)
  void s41WaitingAnswersOfOneClientDoNotComeAsAPulse(TestReporter reporter) throws Exception {
    var watch = new Crowd.Watch();
    int standard = leastPulse("");
    int slow = leastPulse("listen.udp-replies-per-client: 100\n");
    int unpaced = leastPulse("listen.udp-replies-per-client: 1000000\n");
    String figures = standard + " within 100 ms, " + slow + " at a fifth, " + unpaced + " without";
    reporter.publishEntry(figures);
    boolean good = standard <= 500 && slow <= 100 && unpaced > 100;
    // A reader that has to wait for a processor finds a heap of what came one by one.
    assumeTrue(good || watch.idle() > LEAST_IDLE, "the machine is too busy to tell: " + figures);
    assertTrue(good, figures);
  }

  /** The least of three tries: who reads late sees answers closer together than they were sent. */
  private int leastPulse(String settings) throws Exception {
    int least = Integer.MAX_VALUE;
    try (var internet = new FloodedInternet()) {
      // All replies come when the clock strikes.
      internet.answering("slow.", now -> now + TICK - now % TICK);
      String shares =
          "iteration.queries-per-zone: 10000\niteration.queries-per-server: 10000\n"
              + "listen.udp-discard-timeout: 20s\n";
      try (var server = start(internet, settings + shares);
          var crowd = new Crowd(server.address(), 1)) {
        for (int i = 0; i < 3; i++) {
          String round = "-" + i + ".slow.";
          List<Long> answers = crowd.answers(5000, n -> "x" + n + round);
          assertTrue(answers.size() > 600, answers.size() + " answers");
          least = Math.min(least, greatestPulse(answers));
        }
      }
    }
    return least;
  }

  private static int greatestPulse(List<Long> at) {
    int greatest = 0;
    for (int first = 0, last = 0; last < at.size(); last++) {
      while (at.get(last) - at.get(first) >= PULSE) {
        first++;
      }
      greatest = Math.max(greatest, last - first + 1);
    }
    return greatest;
  }

  private ServerProcess start(FloodedInternet internet, String limits) throws Exception {
    int port = ServerProcess.freePort();
    Files.writeString(home.resolve("hints"), FloodedInternet.hints());
    String listen = "listen: {addresses: [127.0.0.1], port: " + port + "}\n";
    Path config = Files.writeString(home.resolve("xylem.yaml"), internet.settings() + listen);
    Path more = Files.createDirectories(home.resolve("conf.d")).resolve("limits.yaml");
    Files.writeString(more, sections(limits));
    return ServerProcess.asLaunched(config, port);
  }

  /** {@code section.key: value} lines as YAML, each section once. */
  private static String sections(String limits) {
    var yaml = new StringBuilder();
    for (String section : List.of("iteration", "listen")) {
      yaml.append(section).append(":\n");
      limits
          .lines()
          .filter(line -> line.startsWith(section + "."))
          .forEach(line -> yaml.append("  " + line.substring(section.length() + 1) + "\n"));
    }
    return yaml.toString();
  }
}
