package dev.xylem.wire;

import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataField;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a message as a packet.
 *
 * <p>An RRset goes in whole or not at all. When one of the answer or authority section does not
 * fit, TC is set and nothing more is written but the OPT record (RFC 2181 §9); additional RRsets
 * that do not fit are left out silently.
 */
public final class MessageEncoder {
  /** The largest message there is (RFC 1035 §4.2.2). */
  public static final int MAX_MESSAGE_LENGTH = 65_535;

  private static final int HEADER_LENGTH = 12;
  private static final int OPT_LENGTH = 11;
  private static final int QUESTION_FIXED_LENGTH = 4;
  private static final int RR_FIXED_LENGTH = 10;

  /** Few answers are longer. */
  private static final int USUAL_LENGTH = 256;

  private final int limit;
  private byte[] packet;
  private @Nullable NameCompressor compressor;
  private int at = HEADER_LENGTH;

  private MessageEncoder(int limit, int octets) {
    this.limit = limit;
    this.packet = new byte[octets];
  }

  /** The packet of {@code message}, at most {@code sizeLimit} octets long (at least 512). */
  public static byte[] encode(Message message, int sizeLimit) {
    int limit = Math.min(MAX_MESSAGE_LENGTH, sizeLimit);
    Edns edns = message.edns();
    int reserved = edns == null ? 0 : OPT_LENGTH + optionsLength(edns.options());
    int octets = hasRecords(message) ? USUAL_LENGTH : lengthWithoutRecords(message, reserved);
    return new MessageEncoder(limit - reserved, octets).write(message);
  }

  /** As long as a query gets, which is most of what is sent. */
  private static int lengthWithoutRecords(Message message, int reserved) {
    int length = HEADER_LENGTH + reserved;
    for (Question question : message.questions()) {
      length += question.name().length() + QUESTION_FIXED_LENGTH;
    }
    return length;
  }

  private byte[] write(Message message) {
    boolean alone = !hasRecords(message) && message.questions().size() == 1;
    for (Question question : message.questions()) {
      room(question.name().length() + QUESTION_FIXED_LENGTH);
      // A query: nothing will be compressed against its name.
      at =
          alone
              ? question.name().copyTo(packet, at)
              : compressor().write(question.name(), packet, at);
      u16(question.type().code());
      u16(question.rrClass().code());
    }
    int answers = section(message.answer());
    boolean truncated = answers < 0;
    int authorities = truncated ? 0 : section(message.authority());
    truncated |= authorities < 0;
    int additionals = truncated ? 0 : written(section(message.additional()));
    if (message.edns() != null) {
      opt(message.edns(), message.rcode());
      additionals++;
    }
    int word = message.header().word() | (truncated ? Flag.TC.mask() : 0);
    int end = at;
    at = 0;
    u16(message.header().id());
    u16(word);
    u16(message.questions().size());
    u16(written(answers));
    u16(written(authorities));
    u16(additionals);
    return end == packet.length ? packet : Arrays.copyOf(packet, end);
  }

  private static boolean hasRecords(Message message) {
    return !(message.answer().isEmpty()
        && message.authority().isEmpty()
        && message.additional().isEmpty());
  }

  private NameCompressor compressor() {
    if (compressor == null) {
      compressor = new NameCompressor();
    }
    return compressor;
  }

  /** The records written; when not all RRsets fitted, {@code -1 - records}. */
  private int section(List<RrSet> rrSets) {
    int records = 0;
    for (int i = 0; i < rrSets.size(); i++) {
      RrSet rrSet = rrSets.get(i);
      int before = at;
      if (!rrSet(rrSet)) {
        at = before;
        return -1 - records;
      }
      records += rrSet.records().size() + rrSet.signatures().size();
    }
    return records;
  }

  private static int written(int section) {
    return section < 0 ? -1 - section : section;
  }

  private boolean rrSet(RrSet rrSet) {
    return records(rrSet, rrSet.type(), rrSet.records())
        && records(rrSet, RrType.RRSIG, rrSet.signatures());
  }

  private boolean records(RrSet rrSet, RrType type, RdataList records) {
    for (Rdata rdata : records) {
      room(rrSet.owner().length() + RR_FIXED_LENGTH + rdata.length());
      at = compressor().write(rrSet.owner(), packet, at);
      u16(type.code());
      u16(rrSet.rrClass().code());
      u16(rrSet.ttl() >>> 16);
      u16(rrSet.ttl());
      int lengthAt = at;
      at += 2;
      rdata(type, rdata);
      packet[lengthAt] = (byte) (at - lengthAt - 2 >>> 8);
      packet[lengthAt + 1] = (byte) (at - lengthAt - 2);
      if (at > limit) {
        return false;
      }
    }
    return true;
  }

  private void rdata(RrType type, Rdata rdata) {
    List<RdataField> layout = RdataField.of(type);
    if (!layout.contains(RdataField.COMPRESSED_NAME)) {
      at = rdata.copyTo(packet, at);
      return;
    }
    int from = 0;
    for (RdataField field : layout) {
      if (field == RdataField.COMPRESSED_NAME) {
        Name name = rdata.nameAt(from);
        at = compressor().write(name, packet, at);
        from += name.length();
      } else {
        // Beside such names there are only 16- and 32-bit numbers: MX and SOA.
        int size = field == RdataField.U16 ? 2 : 4;
        for (int i = 0; i < size; i++) {
          packet[at++] = (byte) rdata.u8(from++);
        }
      }
    }
  }

  private void opt(Edns edns, Rcode rcode) {
    room(OPT_LENGTH + optionsLength(edns.options()));
    packet[at++] = 0;
    u16(RrType.OPT.code());
    u16(edns.udpSize());
    packet[at++] = (byte) rcode.extendedBits();
    packet[at++] = (byte) edns.version();
    u16(edns.dnssecOk() ? 0x8000 : 0);
    u16(optionsLength(edns.options()));
    for (EdnsOption option : edns.options()) {
      u16(option.code());
      u16(option.data().length());
      at = option.data().copyTo(packet, at);
    }
  }

  private static int optionsLength(List<EdnsOption> options) {
    int length = 0;
    for (int i = 0; i < options.size(); i++) {
      length += 4 + options.get(i).data().length();
    }
    return length;
  }

  private void room(int octets) {
    if (at + octets > packet.length) {
      packet = Arrays.copyOf(packet, Math.max(2 * packet.length, at + octets));
    }
  }

  private void u16(int value) {
    packet[at++] = (byte) (value >>> 8);
    packet[at++] = (byte) value;
  }
}
