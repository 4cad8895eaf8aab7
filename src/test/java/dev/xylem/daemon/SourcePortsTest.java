package dev.xylem.daemon;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.cache.NameServer;
import dev.xylem.config.SettingsLoader;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import dev.xylem.iterate.RootHints;
import dev.xylem.resolve.Resolution;
import dev.xylem.runtime.Work;
import dev.xylem.runtime.World;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** S01 to S03: what a forger has to guess, as a server sees it in five thousand queries. */
@Timeout(60)
class SourcePortsTest {
  private static final int QUERIES = 5000;
  private static final int BUCKETS = 64;

  /** Of 63 degrees of freedom: a fair source exceeds it once in some million runs. */
  private static final double MOST_CHI_SQUARE = 135;

  /** What one query shows of itself; the letter case as bits, of the first 16 letters. */
  private record Seen(int port, int id, int letterCase) {}

  @Test
  void s01PortsIdsAndLetterCaseAreDrawnFromAllThereAre() throws Exception {
    Queue<Seen> queries = new ConcurrentLinkedQueue<>();
    try (var authority = new FakeAuthority(packet -> queries.add(seen(packet)))) {
      String text =
          "iteration: {priming: false, ipv6: false, qname-minimisation: off, do-not-query: [],"
              + " upstream-port: "
              + authority.port()
              + "}\n"
              + "dnssec: {validation: false}\n";
      var settings = SettingsLoader.parse(text, Path.of("test.yaml"));
      var server = new NameServer(Name.of("root."), List.of(InetAddress.ofLiteral("127.0.0.1")));
      World world = World.system();
      var stack =
          ResolverStack.build(
              settings, new RootHints(List.of(server)), Daemon.network(world), world);
      for (int i = 0; i < QUERIES; i++) {
        var question = new Question(Name.of("abcdefghijklmnopq" + i + ".com."), RrType.A);
        Work work = Work.open(world.time(), settings.limits());
        assertInstanceOf(Resolution.Answer.class, stack.resolver().resolve(question, work));
      }
    }
    assertTrue(queries.size() >= QUERIES, "queries: " + queries.size());
    for (Seen query : queries) {
      assertTrue(query.port >= 1024 && query.port <= 65_535, "port " + query.port);
    }
    // Of 5000 draws from 64512 some 4810 are distinct, give or take a dozen.
    long ports = queries.stream().mapToInt(Seen::port).distinct().count();
    assertTrue(ports > queries.size() * 0.94, ports + " distinct ports");
    long ids = queries.stream().mapToInt(Seen::id).distinct().count();
    assertTrue(ids > queries.size() * 0.94, ids + " distinct ids");
    isFair("ports", queries, query -> (query.port - 1024) * BUCKETS / (65_536 - 1024));
    isFair("ports, lower bits", queries, query -> query.port % BUCKETS);
    isFair("ids", queries, query -> query.id * BUCKETS >> 16);
    isFair("ids, lower bits", queries, query -> query.id % BUCKETS);
    isFair("ports and ids", queries, query -> (query.port + query.id) % BUCKETS);
    isFair("letter case", queries, query -> query.letterCase % BUCKETS);
    isFair("letter case, other letters", queries, query -> query.letterCase >> 10);
  }

  private static Seen seen(DatagramPacket packet) {
    byte[] octets = packet.getData();
    int letterCase = 0;
    for (int i = 0; i < 16; i++) {
      letterCase = letterCase << 1 | octets[13 + i] >> 5 & 1;
    }
    int id = (octets[0] & 0xFF) << 8 | octets[1] & 0xFF;
    return new Seen(packet.getPort(), id, letterCase);
  }

  private static void isFair(String what, Queue<Seen> queries, ToIntFunction<Seen> bucketOf) {
    int[] counts = new int[BUCKETS];
    queries.forEach(query -> counts[bucketOf.applyAsInt(query)]++);
    double expected = (double) queries.size() / BUCKETS;
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    assertTrue(chiSquare < MOST_CHI_SQUARE, what + ": chi-square " + chiSquare);
  }
}
