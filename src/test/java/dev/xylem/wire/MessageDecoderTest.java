package dev.xylem.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Flag;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading packets: what RFC 1035 allows is understood, everything else is refused cheaply. */
class MessageDecoderTest {

  @Test
  void recordsOfOneRrsetAreGatheredWithTheirSignatures() throws FormatException {
    byte[] rrsig = rrsigOverA();
    byte[] packet =
        Packets.header(1, 3, 0, 0)
            .question("www.example.")
            .pointer(12)
            .fixed(1, 4)
            .bytes((byte) 192, (byte) 0, (byte) 2, (byte) 1)
            .pointer(12)
            .fixed(46, rrsig.length)
            .bytes(rrsig)
            .pointer(12)
            .fixed(1, 4)
            .bytes((byte) 192, (byte) 0, (byte) 2, (byte) 2)
            .toArray();
    Message message = MessageDecoder.decode(packet, packet.length);
    assertTrue(message.has(Flag.QR));
    assertEquals(1, message.answer().size());
    RrSet a = message.answer().getFirst();
    assertEquals(Name.of("www.example."), a.owner());
    assertEquals(2, a.records().size());
    assertEquals(1, a.signatures().size());
  }

  /** However many there are, and in whatever order; a record that comes twice is one. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 9, 10, 60})
  void recordsOfOneRrsetAreGatheredFromAmongOthers(int sets) throws FormatException {
    Packets packet = Packets.header(1, 4 * sets, 0, 0).question("example.");
    for (int i = 0; i < 4 * sets; i++) {
      packet.u8(2).u16(i % sets).pointer(12).fixed(1, 4).u32(i < 2 * sets ? 0 : i / sets);
    }
    byte[] octets = packet.toArray();
    List<RrSet> answer = MessageDecoder.decode(octets, octets.length).answer();
    assertEquals(sets, answer.size());
    for (int i = 0; i < sets; i++) {
      assertEquals(i, answer.get(i).owner().byteAt(2));
      assertEquals(3, answer.get(i).records().size());
    }
  }

  @Test
  void namesInRdataAreUncompressed() throws FormatException {
    byte[] packet =
        Packets.header(1, 1, 0, 0)
            .question("example.org.")
            .pointer(12)
            .fixed(15, 7)
            .u16(10)
            .bytes((byte) 2, (byte) 'm', (byte) 'x')
            .pointer(12)
            .toArray();
    Message message = MessageDecoder.decode(packet, packet.length);
    assertEquals(
        Name.of("mx.example.org."), message.answer().getFirst().records().first().nameAt(2));
  }

  @Test
  void aTtlWithTheTopBitSetIsZero() throws FormatException {
    byte[] packet =
        Packets.header(1, 1, 0, 0)
            .question("a.")
            .pointer(12)
            .u16(1)
            .u16(1)
            .u32(0x80000001L)
            .u16(4)
            .u32(0x7F000001)
            .toArray();
    assertEquals(0, MessageDecoder.decode(packet, packet.length).answer().getFirst().ttl());
  }

  @Test
  void theExtendedRcodeIsPutTogether() throws FormatException {
    byte[] packet =
        Packets.header(1, 0, 0, 1)
            .question("a.")
            .u8(0)
            .u16(41)
            .u16(1232)
            .u32(0x01008000L)
            .u16(0)
            .toArray();
    Message message = MessageDecoder.decode(packet, packet.length);
    assertEquals(Rcode.BADVERS, message.rcode());
    assertTrue(message.dnssecOk());
  }

  @Test
  void s80PointersThatLoopOrPointAheadAreRefused() {
    refused(Packets.header(1, 0, 0, 0).pointer(12).u16(1).u16(1));
    refused(Packets.header(1, 0, 0, 0).pointer(14).pointer(12).u16(1).u16(1));
    refused(Packets.header(1, 0, 0, 0).pointer(20).u16(1).u16(1).u16(0).name("a."));
    refused(Packets.header(1, 0, 0, 0).u8(0xC0));
    refused(Packets.header(1, 0, 0, 0).u8(0x40).u16(1).u16(1));
  }

  /** Four thousand names, each a pointer to the one before: the sum of the work is bounded. */
  @Test
  void s80ChainedPointersCostNoMoreThanTheMessageIsWorth() {
    Packets packet = Packets.header(1, 0, 0, 4000).question("a.b.c.d.e.f.g.h.");
    int previous = 12;
    for (int i = 0; i < 4000; i++) {
      int here = packet.length();
      packet.u8(1).u8('x');
      if (previous > 0x3FFF) {
        break;
      }
      packet.pointer(previous).fixed(1, 4).u32(1);
      previous = i % 100 == 0 ? 12 : here;
    }
    refused(packet);
  }

