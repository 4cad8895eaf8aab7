package dev.xylem.dnssec;

import dev.xylem.dns.Rdata;

/**
 * A DNSKEY record (RFC 4034 §2).
 *
 * @param tag of the key (RFC 4034 App. B)
 */
public record Dnskey(Rdata rdata, int tag) {
  private static final int ZONE_KEY = 0x0100;
  private static final int REVOKED = 0x0080;
  private static final int ENTRY_POINT = 0x0001;
  private static final int DNSSEC = 3;
  private static final int PUBLIC_KEY = 4;

  public static Dnskey of(Rdata rdata) {
    return new Dnskey(rdata, KeyTag.of(rdata));
  }

  /** Whether this is a key for zone data at all (RFC 4034 §2.1.1, §2.1.2). */
  public boolean isZoneKey() {
    return (rdata.u16(0) & ZONE_KEY) != 0 && rdata.u8(2) == DNSSEC;
  }

  /** Whether its owner has revoked this key (RFC 5011 §2.1). */
  public boolean isRevoked() {
    return (rdata.u16(0) & REVOKED) != 0;
  }

  /** Whether this key is meant as an entry point; a hint for anchors only (RFC 4034 §2.1.1). */
  public boolean isEntryPoint() {
    return (rdata.u16(0) & ENTRY_POINT) != 0;
  }

  public int algorithm() {
    return rdata.u8(3);
  }

  public byte[] publicKey() {
    return rdata.copy(PUBLIC_KEY, rdata.length());
  }

  /** The same key with its REVOKE bit cleared: what it was called before it was revoked. */
  public Dnskey unrevoked() {
    byte[] octets = rdata.toArray();
    octets[1] &= (byte) ~REVOKED;
    return of(Rdata.of(octets));
  }
}
