package dev.xylem.config;

import dev.xylem.config.text.ValueType;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.EntryLexer;
import dev.xylem.dns.text.RdataText;
import dev.xylem.dns.text.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A DS or DNSKEY record that is trusted without proof (RFC 4033 §2), written as in a zone file; TTL
 * and class may be there or not.
 */
public record TrustAnchor(Name zone, RrType type, Rdata rdata) {
  static final ValueType<TrustAnchor> TYPE =
      ValueType.of(
          "trust anchor",
          "",
          "a DS or DNSKEY record such as \"example.com DS 12345 13 2 0123…\"",
          TrustAnchor::of);

  private static final int KEY_DATA = 4;
  private static final int DIGEST_TYPE = 3;
  private static final int DIGEST = 4;

  /** Octets of digests by their type. */
  private static final Map<Integer, Integer> DIGEST_OCTETS = Map.of(1, 20, 2, 32, 4, 48);

  /**
   * @throws IllegalArgumentException for a record that no key could ever match
   */
  public TrustAnchor {
    if (type.equals(RrType.DNSKEY) && rdata.length() <= KEY_DATA) {
      throw new IllegalArgumentException("a DNSKEY without a key");
    }
    if (type.equals(RrType.DS)) {
      int octets = rdata.length() - DIGEST;
      int wanted = DIGEST_OCTETS.getOrDefault(rdata.u8(DIGEST_TYPE), octets);
      if (octets != wanted) {
        throw new IllegalArgumentException(
            "a digest of type "
                + rdata.u8(DIGEST_TYPE)
                + " has "
                + wanted
                + " octets, not "
                + octets);
      }
    }
  }

  static TrustAnchor of(String text) {
    return of(EntryLexer.tokens(text));
  }

  /**
   * The anchor that these words of a line say.
   *
   * @throws IllegalArgumentException when they do not; its message may be empty
   */
  public static TrustAnchor of(List<Token> words) {
    List<Token> tokens = new ArrayList<>(words);
    if (tokens.size() < 2) {
      throw new IllegalArgumentException("");
    }
    Name zone = Name.of(tokens.removeFirst().text());
    while (!tokens.isEmpty() && isTtlOrClass(tokens.getFirst().text())) {
      tokens.removeFirst();
    }
    RrType type = tokens.isEmpty() ? RrType.NULL : RrType.of(tokens.removeFirst().text());
    if (!type.equals(RrType.DS) && !type.equals(RrType.DNSKEY)) {
      throw new IllegalArgumentException("");
    }
    return new TrustAnchor(zone, type, RdataText.parse(type, tokens, Name.ROOT));
  }

  private static boolean isTtlOrClass(String text) {
    return text.toUpperCase(Locale.ROOT).equals("IN") || text.matches("\\d{1,9}[smhdwSMHDW]?");
  }
}
