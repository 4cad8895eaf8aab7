package dev.xylem.dnssec;

import dev.xylem.dns.Name;
import dev.xylem.dns.text.Base32Hex;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The hash of NSEC3 (RFC 5155 §5), of the only algorithm there is: SHA-1. Each iteration costs a
 * run of it, and zones choose how many (S51): the caller counts and limits them.
 */
public final class Nsec3Hash {
  /** SHA-1 (RFC 5155 §11). */
  public static final int SHA1 = 1;

  private Nsec3Hash() {}

  /** The twenty octets for {@code name} after {@code iterations} additional runs. */
  public static byte[] of(Name name, byte[] salt, int iterations) {
    MessageDigest sha1 = DelegationSigner.messageDigest("SHA-1");
    sha1.update(name.toLowerCase().toWire());
    sha1.update(salt);
    byte[] hash = sha1.digest();
    try {
      for (int i = 0; i < iterations; i++) {
        sha1.update(hash);
        sha1.update(salt);
        sha1.digest(hash, 0, hash.length);
      }
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-1 hash fits into its own length", e);
    }
    return hash;
  }

  /** The owner name of the NSEC3 with {@code hash} in the zone; null when too long to exist. */
  public static @Nullable Name ownerName(byte[] hash, Name apex) {
    String label = Base32Hex.encode(hash).toLowerCase(Locale.ROOT);
    return apex.child(label.getBytes(StandardCharsets.US_ASCII));
  }
}
