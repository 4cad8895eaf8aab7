package dev.xylem.dns.text;

import java.util.List;
import java.util.regex.Pattern;

/** Hands out the tokens of one record's RDATA, from left to right. */
final class TokenCursor {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

  private final List<Token> tokens;
  private int at;

  TokenCursor(List<Token> tokens) {
    this.tokens = tokens;
  }

  boolean hasNext() {
    return at < tokens.size();
  }

  /** The text of the next token. */
  String next() {
    if (!hasNext()) {
      throw new IllegalArgumentException("the RDATA ends too early");
    }
    return tokens.get(at++).text();
  }

  /** Takes the next token if it is the unquoted {@code word}. */
  boolean takeIf(String word) {
    boolean taken = hasNext() && tokens.get(at).is(word);
    at += taken ? 1 : 0;
    return taken;
  }

  /** The next token as a decimal number from 0 to {@code most}. */
  int number(int most) {
    return (int) number((long) most);
  }

  /** The next token as a decimal number from 0 to {@code most}. */
  long number(long most) {
    String text = next();
    if (!NUMBER.matcher(text).matches() || Long.parseLong(text) > most) {
      throw new IllegalArgumentException("not a number from 0 to " + most + ": " + text);
    }
    return Long.parseLong(text);
  }

  /** All tokens that are left, joined: hexadecimal and Base64 may have blanks in them. */
  String rest() {
    var joined = new StringBuilder();
    while (hasNext()) {
      joined.append(next());
    }
    return joined.toString();
  }
}
