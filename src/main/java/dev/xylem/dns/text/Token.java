package dev.xylem.dns.text;

/**
 * One token of an entry (RFC 1035 §5.1).
 *
 * @param text without its quotation marks but with its escapes, whose meaning depends on the field
 * @param quoted whether it began with a quotation mark, and so is neither a mnemonic nor {@code \#}
 */
public record Token(String text, boolean quoted) {

  /** Whether this is the unquoted {@code word}, in any letter case. */
  boolean is(String word) {
    return !quoted && text.equalsIgnoreCase(word);
  }
}
