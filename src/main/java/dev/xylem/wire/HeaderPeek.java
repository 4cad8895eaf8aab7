package dev.xylem.wire;

import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Opcode;

/**
 * What to do with a packet that claims to be a query, judged from its first twelve octets alone:
 * the cheapest possible answer to nonsense, and silence towards what could start a loop (S42).
 */
public enum HeaderPeek {
  /** A query with one question: read on. */
  ACCEPT,
  /** Too short for a header, or a response: no answer, ever. */
  DROP,
  /** Not exactly one question, or answers in a query. */
  FORMERR,
  /** An opcode other than QUERY (RFC 1035 §4.1.1). */
  NOTIMP;

  /** Octets of a header. */
  public static final int HEADER_LENGTH = 12;

  private static final int OPCODE_BITS = 0x7800;
  private static final int OPCODE_AT = 11;

  /** Judges the packet in the first {@code length} octets of {@code packet}. */
  public static HeaderPeek at(byte[] packet, int length) {
    if (length < HEADER_LENGTH) {
      return DROP;
    }
    // Numbers rather than a Header: this runs for every packet and must not allocate.
    int word = u16(packet, 2);
    if ((word & Flag.QR.mask()) != 0) {
      return DROP;
    }
    if ((word & OPCODE_BITS) != Opcode.QUERY.code() << OPCODE_AT) {
      return NOTIMP;
    }
    boolean oneQuestion = u16(packet, 4) == 1;
    return oneQuestion && u16(packet, 6) == 0 ? ACCEPT : FORMERR;
  }

  /** The id and flags of a packet that is at least a header long. */
  public static Header header(byte[] packet) {
    return new Header(u16(packet, 0), u16(packet, 2));
  }

  private static int u16(byte[] packet, int at) {
    return (packet[at] & 0xFF) << 8 | packet[at + 1] & 0xFF;
  }
}
