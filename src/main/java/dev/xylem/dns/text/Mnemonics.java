package dev.xylem.dns.text;

import java.util.Locale;
import java.util.Map;

/** The names of numbers that stand in RDATA (IANA registries); numbers are read too. */
final class Mnemonics {
  /** DNSSEC algorithm numbers. */
  static final Mnemonics ALGORITHM =
      new Mnemonics(
          "algorithm",
          0xFF,
          Map.ofEntries(
              Map.entry("RSAMD5", 1),
              Map.entry("DH", 2),
              Map.entry("DSA", 3),
              Map.entry("RSASHA1", 5),
              Map.entry("DSA-NSEC3-SHA1", 6),
              Map.entry("RSASHA1-NSEC3-SHA1", 7),
              Map.entry("RSASHA256", 8),
              Map.entry("RSASHA512", 10),
              Map.entry("ECC-GOST", 12),
              Map.entry("ECDSAP256SHA256", 13),
              Map.entry("ECDSAP384SHA384", 14),
              Map.entry("ED25519", 15),
              Map.entry("ED448", 16),
              Map.entry("INDIRECT", 252),
              Map.entry("PRIVATEDNS", 253),
              Map.entry("PRIVATEOID", 254)));

  /** CERT RR types (RFC 4398 §2.1). */
  static final Mnemonics CERTIFICATE_TYPE =
      new Mnemonics(
          "certificate type",
          0xFFFF,
          Map.of(
              "PKIX", 1, "SPKI", 2, "PGP", 3, "IPKIX", 4, "ISPKI", 5, "IPGP", 6, "ACPKIX", 7,
              "IACPKIX", 8, "URI", 253, "OID", 254));

  /** Service parameter keys (RFC 9460 §14.3.2, RFC 9461, RFC 9540). */
  static final Mnemonics SERVICE_PARAMETER =
      new Mnemonics(
          "service parameter",
          0xFFFF,
          Map.of(
              "mandatory", 0,
              "alpn", 1,
              "no-default-alpn", 2,
              "port", 3,
              "ipv4hint", 4,
              "ech", 5,
              "ipv6hint", 6,
              "dohpath", 7,
              "ohttp", 8));

  private final String what;
  private final int most;
  private final Map<String, Integer> byName;

  private Mnemonics(String what, int most, Map<String, Integer> byName) {
    this.what = what;
    this.most = most;
    this.byName = byName;
  }

  /** The number that {@code text}, a name or digits, stands for. */
  int parse(String text) {
    Integer known = byName.getOrDefault(text, byName.get(text.toUpperCase(Locale.ROOT)));
    if (known != null) {
      return known;
    }
    if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= most) {
      return Integer.parseInt(text);
    }
    throw new IllegalArgumentException("unknown " + what + " " + text);
  }

  /** The name of {@code number}, or its digits when it has none. */
  String format(int number) {
    for (Map.Entry<String, Integer> entry : byName.entrySet()) {
      if (entry.getValue() == number) {
        return entry.getKey();
      }
    }
    return Integer.toString(number);
  }
}
