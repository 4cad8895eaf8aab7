package dev.xylem.dnssec;

import dev.xylem.dns.Rdata;

/**
 * The key tag of a DNSKEY (RFC 4034 App. B). It only narrows the choice: different keys may share
 * one, and an attacker can make many that do (S50).
 */
public final class KeyTag {
  private static final int RSA_MD5 = 1;

  private KeyTag() {}

  /** The tag of the key with this RDATA. */
  public static int of(Rdata dnskey) {
    int length = dnskey.length();
    if (length >= 7 && dnskey.u8(3) == RSA_MD5) {
      // Appendix B.1: bits of the modulus.
      return dnskey.u16(length - 3);
    }
    int sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (i & 1) == 0 ? dnskey.u8(i) << 8 : dnskey.u8(i);
    }
    sum += sum >>> 16;
    return sum & 0xFFFF;
  }
}
