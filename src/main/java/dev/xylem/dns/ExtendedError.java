package dev.xylem.dns;

import java.nio.charset.StandardCharsets;

/**
 * An Extended DNS Error (RFC 8914).
 *
 * @param code INFO-CODE
 * @param text EXTRA-TEXT; may be empty
 */
public record ExtendedError(int code, String text) {
  public static final int OTHER = 0;
  public static final int STALE_ANSWER = 3;
  public static final int DNSSEC_BOGUS = 6;
  public static final int SIGNATURE_EXPIRED = 7;
  public static final int SIGNATURE_NOT_YET_VALID = 8;
  public static final int DNSKEY_MISSING = 9;
  public static final int RRSIGS_MISSING = 10;
  public static final int NSEC_MISSING = 12;
  public static final int BLOCKED = 15;
  public static final int PROHIBITED = 18;
  public static final int STALE_NXDOMAIN = 19;
  public static final int NOT_AUTHORITATIVE = 20;
  public static final int NOT_SUPPORTED = 21;
  public static final int NO_REACHABLE_AUTHORITY = 22;
  public static final int NETWORK_ERROR = 23;
  public static final int INVALID_DATA = 24;

  /**
   * The most octets of EXTRA-TEXT that are sent: with the longest question there is, they fit into
   * the smallest UDP message there is.
   */
  private static final int MOST_TEXT = 200;

  /** The error as an EDNS option; a long text is cut (RFC 8914 §3). */
  public EdnsOption toOption() {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(MOST_TEXT, utf8.length);
    while (length < utf8.length && (utf8[length] & 0xC0) == 0x80) {
      length--; // Not in the middle of a character.
    }
    byte[] data = new byte[2 + length];
    data[0] = (byte) (code >>> 8);
    data[1] = (byte) code;
    System.arraycopy(utf8, 0, data, 2, length);
    return new EdnsOption(EdnsOption.EXTENDED_ERROR, Rdata.of(data));
  }
}
