package dev.xylem.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Flag;
import dev.xylem.dns.Message;
import dev.xylem.dns.Opcode;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the quick readers say of a packet is what the whole decoder says, or nothing. */
class QueryPeekTest {
  private static final int PACKETS = 200_000;

  @Test
  void whatIsReadQuicklyIsReadRightly() throws FormatException {
    byte[] buffer = new byte[300];
    List<byte[]> originals =
        List.of(
            HexFormat.of().parseHex("1234010000010000000000010161000001000100002904d0000080000000"),
            HexFormat.of().parseHex("12340110000100000000000003777777076578616d706c6500001c0001"),
            HexFormat.of()
                .parseHex(
                    "12340100000100000000000103777777000010000100002904d0000000000"
                        + "00c000a00080102030405060708"));
    var peek = new QueryPeek();
    int read = 0;
    for (int seed = 0; seed < PACKETS; seed++) {
      var random = new Random(seed);
      byte[] packet = mutated(originals.get(random.nextInt(originals.size())), random);
      // What stands behind the packet in the buffer is an older packet's and must not matter.
      Arrays.fill(buffer, (byte) random.nextInt());
      System.arraycopy(packet, 0, buffer, 0, packet.length);
      if (HeaderPeek.at(buffer, packet.length) == HeaderPeek.ACCEPT
          && peek.read(buffer, packet.length)) {
        agree(peek, MessageDecoder.decode(packet, packet.length), "seed " + seed);
        read++;
      }
    }
    assertTrue(read > PACKETS / 10, "read " + read);
  }

  private static void agree(QueryPeek peek, Message message, String seed) {
    assertFalse(message.has(Flag.QR), seed);
    assertEquals(Opcode.QUERY, message.header().opcode(), seed);
    assertEquals(1, message.questions().size(), seed);
    assertEquals(message.question().type().code(), peek.type(), seed);
    assertEquals(message.question().rrClass().code(), peek.rrClass(), seed);
    assertEquals(12 + message.question().name().length() + 4, peek.questionEnd(), seed);
    assertEquals(message.edns() != null, peek.hasEdns(), seed);
    assertEquals(message.dnssecOk(), peek.dnssecOk(), seed);
    int size = message.edns() == null ? 512 : Math.max(512, message.edns().udpSize());
    assertEquals(size, peek.udpSize(), seed);
    assertEquals(message.edns() == null ? 0 : message.edns().version(), peek.ednsVersion(), seed);
    assertTrue(message.answer().isEmpty() && message.authority().isEmpty(), seed);
    assertTrue(message.additional().isEmpty(), seed);
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] packet = original.clone();
    for (int n = random.nextInt(4); n > 0 && packet.length > 0; n--) {
      int at = random.nextInt(packet.length);
      switch (random.nextInt(4)) {
        case 0 -> packet[at] = (byte) random.nextInt();
        case 1 -> packet[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> packet = Arrays.copyOf(packet, at);
        default -> packet = Arrays.copyOf(packet, packet.length + random.nextInt(9));
      }
    }
    return packet;
  }
}
