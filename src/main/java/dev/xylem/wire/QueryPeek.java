package dev.xylem.wire;

import dev.xylem.dns.EdnsOption;

/**
 * Reads a plain query without allocating: one question with an uncompressed name and at most an OPT
 * record behind it, which is what nearly every client sends. Reusable; one per event loop.
 */
public final class QueryPeek {
  private static final int QUESTION_AT = HeaderPeek.HEADER_LENGTH;
  private static final int OPT_FIXED_LENGTH = 11;
  private static final int OPT_TYPE = 41;
  private static final int DNSSEC_OK = 0x8000;

  private int questionEnd;
  private int type;
  private int rrClass;
  private boolean edns;
  private int udpSize;
  private int ednsVersion;
  private boolean dnssecOk;
  private boolean nsid;
  private boolean keepalive;
  private int cookieAt;
  private int cookieLength;

  /**
   * Reads the query in the first {@code length} octets of {@code packet}, whose header has one
   * question. False when it is anything but plain; then nothing read here may be used.
   */
  public boolean read(byte[] packet, int length) {
    int at = QUESTION_AT;
    while (at < length && packet[at] > 0 && packet[at] <= 63) {
      at += packet[at] + 1;
    }
    boolean nameEnds = at < length && packet[at] == 0;
    if (!nameEnds || at + 1 - QUESTION_AT > 255 || at + 5 > length) {
      return false;
    }
    type = u16(packet, at + 1);
    rrClass = u16(packet, at + 3);
    questionEnd = at + 5;
    boolean otherRecords = u16(packet, 6) != 0 || u16(packet, 8) != 0;
    int additionals = u16(packet, 10);
    edns = additionals == 1;
    return !otherRecords
        && (edns ? readOpt(packet, length) : additionals == 0 && questionEnd == length);
  }

  private boolean readOpt(byte[] packet, int length) {
    int at = questionEnd;
    if (at + OPT_FIXED_LENGTH > length || packet[at] != 0 || u16(packet, at + 1) != OPT_TYPE) {
      return false;
    }
    udpSize = u16(packet, at + 3);
    ednsVersion = packet[at + 6] & 0xFF;
    dnssecOk = (u16(packet, at + 7) & DNSSEC_OK) != 0;
    int end = at + OPT_FIXED_LENGTH + u16(packet, at + 9);
    at += OPT_FIXED_LENGTH;
    nsid = false;
    keepalive = false;
    cookieAt = 0;
    while (at + 4 <= end && end == length) {
      nsid |= u16(packet, at) == EdnsOption.NSID;
      keepalive |= u16(packet, at) == EdnsOption.TCP_KEEPALIVE;
      if (u16(packet, at) == EdnsOption.COOKIE && cookieAt == 0) {
        cookieAt = at + 4;
        cookieLength = u16(packet, at + 2);
      }
      at += 4 + u16(packet, at + 2);
    }
    return at == end && end == length;
  }

  /** The offset behind the question. */
  public int questionEnd() {
    return questionEnd;
  }

  public int type() {
    return type;
  }

  public int rrClass() {
    return rrClass;
  }

  /** Whether there is an OPT record. */
  public boolean hasEdns() {
    return edns;
  }

  /** The client's UDP payload size; 512 without EDNS, and never less. */
  public int udpSize() {
    return edns ? Math.max(512, udpSize) : 512;
  }

  public int ednsVersion() {
    return edns ? ednsVersion : 0;
  }

  public boolean dnssecOk() {
    return edns && dnssecOk;
  }

  /** Whether the client wants to know who answers (RFC 5001). */
  public boolean asksNsid() {
    return edns && nsid;
  }

  /** Whether the client wants to know how long a TCP connection stays open (RFC 7828). */
  public boolean asksKeepalive() {
    return edns && keepalive;
  }

  /** Whether the client sends a cookie (RFC 7873). */
  public boolean hasCookie() {
    return edns && cookieAt > 0;
  }

  /** Where the first cookie begins, if there is one. */
  public int cookieAt() {
    return cookieAt;
  }

  /** Octets of the first cookie. */
  public int cookieLength() {
    return cookieLength;
  }

  private static int u16(byte[] packet, int at) {
    return (packet[at] & 0xFF) << 8 | packet[at + 1] & 0xFF;
  }
}
