package dev.xylem.lab;

import dev.xylem.dns.Rdata;
import dev.xylem.dnssec.KeyTag;
import java.io.ByteArrayOutputStream;
import java.util.function.UnaryOperator;

/** A key of a zone: its DNSKEY record and the private half, as the function that signs. */
final class SigningKey {
  /** The Zone Key flag (RFC 4034 §2.1.1). */
  static final int ZONE_KEY = 256;

  /** Zone Key and Secure Entry Point (RFC 3757). */
  static final int ENTRY_POINT = 257;

  private static final int PROTOCOL = 3;

  private final Rdata dnskey;
  private final UnaryOperator<byte[]> signing;

  private SigningKey(Rdata dnskey, UnaryOperator<byte[]> signing) {
    this.dnskey = dnskey;
    this.signing = signing;
  }

  /** The key of these flags whose public half is {@code publicKey} as DNSKEY records hold it. */
  static SigningKey of(int flags, int algorithm, byte[] publicKey, UnaryOperator<byte[]> signing) {
    var rdata = new ByteArrayOutputStream();
    rdata.write(flags >>> 8);
    rdata.write(flags);
    rdata.write(PROTOCOL);
    rdata.write(algorithm);
    rdata.writeBytes(publicKey);
    return new SigningKey(Rdata.of(rdata.toByteArray()), signing);
  }

  Rdata dnskey() {
    return dnskey;
  }

  int algorithm() {
    return dnskey.u8(3);
  }

  int tag() {
    return KeyTag.of(dnskey);
  }

  /** Also when it is revoked: then it still signs the keys (RFC 5011 §2.1). */
  boolean isEntryPoint() {
    return (dnskey.u16(0) & 1) != 0;
  }

  /** The signature over {@code data} as RRSIG records hold it. */
  byte[] sign(byte[] data) {
    return signing.apply(data);
  }
}