  @Test
  void s80NamesLongerThan255OctetsAreRefused() {
    Packets packet = Packets.header(2, 0, 0, 0);
    for (int i = 0; i < 3; i++) {
      packet.u8(63).bytes(new byte[63]);
    }
    packet.u8(50).bytes(new byte[50]).u8(0).u16(1).u16(1);
    packet.u8(63).bytes(new byte[63]).pointer(12).u16(1).u16(1);
    refused(packet);
  }

  @Test
  void s82RdataThatDoesNotFitItsTypeIsRefused() {
    refused(Packets.header(1, 1, 0, 0).question("a.").pointer(12).fixed(1, 5).u32(1).u8(1));
    refused(Packets.header(1, 1, 0, 0).question("a.").pointer(12).fixed(28, 4).u32(1));
    refused(Packets.header(1, 1, 0, 0).question("a.").pointer(12).fixed(2, 3).u8(0).u16(1));
    refused(Packets.header(1, 1, 0, 0).question("a.").pointer(12).fixed(16, 2).u8(9).u8(1));
    refused(Packets.header(1, 1, 0, 0).question("a.").pointer(12).fixed(16, 0));
    refused(Packets.header(1, 1, 0, 0).question("a.").pointer(12).fixed(1, 400).u32(1));
    refused(Packets.header(1, 1, 0, 0).question("a.").pointer(12).fixed(35, 5).u32(1).u8(200));
  }

  @Test
  void s83OptionsBeyondThirtyTwoAreNotKept() throws FormatException {
    Packets packet = Packets.header(1, 0, 0, 1).question("a.").u8(0).u16(41).u16(1232).u32(0);
    packet.u16(4 * 15_000);
    for (int i = 0; i < 15_000; i++) {
      packet.u16(65_001).u16(0);
    }
    byte[] octets = packet.toArray();
    Message message = MessageDecoder.decode(octets, octets.length);
    assertEquals(32, Objects.requireNonNull(message.edns()).options().size());
  }

  @Test
  void s83BrokenOptRecordsAreRefused() {
    refused(opt(4).u16(1).u16(1));
    refused(opt(3).u16(1).u8(0));
    refused(Packets.header(1, 0, 0, 2).question("a.").u8(0).fixed(41, 0).u8(0).fixed(41, 0));
    refused(Packets.header(1, 0, 0, 1).question("a.").name("b.").fixed(41, 0));
  }

  @Test
  void octetsBehindTheMessageAreRefused() {
    refused(Packets.header(1, 0, 0, 0).question("a.").u8(0));
  }

  @Test
  void aTruncatedMessageMayEndEarly() throws FormatException {
    byte[] packet = Packets.header(1, 5, 0, 0).question("a.").pointer(12).u8(0).toArray();
    packet[2] |= (byte) (Flag.TC.mask() >>> 8);
    assertTrue(MessageDecoder.decode(packet, packet.length).has(Flag.TC));
  }

  @Test
  void aLoneSignatureIsAnRrsetOfItsOwn() throws FormatException {
    byte[] rrsig = rrsigOverA();
    byte[] packet =
        Packets.header(1, 1, 0, 0)
            .question("www.example.")
            .pointer(12)
            .fixed(46, rrsig.length)
            .bytes(rrsig)
            .toArray();
    RrSet set = MessageDecoder.decode(packet, packet.length).answer().getFirst();
    assertEquals(RrType.RRSIG, set.type());
    assertEquals(1, set.records().size());
  }

  private static Packets opt(int length) {
    return Packets.header(1, 0, 0, 1).question("a.").u8(0).u16(41).u16(1232).u32(0).u16(length);
  }

  private static byte[] rrsigOverA() {
    return new Packets()
        .u16(1)
        .u8(13)
        .u8(2)
        .u32(60)
        .u32(2)
        .u32(1)
        .u16(7)
        .name("example.")
        .bytes(new byte[64])
        .toArray();
  }

  private static void refused(Packets packet) {
    byte[] octets = packet.toArray();
    assertThrows(FormatException.class, () -> MessageDecoder.decode(octets, octets.length));
  }
}
