package dev.xylem.dns.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * S82: RDATA of every type, well-formed and mutated. Reading it ends in a message that is written
 * and read back as it was, or in a FormatException, and never allocates much more than was sent.
 */
class RdataWireTest {
  private static final int MUTATIONS = 200;
  private static final RrType UNKNOWN = new RrType(65_280);

  /** What a message of any size takes: its record and lists, and room for one name. */
  private static final int FIXED_ALLOCATION = 4096;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private int understood;
  private int refused;

  @Test
  void s82RdataOfEveryTypeIsReadBackOrRefused() throws FormatException {
    var random = new Random(82);
    for (int code = 1; code <= 270; code++) {
      var type = new RrType(code);
      if (type.equals(RrType.OPT)) {
        continue;
      }
      for (int i = 0; i < 5; i++) {
        byte[] packet = MessageEncoder.encode(message(type, RandomRdata.of(type, random)), 65_535);
        assertTrue(isStable(packet), type + " that is well-formed");
        for (int k = 0; k < MUTATIONS; k++) {
          count(isStable(mutated(packet, random)));
        }
      }
    }
    assertTrue(understood > 20_000 && refused > 20_000, understood + ", " + refused);
  }

  @Test
  void s82ReadingAllocatesNoMoreThanFourTimesWhatWasSent() {
    var random = new Random(820);
    for (int code = 1; code <= 270; code++) {
      var type = new RrType(code);
      if (type.equals(RrType.OPT)) {
        continue;
      }
      for (int length : new int[] {0, 1, 100, 5_000, 60_000}) {
        byte[] rdata = new byte[length];
        random.nextBytes(rdata);
        byte[] packet = packet(type, rdata);
        long most = 4L * packet.length + FIXED_ALLOCATION;
        read(packet);
        long before = threads.getCurrentThreadAllocatedBytes();
        read(packet);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated <= most, type + " of " + length + " octets: " + allocated);
      }
    }
  }

  private void count(boolean good) {
    if (good) {
      understood++;
    } else {
      refused++;
    }
  }

  private static void read(byte[] packet) {
    try {
      MessageDecoder.decode(packet, packet.length);
    } catch (FormatException e) {
      // Has its price, too.
    }
  }

  /** Whether {@code packet} is a message; if so, it must survive being written and read. */
  private static boolean isStable(byte[] packet) {
    Message message;
    try {
      message = MessageDecoder.decode(packet, packet.length);
    } catch (FormatException e) {
      return false;
    }
    byte[] again = MessageEncoder.encode(message, 65_535);
    try {
      assertEquals(message, MessageDecoder.decode(again, again.length));
    } catch (FormatException e) {
      throw new AssertionError("written and not understood: " + message, e);
    }
    return true;
  }

  /** The packet with some octets behind its question changed, or its last record cut. */
  private static byte[] mutated(byte[] packet, Random random) {
    byte[] mutated = packet.clone();
    for (int n = random.nextInt(3); n >= 0; n--) {
      int at = QUESTION_END + random.nextInt(mutated.length - QUESTION_END);
      switch (random.nextInt(4)) {
        case 0 -> mutated[at] = (byte) random.nextInt();
        case 1 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> mutated[at] = (byte) 0xC0;
        default -> {
          int cut = random.nextInt(Math.min(8, mutated.length - QUESTION_END - 11));
          mutated = Arrays.copyOf(mutated, mutated.length - cut);
          int length = mutated.length - QUESTION_END - 2 - 10;
          mutated[QUESTION_END + 10] = (byte) (length >>> 8);
          mutated[QUESTION_END + 11] = (byte) length;
        }
      }
    }
    return mutated;
  }

  /** Offset of the only record: behind the header and the question {@code a.}. */
  private static final int QUESTION_END = 12 + 3 + 4;

  /** A message with one record, of this RDATA whatever its type says. */
  private static byte[] packet(RrType type, byte[] rdata) {
    byte[] empty = MessageEncoder.encode(message(UNKNOWN, Rdata.of(new byte[0])), 65_535);
    byte[] packet = Arrays.copyOf(empty, QUESTION_END + 2 + 10 + rdata.length);
    packet[QUESTION_END + 10] = (byte) (rdata.length >>> 8);
    packet[QUESTION_END + 11] = (byte) rdata.length;
    packet[QUESTION_END + 2] = (byte) (type.code() >>> 8);
    packet[QUESTION_END + 3] = (byte) type.code();
    System.arraycopy(rdata, 0, packet, QUESTION_END + 12, rdata.length);
    return packet;
  }

  private static Message message(RrType type, Rdata rdata) {
    var question = new Question(Name.of("a."), type);
    return new Message(
        Header.of(1, Flag.QR),
        Rcode.NOERROR,
        List.of(question),
        List.of(RrSet.of(question.name(), type, 60, rdata)),
        List.of(),
        List.of(),
        null);
  }
}
