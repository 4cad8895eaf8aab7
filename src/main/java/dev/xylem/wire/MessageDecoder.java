package dev.xylem.wire;

import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a packet as a message (RFC 1035 §4, RFC 6891), all of it or not at all. */
public final class MessageDecoder {
  /** More options than this in one OPT record are passed over unread (S83). */
  private static final int MOST_OPTIONS = 32;

  private final PacketReader packet;
  private final RdataReader rdataReader;
  private @Nullable Edns edns;
  private int extendedRcodeBits;

  private MessageDecoder(byte[] packet, int length) {
    this.packet = new PacketReader(packet, length);
    this.rdataReader = new RdataReader(this.packet);
  }

  /**
   * The message in the first {@code length} octets of {@code packet}.
   *
   * @throws FormatException when that is not one whole message and nothing more; a truncated reply
   *     (TC) may end early, between records or within one
   */
  public static Message decode(byte[] packet, int length) throws FormatException {
    return new MessageDecoder(packet, length).message();
  }

  private Message message() throws FormatException {
    Header header = new Header(packet.u16(), packet.u16());
    int[] counts = {packet.u16(), packet.u16(), packet.u16(), packet.u16()};
    List<Question> questions = new ArrayList<>(1);
    for (int i = 0; i < counts[0]; i++) {
      questions.add(new Question(packet.name(), RrType.of(packet.u16()), RrClass.of(packet.u16())));
    }
    var answer = new SectionReader();
    var authority = new SectionReader();
    var additional = new SectionReader();
    try {
      read(answer, counts[1], false);
      read(authority, counts[2], false);
      read(additional, counts[3], true);
      if (!packet.atEnd()) {
        throw packet.problem("octets behind the message");
      }
    } catch (FormatException e) {
      if (!header.has(Flag.TC) || !header.has(Flag.QR)) {
        throw e;
      }
      // What a cut reply still holds is of no use: whoever gets it asks again over TCP.
      answer = new SectionReader();
      authority = new SectionReader();
      additional = new SectionReader();
    }
    Rcode rcode = new Rcode(extendedRcodeBits << 4 | header.rcodeBits());
    // Some servers put a signature into another section than what it signs.
    List<SectionReader> sections = List.of(answer, authority, additional);
    sections.forEach(section -> section.adoptSignatures(sections));
    return new Message(
        header, rcode, questions, answer.rrSets(), authority.rrSets(), additional.rrSets(), edns);
  }

  private void read(SectionReader section, int records, boolean mayHaveOpt) throws FormatException {
    for (int i = 0; i < records; i++) {
      Name owner = packet.name();
      RrType type = RrType.of(packet.u16());
      int rrClass = packet.u16();
      long ttl = packet.u32();
      int length = packet.u16();
      if (type.equals(RrType.OPT)) {
        if (!mayHaveOpt) {
          throw packet.problem("OPT record outside of the additional section");
        }
        readOpt(owner, rrClass, ttl, length);
        continue;
      }
      // A TTL with the top bit set counts as zero (RFC 2181 §8).
      int seconds = ttl > Integer.MAX_VALUE ? 0 : (int) ttl;
      var realClass = RrClass.of(rrClass);
      Rdata rdata = rdataReader.read(type, realClass, length);
      section.add(owner, type, realClass, seconds, rdata);
    }
  }

  private void readOpt(Name owner, int udpSize, long ttl, int length) throws FormatException {
    if (edns != null) {
      throw packet.problem("more than one OPT record");
    }
    if (!owner.isRoot()) {
      throw packet.problem("OPT record not owned by the root");
    }
    packet.need(length);
    extendedRcodeBits = (int) (ttl >>> 24);
    int version = (int) (ttl >>> 16) & 0xFF;
    boolean dnssecOk = (ttl & 0x8000) != 0;
    edns = new Edns(udpSize, version, dnssecOk, options(packet.position() + length));
  }

  private List<EdnsOption> options(int end) throws FormatException {
    List<EdnsOption> options = new ArrayList<>(2);
    while (packet.position() < end) {
      if (end - packet.position() < 4) {
        throw packet.problem("EDNS option cut off");
      }
      int code = packet.u16();
      int length = packet.u16();
      if (length > end - packet.position()) {
        throw packet.problem("EDNS option longer than its OPT record");
      }
      if (options.size() < MOST_OPTIONS) {
        options.add(new EdnsOption(code, packet.rdata(length)));
      } else {
        packet.skip(length);
      }
    }
    return options;
  }
}
