package dev.xylem.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Transport;
import dev.xylem.listen.FastPath.Outcome;
import dev.xylem.listen.rate.ClientRates;
import dev.xylem.listen.rate.RateLimit;
import dev.xylem.listen.rate.RateLimitedPath;
import dev.xylem.policy.AccessList;
import dev.xylem.telemetry.HitCounts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A cache hit allocates nothing of ours; neither does what is refused from the header alone. */
class HitCostTest {
  private static final int ROUNDS = 20_000;

  @ParameterizedTest
  @CsvSource({
    "hit,            000001000001000000000000 0161 03636f6d 00 00010001",
    "hit with EDNS,  000001000001000000000001 0141 03434f6d 00 00010001 00002904d0000080000000",
    "truncated,      000001000001000000000000 03626967 03636f6d 00 00100001",
    "FORMERR,        000001000002000000000000",
    "NOTIMP,         000029000001000000000000 0161 03636f6d 00 00010001",
    "a response,     000081000001000000000000 0161 03636f6d 00 00010001"
  })
  void nothingIsAllocated(String what, String query) {
    var paths = new TwoPaths(1);
    var expected = what.equals("a response") ? Outcome.DROPPED : Outcome.ANSWERED;
    measure(paths, paths.fast, query, expected);
  }

  /** Neither within a limit of the client's prefix nor above it. */
  @ParameterizedTest
  @CsvSource({"1000000, 1, ANSWERED", "1, 1, ANSWERED", "1, 0, DROPPED"})
  void norDoesALimitAllocate(int perSecond, int slip, Outcome expected) {
    var paths = new TwoPaths(1);
    var limit = new RateLimit(perSecond, 32, 64, slip, List.of());
    var shared =
        new RateLimitedPath.Shared(
            limit,
            new ClientRates(perSecond, paths.clock, new Random(1)::nextInt),
            new AccessList(List.of(IpPrefix.of("127.0.0.0/8")), List.of()),
            null,
            paths.clock,
            new RateLimit.Counts());
    String query = "000001000001000000000001 0141 03434f6d 00 00010001 00002904d0000080000000";
    measure(paths, new RateLimitedPath(paths.fast, shared), query, expected);
  }

  private static void measure(TwoPaths paths, FastPath path, String query, Outcome expected) {
    Supplier<FastPath> maker = () -> path;
    var fast = new CurrentFastPath(() -> maker, new HitCounts());
    byte[] octets = HexFormat.of().parseHex(query.replace(" ", ""));
    InetAddress client = TwoPaths.CLIENT.getAddress();
    paths.clock.pass(1);
    paths.ask(octets, Transport.UDP);
    // Without the leak detector, which notes every access.
    var allocator = new UnpooledByteBufAllocator(true, true);
    // On the heap: copying out of a direct buffer, Netty makes a ByteBuffer, which is not ours.
    ByteBuf received = allocator.heapBuffer(512).writeBytes(octets);
    ByteBuf answer = allocator.directBuffer(TwoPaths.UDP_ANSWER_SIZE);
    try {
      Outcome outcome = Outcome.MISSED;
      // The smallest of some rounds: in the others the JIT or the cache's housekeeping was at work.
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 20; round++) {
        long before = allocated();
        for (int i = 0; i < ROUNDS; i++) {
          answer.clear();
          outcome = fast.answer(received, client, Transport.UDP, answer);
        }
        least = Math.min(least, allocated() - before);
      }
      assertEquals(expected, outcome);
      assertEquals(0, least / ROUNDS, query + ": octets per query");
    } finally {
      received.release();
      answer.release();
    }
  }

  private static long allocated() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }
}
