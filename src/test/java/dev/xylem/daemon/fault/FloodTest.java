package dev.xylem.daemon.fault;

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
 * S40 and S43b against a server as a process of its own, over real sockets. Latencies are compared
 * with those beside as many queries for a name that is in the cache: what slows down the machine
 * slows down both. {@code StarvationTest} has the same in virtual time, exactly.
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
