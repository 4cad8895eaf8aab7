package dev.xylem.dns;

/** The numbered mnemonics of RFC 3597 §5: {@code TYPE65280}, {@code CLASS32}. */
final class GenericMnemonic {
  private GenericMnemonic() {}

  static int parse(String what, String prefix, String text) {
    if (text.matches(prefix + "\\d{1,5}")) {
      int code = Integer.parseInt(text.substring(prefix.length()));
      if (code <= 0xFFFF) {
        return code;
      }
    }
    throw new IllegalArgumentException("unknown " + what + " " + text);
  }
}
