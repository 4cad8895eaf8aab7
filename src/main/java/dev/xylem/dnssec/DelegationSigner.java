package dev.xylem.dnssec;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** DS records and the digests in them (RFC 4034 §5, RFC 4509, RFC 6605). */
public final class DelegationSigner {
  public static final int SHA1 = 1;
  public static final int SHA256 = 2;
  public static final int SHA384 = 4;

  private DelegationSigner() {}

  /**
   * The digest over a DNSKEY and its owner name (RFC 4034 §5.1.4); null for a digest type that is
   * not supported.
   */
  public static byte @Nullable [] digest(Name owner, Rdata dnskey, int digestType) {
    String algorithm =
        switch (digestType) {
          case SHA1 -> "SHA-1";
          case SHA256 -> "SHA-256";
          case SHA384 -> "SHA-384";
          default -> null;
        };
    if (algorithm == null) {
      return null;
    }
    MessageDigest digest = messageDigest(algorithm);
    digest.update(owner.toLowerCase().toWire());
    return digest.digest(dnskey.toArray());
  }

  /**
   * The RDATA of the DS for a DNSKEY.
   *
   * @throws IllegalArgumentException when the digest type is not supported
   */
  public static Rdata of(Name owner, Rdata dnskey, int digestType) {
    byte[] digest = digest(owner, dnskey, digestType);
    if (digest == null) {
      throw new IllegalArgumentException("unsupported digest type " + digestType);
    }
    byte[] rdata = new byte[4 + digest.length];
    int tag = KeyTag.of(dnskey);
    rdata[0] = (byte) (tag >>> 8);
    rdata[1] = (byte) tag;
    rdata[2] = (byte) dnskey.u8(3);
    rdata[3] = (byte) digestType;
    System.arraycopy(digest, 0, rdata, 4, digest.length);
    return Rdata.of(rdata);
  }

  /** A digest that every JDK has. */
  static MessageDigest messageDigest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks " + algorithm, e);
    }
  }
}
