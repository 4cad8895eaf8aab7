package dev.xylem.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * S80, S81, S83: what the worst messages cost, in CPU time of one thread. The least of many runs
 * counts: the others measure the compiler and the neighbours.
 */
class WireCostTest {
  private static final int RUNS = 300;
  private static final double MILLISECOND = 1e6;

  /** Four thousand names, each a label and a chain of pointers as long as can be. */
  @Test
  void s80ChainedPointersCostAtMostAMillisecond() {
    Packets packet = Packets.header(1, 0, 0, 4000).question("a.");
    int previous = 12;
    // A chain of pointers, hidden in the RDATA of a type that has none.
    packet.u8(0).fixed(65_280, 2 * 500);
    for (int i = 0; i < 500; i++) {
      int here = packet.length();
      packet.pointer(previous);
      previous = here;
    }
    for (int i = 1; i < 4000; i++) {
      packet.u8(1).u8('a' + i % 26).pointer(previous).fixed(65_280, 0);
    }
    byte[] octets = packet.toArray();
    assertTrue(octets.length < 65_536);
    assertThrows(FormatException.class, () -> MessageDecoder.decode(octets, octets.length));
    long least =
        leastNanos(() ->
            assertThrows(
                FormatException.class, () -> MessageDecoder.decode(octets, octets.length)));
    assertTrue(least <= MILLISECOND, least + " ns");
  }

  @Test
  void s81WritingUnrelatedNamesIsLinear() {
    Message few = unrelatedNames(500);
    Message many = unrelatedNames(2000);
    long fewNanos = leastNanos(() -> MessageEncoder.encode(few, 65_535));
    long manyNanos = leastNanos(() -> MessageEncoder.encode(many, 65_535));
    // Four times as many; sixteen times the time would be quadratic.
    assertTrue(manyNanos < 8 * fewNanos, fewNanos + " and " + manyNanos + " ns");
    assertTrue(manyNanos < 2 * MILLISECOND, manyNanos + " ns");
  }

  /** Two names for each record, of which none shares a label with another. */
  private static Message unrelatedNames(int records) {
    var random = new Random(81);
    List<RrSet> sets = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      Name owner = Name.of(Integer.toString(random.nextInt(36 * 36 * 36 * 36), 36) + i % 10 + ".");
      Name target = Name.of(Integer.toString(random.nextInt(36 * 36 * 36 * 36), 36) + "x.");
      sets.add(RrSet.of(owner, RrType.NS, 60, Rdata.of(target)));
    }
    return new Message(
        Header.of(1, Flag.QR),
        Rcode.NOERROR,
        List.of(new Question(Name.of("a."), RrType.A)),
        sets,
        List.of(),
        List.of(),
        null);
  }

  @Test
  void s83FifteenThousandOptionsCostAtMostAMillisecond() throws FormatException {
    Packets packet = Packets.header(1, 0, 0, 1).question("a.").u8(0).u16(41).u16(1232).u32(0);
    packet.u16(4 * 15_000);
    for (int i = 0; i < 15_000; i++) {
      packet.u16(i % 3 == 0 ? 3 : i % 3 == 1 ? 10 : 12).u16(0);
    }
    byte[] octets = packet.toArray();
    Message read = MessageDecoder.decode(octets, octets.length);
    assertEquals(1, read.questions().size());
    assertEquals(32, Objects.requireNonNull(read.edns()).options().size());
    var peek = new QueryPeek();
    long least =
        leastNanos(() -> {
          peek.read(octets, octets.length);
          try {
            MessageDecoder.decode(octets, octets.length);
          } catch (FormatException e) {
            throw new IllegalStateException(e);
          }
        });
    assertTrue(least <= MILLISECOND, least + " ns");
  }

  private static long leastNanos(Runnable task) {
    var threads = ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < RUNS; i++) {
      long start = threads.getCurrentThreadCpuTime();
      task.run();
      least = Math.min(least, threads.getCurrentThreadCpuTime() - start);
    }
    return least;
  }
}
