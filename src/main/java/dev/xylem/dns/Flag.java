package dev.xylem.dns;

/** The single-bit flags of the header (RFC 1035 §4.1.1, RFC 4035 §3). */
public enum Flag {
  /** Query response. */
  QR(0x8000),
  /** Authoritative answer. */
  AA(0x0400),
  /** Truncated. */
  TC(0x0200),
  /** Recursion desired. */
  RD(0x0100),
  /** Recursion available. */
  RA(0x0080),
  /** Reserved, must be zero. */
  Z(0x0040),
  /** Authentic data. */
  AD(0x0020),
  /** Checking disabled. */
  CD(0x0010);

  private final int mask;

  Flag(int mask) {
    this.mask = mask;
  }

  /** The flag's bit in the second 16-bit word of the header. */
  public int mask() {
    return mask;
  }
}
