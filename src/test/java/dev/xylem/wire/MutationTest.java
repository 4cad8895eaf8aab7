package dev.xylem.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** S82, S84: whatever is done to a packet, reading it ends in a message or a FormatException. */
class MutationTest {
  private static final int MUTATIONS = 200_000;

  @Test
  void s84MutatedPacketsAreMessagesOrFormatExceptions() {
    byte[] original = MessageEncoder.encode(seed(), 65_535);
    var random = new Random(84);
    int understood = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] packet = mutate(original, random);
      try {
        Message message = MessageDecoder.decode(packet, packet.length);
        understood++;
        if (!message.has(Flag.TC)) {
          byte[] again = MessageEncoder.encode(message, 65_535);
          assertEquals(message, MessageDecoder.decode(again, again.length));
        }
      } catch (FormatException e) {
        // The other allowed outcome.
      }
    }
    assertTrue(understood > MUTATIONS / 100, "mutations are too harsh to test anything");
  }

  private static byte[] mutate(byte[] original, Random random) {
    byte[] packet = original.clone();
    for (int n = random.nextInt(4); n >= 0; n--) {
      int at = random.nextInt(packet.length);
      switch (random.nextInt(4)) {
        case 0 -> packet[at] = (byte) random.nextInt();
        case 1 -> packet[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> packet[at] = (byte) 0xC0;
        default -> packet = java.util.Arrays.copyOf(packet, Math.max(1, at));
      }
    }
    return packet;
  }

  private static Message seed() {
    Name name = Name.of("www.example.com.");
    Rdata address = Rdata.of(new byte[] {(byte) 192, 0, 2, 1});
    Rdata text = Rdata.of(new byte[] {3, 'a', 'b', 'c', 1, 'd'});
    byte[] svcb = {0, 1, 0, 0, 1, 0, 3, 2, 'h', '2', 0, 3, 0, 2, 1, (byte) 187};
    byte[] nsec = {1, 'z', 0, 0, 6, 0x40, 0, 0, 0, 0, 3};
    return new Message(
        Header.of(1, Flag.QR, Flag.RA),
        Rcode.NOERROR,
        List.of(new Question(name, RrType.A)),
        List.of(
            RrSet.of(name, RrType.CNAME, 60, Rdata.of(Name.of("host.example.com."))),
            RrSet.of(Name.of("host.example.com."), RrType.A, 60, address),
            RrSet.of(name, RrType.TXT, 60, text),
            RrSet.of(name, RrType.HTTPS, 60, Rdata.of(svcb))),
        List.of(
            RrSet.of(Name.of("example.com."), RrType.NS, 60, Rdata.of(name)),
            RrSet.of(Name.of("example.com."), RrType.NSEC, 60, Rdata.of(nsec))),
        List.of(),
        new Edns(1232, 0, true, List.of(new EdnsOption(10, Rdata.of(new byte[8])))));
  }
}
