package dev.xylem.config;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.EntryLexer;
import dev.xylem.dns.text.RdataText;
import dev.xylem.dns.text.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A DS or DNSKEY record that is trusted without proof (RFC 4033 §2), written as in a zone file; TTL
 * and class may be there or not.
 */
public record TrustAnchor(Name zone, RrType type, Rdata rdata) {

  static TrustAnchor of(String text) {
    List<Token> tokens = new ArrayList<>(EntryLexer.tokens(text));
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
