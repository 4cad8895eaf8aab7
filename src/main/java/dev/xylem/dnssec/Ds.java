package dev.xylem.dnssec;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import java.security.MessageDigest;

/** A DS record (RFC 4034 §5). */
public record Ds(Rdata rdata) {
  private static final int DIGEST = 4;

  public int keyTag() {
    return rdata.u16(0);
  }

  public int algorithm() {
    return rdata.u8(2);
  }

  public int digestType() {
    return rdata.u8(3);
  }

  public byte[] digest() {
    return rdata.copy(DIGEST, rdata.length());
  }

  /** Whether this is the digest of {@code key} of the zone {@code owner}. */
  public boolean isOf(Name owner, Dnskey key) {
    if (key.tag() != keyTag() || key.algorithm() != algorithm()) {
      return false;
    }
    byte[] digest = DelegationSigner.digest(owner, key.rdata(), digestType());
    return digest != null && MessageDigest.isEqual(digest, digest());
  }
}
