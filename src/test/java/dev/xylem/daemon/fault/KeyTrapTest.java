package dev.xylem.daemon.fault;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.RdataText;
import dev.xylem.lab.AuthorityAnswers;
import dev.xylem.lab.KeyTrap;
import dev.xylem.lab.LabAuthority;
import dev.xylem.lab.LyingSigner;
import dev.xylem.zone.Zone;
import dev.xylem.zone.ZoneFileException;
import dev.xylem.zone.ZoneFileReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * S50 (KeyTrap) against a server as a process of its own, over real sockets: names in other signed
 * zones, which nobody has asked for yet, take as long as without the attack. {@code
 * HostileSignaturesTest} has what a query costs.
 */
class KeyTrapTest {
  /** Queries a second: at fewer, a validator that tries every key would have time for them. */
  private static final int RATE = 100;

  /** Something else may happen on the machine during one, but not during each. */
  private static final int TRIES = 2;

  private static final int SECONDS = 4;

  /** Honest names: enough for as many as a {@link Crowd} asks for. */
  private static final int NAMES = 1600;

  /** What a client may notice: less than a way to a server on another continent. */
  private static final long NOTICEABLE = TimeUnit.MILLISECONDS.toNanos(40);

  /**
   * A machine that has less time to itself than this makes everybody wait: three times the cost.
   */
  private static final double LEAST_IDLE = .3;

  private final List<LabAuthority> servers = new ArrayList<>();
  private final LyingSigner root = LyingSigner.of(".");

  @TempDir private Path home;

  @ParameterizedTest(name = "{1} keys of {0} bits, {2} signatures")
  @CsvSource({"512, 580, 340", "4096, 100, 100"})
  @Timeout(180)
  void s50ManyKeysOfOneTagDelayNobodyElse(int bits, int keys, int signatures, TestReporter reporter)
      throws Exception {
    try {
      publish(bits, keys, signatures);
      othersAreNotDelayed(reporter);
    } finally {
      for (LabAuthority server : servers) {
        server.close();
      }
    }
  }

  private void othersAreNotDelayed(TestReporter reporter) throws Exception {
    List<String> all = new ArrayList<>();
    boolean told = true;
    for (int i = 0; i < TRIES; i++) {
      try (var server = start();
          var crowd = new Crowd(server.address(), 20)) {
        crowd.load(RATE, SECONDS, _ -> "hot.honest.", "honest."); // Until what runs is compiled.
        Crowd.Load calm = crowd.load(RATE, SECONDS, _ -> "hot.honest.", "honest.");
        crowd.load(RATE, SECONDS, n -> "a" + n + ".evil.", "honest.");
        Crowd.Load attack = crowd.load(RATE, SECONDS, n -> "b" + n + ".evil.", "honest.");
        all.add("without attack " + calm + ", with it " + attack);
        reporter.publishEntry(all.getLast());
        if (calm.p99() < NOTICEABLE && attack.p99() < calm.p99() + NOTICEABLE) {
          return;
        }
        // Not the idle time of the attack: who verifies too much leaves none.
        told &= calm.idle() > LEAST_IDLE && calm.p99() < NOTICEABLE;
      }
    }
    assumeTrue(told, "the machine is too busy to tell: " + all);
    fail("honest names were delayed: " + all);
  }

  private void publish(int bits, int keys, int signatures) throws Exception {
    var honest = LyingSigner.of("honest.");
    String names = "hot A 192.0.2.1\n$GENERATE 0-" + (NAMES - 1) + " w$ A 192.0.2.1\n";
    var evil = LyingSigner.of("evil.");
    var trap = new KeyTrap(evil, bits);
    Zone signed = evil.sign(zone("evil.", "* A 192.0.2.66\n"));
    RrSet dnskey = Objects.requireNonNull(signed.find(Name.of("evil."), RrType.DNSKEY));
    RrSet all = Objects.requireNonNull(signed.find(Name.of("*.evil."), RrType.A));
    Zone trapped = LyingSigner.with(signed, trap.keys(dnskey, keys), trap.signed(all, signatures));
    String delegations = delegation("honest.", honest) + delegation("evil.", evil);
    serve(".", root.sign(zone(".", delegations)));
    serve("honest.", honest.sign(zone("honest.", names)));
    serve("evil.", trapped);
  }

  private static Zone zone(String apex, String records) throws ZoneFileException {
    String head =
        "$TTL 86400\n@ SOA ns host 1 3600 900 86400 60\n@ NS ns.%1$s\nns.%1$s A %2$s\n"
            .formatted(apex.equals(".") ? "root." : apex, address(apex));
    return ZoneFileReader.parseZone(head + records, apex, Name.of(apex));
  }

  private static String delegation(String apex, LyingSigner signer) {
    return "%1$s NS ns.%1$s\nns.%1$s A %2$s\n%1$s DS %3$s\n"
        .formatted(apex, address(apex), RdataText.format(RrType.DS, signer.ds()));
  }

  private static String address(String apex) {
    return switch (apex) {
      case "." -> "127.3.0.1";
      case "honest." -> "127.3.0.2";
      default -> "127.3.0.3";
    };
  }

  private void serve(String apex, Zone zone) throws IOException {
    int port = servers.isEmpty() ? 0 : servers.getFirst().port();
    var answers = new AuthorityAnswers(List.of(zone));
    servers.add(LabAuthority.start(answers, InetAddress.ofLiteral(address(apex)), port));
  }

  private ServerProcess start() throws Exception {
    int port = ServerProcess.freePort();
    Files.writeString(home.resolve("hints"), ". 60 NS ns.root.\nns.root. 60 A " + address("."));
    Rdata anchor = root.ds();
    Path config = home.resolve("xylem.yaml");
    Files.writeString(
        config,
        """
        control: {socket: socket}
        iteration: {root-hints: hints, ipv6: false, do-not-query: [], upstream-port: %d}
        dnssec: {trust-anchors: ['. DS %s']}
        listen: {addresses: [127.0.0.1], port: %d}
        """
            .formatted(servers.getFirst().port(), RdataText.format(RrType.DS, anchor), port));
    return ServerProcess.asLaunched(config, port);
  }
}
