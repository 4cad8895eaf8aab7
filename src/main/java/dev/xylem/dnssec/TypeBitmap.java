package dev.xylem.dnssec;

import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrType;

/** The types that an NSEC or NSEC3 record says exist (RFC 4034 §4.1.2). */
record TypeBitmap(Rdata rdata, int start) {

  boolean has(RrType type) {
    int window = type.code() >>> 8;
    int octet = (type.code() & 0xFF) >>> 3;
    for (int at = start; at + 2 <= rdata.length(); at += 2 + rdata.u8(at + 1)) {
      if (rdata.u8(at) == window) {
        return octet < rdata.u8(at + 1)
            && (rdata.u8(at + 2 + octet) & 0x80 >>> (type.code() & 7)) != 0;
      }
    }
    return false;
  }

  /** Whether the name is where another zone begins, seen from the zone above (RFC 6840 §4.1). */
  boolean isDelegation() {
    return has(RrType.NS) && !has(RrType.SOA);
  }

  /**
   * Whether this says that a name of its zone has no data of {@code type}, nor an alias.
   *
   * @param atRoot whether the name is the root, whose DS nobody above could deny
   */
  boolean denies(RrType type, boolean atRoot) {
    if (type.equals(RrType.ANY)) {
      // A name that has records has its NSEC or its signatures among them.
      return start == rdata.length();
    }
    if (has(type) || (has(RrType.CNAME) && !type.equals(RrType.CNAME))) {
      return false;
    }
    // A DS is denied by the parent's side only, everything else by the child's (RFC 6840 §4.1,
    // §4.4; S63, S64).
    return type.equals(RrType.DS) ? atRoot || !has(RrType.SOA) : !isDelegation();
  }
}
