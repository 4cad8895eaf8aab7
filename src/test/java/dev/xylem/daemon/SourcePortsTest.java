package dev.xylem.daemon;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.cache.NameServer;
import dev.xylem.config.SettingsLoader;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import dev.xylem.iterate.RootHints;
import dev.xylem.runtime.Work;
import dev.xylem.runtime.World;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * S01 to S03: what a forger has to guess, as a server sees it in fifty thousand queries of several
 * threads.
 */
@Timeout(120)
class SourcePortsTest {
  private static final int THREADS = 5;
  private static final int QUERIES = 50_000;
  private static final int BUCKETS = 64;

  /** Of 63 degrees of freedom: a fair source exceeds it once in some million runs. */
  private static final double MOST_CHI_SQUARE = 135;

  private static final String LETTERS = "abcdefghijklmnopq";

  /**
   * What one query shows of itself, and which thread sent it; the letter case as bits, of the first
   * 16 letters.
   */
  private record Seen(int thread, int port, int id, int letterCase) {}

  private static List<Seen> queries = List.of();

  @BeforeAll
  static void ask() throws Exception {
    // Of the authority's only thread.
    List<Seen> seen = new ArrayList<>(QUERIES + THREADS);
    var count = new AtomicInteger();
    try (var authority =
        new FakeAuthority(packet -> {
          seen.add(seen(packet));
          count.incrementAndGet();
        })) {
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
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        String suffix = "." + i + ".com.";
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int k = 0; count.get() < QUERIES; k++) {
                    var question = new Question(Name.of(LETTERS + k + suffix), RrType.A);
                    Work work = Work.open(world.time(), settings.limits());
                    stack.resolver().resolve(question, work);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    queries = List.copyOf(seen.subList(0, QUERIES));
  }

  @Test
  void s01PortsIdsAndLetterCaseAreDrawnFromAllThereAre() {
    for (Seen query : queries) {
      assertTrue(query.port >= 1024 && query.port <= 65_535, "port " + query.port);
    }
    isFair("ports", query -> (query.port - 1024) * BUCKETS / (65_536 - 1024));
    isFair("ports, lower bits", query -> query.port % BUCKETS);
    isFair("ids", query -> query.id * BUCKETS >> 16);
    isFair("ids, lower bits", query -> query.id % BUCKETS);
    isFair("ports and ids", query -> (query.port + query.id) % BUCKETS);
    isFair("ports against ids", query -> (query.port & 7) << 3 | query.id & 7);
    isFair(
        "ports against ids, upper bits", query -> (query.port - 1024) / 8064 << 3 | query.id >> 13);
    isFair("letter case", query -> query.letterCase % BUCKETS);
    isFair("letter case, other letters", query -> query.letterCase >> 10);
  }

  @Test
  void s01PortAndIdTogetherHaveThirtyBitsOfMinEntropy() {
    // Fifty thousand draws cannot show how rare the likeliest of 65536 values is, but of 256 they
    // can.
    double bits =
        minEntropy(query -> (query.port - 1024) >> 8)
            + minEntropy(query -> query.port & 0xFF)
            + minEntropy(query -> query.id >> 8)
            + minEntropy(query -> query.id & 0xFF);
    assertTrue(bits >= 30, bits + " bits");
  }

  /** The state of a weak generator shows in what follows upon what (CVE-2025-40780). */
  @Test
  void s02NoDrawSaysAnythingOfTheNext() {
    List<Seen> inOrder = queries.stream().filter(query -> query.thread == 0).toList();
    long again = 0;
    int[] differences = new int[BUCKETS];
    for (int i = 1; i < inOrder.size(); i++) {
      Seen before = inOrder.get(i - 1);
      Seen after = inOrder.get(i);
      again += before.port == after.port || before.id == after.id ? 1 : 0;
      differences[(after.port - before.port + after.id - before.id) & BUCKETS - 1]++;
    }
    assertTrue(again <= 5, again + " ports or ids twice in a row");
    isFair("differences", differences, inOrder.size() - 1);
  }

  @Test
  void s03AllThreadsDrawFromAllPorts() {
    for (int i = 0; i < THREADS; i++) {
      for (int k = i + 1; k < THREADS; k++) {
        Set<Integer> common = ports(i);
        Set<Integer> others = ports(k);
        // So many would be in common if each were drawn from all there are.
        double expected = (double) common.size() * others.size() / (65_536 - 1024);
        common.retainAll(others);
        assertTrue(common.size() > 0.8 * expected, common.size() + " of " + expected + " ports");
      }
    }
    // Collisions tell the entropy: with 2^h equally likely ports, n draws have n²/2^(h+1) of them.
    Map<Integer, Long> counts =
        queries.stream().collect(Collectors.groupingBy(Seen::port, Collectors.counting()));
    double collisions = counts.values().stream().mapToDouble(n -> n * (n - 1) / 2.0).sum();
    double pairs = queries.size() / 2.0 * (queries.size() - 1);
    double bits = Math.log(pairs / collisions) / Math.log(2);
    assertTrue(bits >= 15.9, bits + " bits");
  }

  private static Set<Integer> ports(int thread) {
    return queries.stream()
        .filter(query -> query.thread == thread)
        .map(Seen::port)
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** Of the likeliest value, as often as it was seen. */
  private static double minEntropy(ToIntFunction<Seen> octetOf) {
    int[] counts = new int[256];
    queries.forEach(query -> counts[octetOf.applyAsInt(query)]++);
    double most = Arrays.stream(counts).max().orElseThrow();
    return Math.log(queries.size() / most) / Math.log(2);
  }

  private static Seen seen(DatagramPacket packet) {
    byte[] octets = packet.getData();
    int letterCase = 0;
    for (int i = 0; i < 16; i++) {
      letterCase = letterCase << 1 | octets[13 + i] >> 5 & 1;
    }
    int id = (octets[0] & 0xFF) << 8 | octets[1] & 0xFF;
    int thread = octets[13 + octets[12] + 1] - '0';
    return new Seen(thread, packet.getPort(), id, letterCase);
  }

  private static void isFair(String what, ToIntFunction<Seen> bucketOf) {
    int[] counts = new int[BUCKETS];
    queries.forEach(query -> counts[bucketOf.applyAsInt(query)]++);
    isFair(what, counts, queries.size());
  }

  private static void isFair(String what, int[] counts, int draws) {
    double expected = (double) draws / BUCKETS;
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    assertTrue(chiSquare < MOST_CHI_SQUARE, what + ": chi-square " + chiSquare);
  }
}
