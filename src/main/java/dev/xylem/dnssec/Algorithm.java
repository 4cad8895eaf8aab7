package dev.xylem.dnssec;

import org.jspecify.annotations.Nullable;

/** The signature algorithms that can be verified here (RFC 8624, RFC 9904, RFC 9905). */
public enum Algorithm {
  /** Out of use; whoever must still verify old zones can have it (RFC 8624 §3.1). */
  DSA(3),
  RSASHA1(5),
  /** As {@link #DSA}. */
  DSA_NSEC3_SHA1(6),
  RSASHA1_NSEC3_SHA1(7),
  RSASHA256(8),
  RSASHA512(10),
  ECDSAP256SHA256(13),
  ECDSAP384SHA384(14),
  ED25519(15),
  ED448(16);

  private static final Algorithm[] ALL = values();

  private final int number;

  Algorithm(int number) {
    this.number = number;
  }

  /** The algorithm of this number; null when it cannot be verified here. */
  public static @Nullable Algorithm of(int number) {
    for (Algorithm algorithm : ALL) {
      if (algorithm.number == number) {
        return algorithm;
      }
    }
    return null;
  }

  /** The number in DNSKEY, DS and RRSIG records. */
  public int number() {
    return number;
  }

  /** The mnemonic of {@code number}, or the number itself. */
  public static String describe(int number) {
    Algorithm known = of(number);
    return known == null ? "algorithm " + number : known.mnemonic();
  }

  /** The mnemonic of IANA's registry. */
  public String mnemonic() {
    return name().replace('_', '-');
  }
}
