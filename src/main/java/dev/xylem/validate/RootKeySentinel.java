package dev.xylem.validate;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets whoever asks the right names find out which keys of the root this resolver trusts (RFC
 * 8509): a secure answer to {@code root-key-sentinel-is-ta-NNNNN} is only given when the key of
 * that tag is trusted, to {@code root-key-sentinel-not-ta-NNNNN} only when not.
 */
final class RootKeySentinel {
  /** The shorter of the two labels, "root-key-sentinel-is-ta-" and five digits. */
  private static final int SHORTEST = 29;

  private static final Pattern LABEL =
      Pattern.compile("root-key-sentinel-(is|not)-ta-(\\d{5})", Pattern.CASE_INSENSITIVE);

  private final Supplier<Set<Integer>> trusted;

  /**
   * @param trusted tags of the root's keys, as they are now
   */
  RootKeySentinel(Supplier<Set<Integer>> trusted) {
    this.trusted = trusted;
  }

  /** Whether a secure answer to {@code question} would say what is not so. */
  boolean contradicts(Question question) {
    Name name = question.name();
    boolean address = question.type().equals(RrType.A) || question.type().equals(RrType.AAAA);
    if (!address || name.isRoot() || name.byteAt(0) < SHORTEST) {
      return false;
    }
    Matcher label = LABEL.matcher(firstLabel(name));
    return label.matches()
        && trusted.get().contains(Integer.parseInt(label.group(2)))
            != label.group(1).equalsIgnoreCase("is");
  }

  private static String firstLabel(Name name) {
    byte[] wire = name.toWire();
    return new String(wire, 1, wire[0], StandardCharsets.ISO_8859_1);
  }
}
