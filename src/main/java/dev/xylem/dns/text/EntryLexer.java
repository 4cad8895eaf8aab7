package dev.xylem.dns.text;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits text into entries and these into tokens (RFC 1035 §5.1): blanks, {@code ;} comments,
 * parentheses over several lines, quoted strings and escapes. Service parameters may have a quoted
 * part within the token: {@code alpn="h2,h3"} (RFC 9460 App. A).
 */
public final class EntryLexer {
  private final String text;
  private int at;
  private int line = 1;
  private int entryLine = 1;

  public EntryLexer(String text) {
    this.text = text;
  }

  /** The tokens of {@code text}, which must be one entry or none. */
  public static List<Token> tokens(String text) {
    var lexer = new EntryLexer(text);
    Entry entry = lexer.next();
    if (entry != null && lexer.next() != null) {
      throw new IllegalArgumentException("more than one line");
    }
    return entry == null ? List.of() : entry.tokens();
  }

  /**
   * The next entry that has tokens; null at the end of the text.
   *
   * @throws IllegalArgumentException for quotes or parentheses that do not match
   */
  public @Nullable Entry next() {
    while (at < text.length()) {
      entryLine = line;
      boolean indented = isBlank(text.charAt(at));
      List<Token> tokens = entryTokens();
      if (!tokens.isEmpty()) {
        return new Entry(entryLine, indented, tokens);
      }
    }
    return null;
  }

  /** The line on which the entry read last begins, also when reading it failed. */
  public int entryLine() {
    return entryLine;
  }

  private List<Token> entryTokens() {
    var tokens = new ArrayList<Token>();
    int open = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
        at++;
        if (open == 0) {
          return tokens;
        }
      } else if (isBlank(c)) {
        at++;
      } else if (c == ';') {
        skipComment();
      } else if (c == '(') {
        open++;
        at++;
      } else if (c == ')') {
        if (--open < 0) {
          throw new IllegalArgumentException("closing parenthesis without an opening one");
        }
        at++;
      } else {
        tokens.add(token());
      }
    }
    if (open > 0) {
      throw new IllegalArgumentException("parenthesis is never closed");
    }
    return tokens;
  }

  private void skipComment() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private Token token() {
    if (text.charAt(at) == '"') {
      return new Token(quotedPart(), true);
    }
    var raw = new StringBuilder();
    while (at < text.length() && !endsToken(text.charAt(at))) {
      if (text.charAt(at) == '"') {
        return new Token(raw.append(quotedPart()).toString(), false);
      }
      takeCharacter(raw);
    }
    return new Token(raw.toString(), false);
  }

  private String quotedPart() {
    at++;
    var raw = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
      takeCharacter(raw);
    }
    if (at == text.length() || text.charAt(at) == '\n') {
      throw new IllegalArgumentException("quotation mark is never closed");
    }
    at++;
    return raw.toString();
  }

  /** Takes one character, or a backslash and the character behind it, which so ends nothing. */
  private void takeCharacter(StringBuilder raw) {
    if (text.charAt(at) == '\\' && at + 1 < text.length() && text.charAt(at + 1) != '\n') {
      raw.append(text.charAt(at++));
    }
    raw.append(text.charAt(at++));
  }

  private static boolean endsToken(char c) {
    return isBlank(c) || c == '\n' || c == ';' || c == '(' || c == ')';
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f';
  }
}
