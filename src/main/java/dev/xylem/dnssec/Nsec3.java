package dev.xylem.dnssec;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.text.Base32Hex;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An NSEC3 record (RFC 5155 §3). */
final class Nsec3 {
  private static final int OPT_OUT = 1;
  private static final int HASH_LENGTH = 20;
  private static final int SALT = 5;

  private final byte[] hash;
  private final byte[] next;
  private final Parameters parameters;
  private final boolean optOut;
  private final TypeBitmap types;

  private Nsec3(byte[] hash, Rdata rdata) {
    int hashAt = SALT + rdata.u8(4) + 1;
    int end = hashAt + rdata.u8(hashAt - 1);
    this.hash = hash;
    this.next = rdata.copy(hashAt, end);
    this.parameters = new Parameters(Rdata.of(rdata.copy(SALT, hashAt - 1)), rdata.u16(2));
    this.optOut = (rdata.u8(1) & OPT_OUT) != 0;
    this.types = new TypeBitmap(rdata, end);
  }

  /** What the hashes of a chain are made with. */
  record Parameters(Rdata salt, int iterations) {}

  /**
   * The record with this owner and RDATA; null when it is not one of {@code zone}, or of an unknown
   * kind (RFC 5155 §8.1, §8.2; S62).
   */
  static @Nullable Nsec3 of(Name zone, Name owner, Rdata rdata) {
    boolean here = owner.labelCount() == zone.labelCount() + 1 && owner.isBelow(zone);
    boolean known = rdata.u8(0) == Nsec3Hash.SHA1 && (rdata.u8(1) & ~OPT_OUT) == 0;
    byte[] hash = here && known ? hashOf(owner) : null;
    if (hash == null) {
      return null;
    }
    Nsec3 nsec3 = new Nsec3(hash, rdata);
    return nsec3.next.length == HASH_LENGTH ? nsec3 : null;
  }

  Parameters parameters() {
    return parameters;
  }

  boolean isOptOut() {
    return optOut;
  }

  TypeBitmap types() {
    return types;
  }

  boolean matches(byte[] other) {
    return Arrays.equals(hash, other);
  }

  /** Whether {@code other} lies in the gap behind this; the last one's gap goes round. */
  boolean covers(byte[] other) {
    boolean behind = Arrays.compareUnsigned(hash, other) < 0;
    boolean before = Arrays.compareUnsigned(other, next) < 0;
    boolean last = Arrays.compareUnsigned(hash, next) >= 0;
    return last ? (behind || before) && !matches(other) : behind && before;
  }

  private static byte @Nullable [] hashOf(Name owner) {
    byte[] label = new byte[owner.byteAt(0)];
    for (int i = 0; i < label.length; i++) {
      label[i] = owner.byteAt(i + 1);
    }
    try {
      byte[] hash = Base32Hex.decode(new String(label, StandardCharsets.ISO_8859_1));
      return hash.length == HASH_LENGTH ? hash : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
