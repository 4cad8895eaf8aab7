package dev.xylem.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Writing packets: what is written reads back as it was, fits its limit and costs linear time. */
class MessageEncoderTest {
  private static final Question QUESTION = new Question(Name.of("www.example.com."), RrType.MX);

  @Test
  void whatIsWrittenReadsBackAsItWas() throws FormatException {
    Message message = response(List.of(mx("www.example.com.", 3)), List.of(soa("example.com.")));
    byte[] packet = MessageEncoder.encode(message, 65_535);
    assertEquals(message, MessageDecoder.decode(packet, packet.length));
  }

  @Test
  void commonSuffixesAreWrittenOnce() {
    Message message = response(List.of(mx("www.example.com.", 3)), List.of());
    byte[] packet = MessageEncoder.encode(message.withEdns(null), 65_535);
    // Header 12, question 21; per MX record: owner pointer 2, fixed 10, preference 2, label and
    // pointer 6.
    assertEquals(12 + 21 + 3 * (2 + 10 + 2 + 6), packet.length);
  }

  @Test
  void ofManyNamesEachIsWrittenOnce() {
    List<RrSet> sets = new ArrayList<>();
    int length = MessageEncoder.encode(response(List.of(), List.of()), 65_535).length;
    for (int i = 0; i < 100; i++) {
      Name owner = Name.of(i + "." + QUESTION.name());
      sets.add(RrSet.of(owner, RrType.A, 60, Rdata.of(new byte[4])));
      sets.add(RrSet.of(owner, RrType.TXT, 60, Rdata.of(new byte[4])));
      length += 1 + owner.byteAt(0) + 2 + 14 + 2 + 14;
    }
    assertEquals(length, MessageEncoder.encode(response(sets, List.of()), 65_535).length);
  }

  @Test
  void anAnswerThatDoesNotFitIsLeftOutWholeAndTruncationIsTold() throws FormatException {
    Message message = response(List.of(mx("www.example.com.", 100)), List.of());
    byte[] packet = MessageEncoder.encode(message, 512);
    assertTrue(packet.length <= 512);
    Message read = MessageDecoder.decode(packet, packet.length);
    assertTrue(read.has(Flag.TC));
    assertEquals(List.of(), read.answer());
    assertTrue(read.dnssecOk());
  }

  @Test
  void additionalRecordsThatDoNotFitAreNoTruncation() throws FormatException {
    Message message =
        new Message(
            Header.of(7, Flag.QR),
            Rcode.NOERROR,
            List.of(QUESTION),
            List.of(mx("www.example.com.", 2)),
            List.of(),
            List.of(mx("other.example.com.", 60)),
            null);
    byte[] packet = MessageEncoder.encode(message, 512);
    Message read = MessageDecoder.decode(packet, packet.length);
    assertFalse(read.has(Flag.TC));
    assertEquals(1, read.answer().size());
    assertEquals(0, read.additional().size());
  }

  @Test
  void extendedRcodesTravelInTheOptRecord() throws FormatException {
    Message message =
        new Message(
            Header.of(7, Flag.QR),
            Rcode.BADVERS,
            List.of(QUESTION),
            List.of(),
            List.of(),
            List.of(),
            Edns.plain());
    byte[] packet = MessageEncoder.encode(message, 512);
    assertEquals(Rcode.BADVERS, MessageDecoder.decode(packet, packet.length).rcode());
  }

  /** Thousands of unrelated names: whatever compression does, the packet reads back as it was. */
  @Test
  void s81ManyUnrelatedNamesAreWrittenAndReadBack() throws FormatException {
    var random = new Random(81);
    List<RrSet> sets = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Name owner = Name.of("n" + random.nextInt(1 << 30) + ".t" + random.nextInt(1 << 30) + ".");
      sets.add(RrSet.of(owner, RrType.NS, 60, Rdata.of(Name.of("ns" + i + "." + owner))));
    }
    Message message = response(sets, List.of());
    byte[] packet = MessageEncoder.encode(message, 65_535);
    assertEquals(message, MessageDecoder.decode(packet, packet.length));
  }

  @Test
  void ttlOffsetsAreWhereTheTtlsAre() {
    Message message = response(List.of(mx("www.example.com.", 3)), List.of(soa("example.com.")));
    byte[] packet = MessageEncoder.encode(message.withEdns(null), 65_535);
    int[] offsets = TtlOffsets.of(packet);
    assertEquals(4, offsets.length);
    assertEquals(300, TtlOffsets.least(packet, offsets));
    for (int at : offsets) {
      packet[at + 2] = 0;
      packet[at + 3] = 5;
    }
    assertEquals(5, TtlOffsets.least(packet, offsets));
  }

  @Test
  void encodingIsDeterministic() {
    Message message = response(List.of(mx("www.example.com.", 9)), List.of(soa("example.com.")));
    assertArrayEquals(MessageEncoder.encode(message, 4096), MessageEncoder.encode(message, 4096));
  }

  private static Message response(List<RrSet> answer, List<RrSet> authority) {
    return new Message(
        Header.of(0xABCD, Flag.QR, Flag.RA),
        Rcode.NOERROR,
        List.of(QUESTION),
        answer,
        authority,
        List.of(),
        Edns.withDnssecOk());
  }

  private static RrSet mx(String owner, int count) {
    Rdata[] records = new Rdata[count];
    for (int i = 0; i < count; i++) {
      byte[] wire =
          Name.of((char) ('a' + i / 26) + "" + (char) ('a' + i % 26) + "x.example.com.").toWire();
      byte[] rdata = new byte[2 + wire.length];
      rdata[1] = (byte) i;
      System.arraycopy(wire, 0, rdata, 2, wire.length);
      records[i] = Rdata.of(rdata);
    }
    return RrSet.of(Name.of(owner), RrType.MX, 300, records);
  }

  private static RrSet soa(String owner) {
    byte[] names = Name.of("ns." + owner).toWire();
    byte[] rdata = new byte[names.length + 1 + 20];
    System.arraycopy(names, 0, rdata, 0, names.length);
    return RrSet.of(Name.of(owner), RrType.SOA, 900, Rdata.of(rdata));
  }
}
