package dev.xylem.dns;

import java.nio.charset.StandardCharsets;

/** The presentation form of names (RFC 1035 §5.1, RFC 4343 §2.1). */
final class NameText {
  private NameText() {}

  static Name parse(String text, Name origin) {
    if (text.equals("@")) {
      return origin;
    }
    if (text.equals(".")) {
      return Name.ROOT;
    }
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a name must not be empty");
    }
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    byte[] wire = new byte[octets.length + Name.MAX_LENGTH + 2];
    int labelAt = 0;
    int at = 1;
    boolean endsInDot = false;
    for (int i = 0; i < octets.length; i++) {
      endsInDot = octets[i] == '.';
      if (endsInDot) {
        wire[labelAt] = labelLength(text, at - labelAt - 1);
        labelAt = at++;
      } else if (octets[i] == '\\') {
        wire[at++] = unescape(text, octets, i);
        i += isDigit(octets[i + 1]) ? 3 : 1;
      } else {
        wire[at++] = octets[i];
      }
    }
    if (endsInDot) {
      at = labelAt;
      wire[at++] = 0;
    } else {
      wire[labelAt] = labelLength(text, at - labelAt - 1);
      at = origin.copyTo(wire, at);
    }
    if (at > Name.MAX_LENGTH) {
      throw new IllegalArgumentException("name longer than 255 octets: " + text);
    }
    return Name.ofWire(wire, 0, at);
  }

  static String format(byte[] wire) {
    if (wire.length == 1) {
      return ".";
    }
    var text = new StringBuilder(wire.length + 8);
    for (int at = 0; wire[at] != 0; at += wire[at] + 1) {
      for (int i = 1; i <= wire[at]; i++) {
        appendEscaped(text, wire[at + i]);
      }
      text.append('.');
    }
    return text.toString();
  }

  private static void appendEscaped(StringBuilder text, byte octet) {
    switch (octet) {
      case '.', '\\', '"', ';', '@', '$', '(', ')' -> text.append('\\').append((char) octet);
      default -> {
        if (octet > ' ' && octet < 127) {
          text.append((char) octet);
        } else {
          int value = octet & 0xFF;
          text.append('\\').append(value / 100).append(value / 10 % 10).append(value % 10);
        }
      }
    }
  }

  private static byte labelLength(String text, int length) {
    if (length == 0) {
      throw new IllegalArgumentException("empty label in " + text);
    }
    if (length > Name.MAX_LABEL_LENGTH) {
      throw new IllegalArgumentException("label longer than 63 octets in " + text);
    }
    return (byte) length;
  }

  private static byte unescape(String text, byte[] octets, int backslash) {
    if (backslash + 1 >= octets.length) {
      throw new IllegalArgumentException("unfinished escape at the end of " + text);
    }
    if (!isDigit(octets[backslash + 1])) {
      return octets[backslash + 1];
    }
    int value = 0;
    for (int i = 1; i <= 3; i++) {
      if (backslash + i >= octets.length || !isDigit(octets[backslash + i])) {
        throw new IllegalArgumentException("escape \\DDD needs three digits in " + text);
      }
      value = 10 * value + octets[backslash + i] - '0';
    }
    if (value > 255) {
      throw new IllegalArgumentException("escape above 255 in " + text);
    }
    return (byte) value;
  }

  private static boolean isDigit(byte octet) {
    return octet >= '0' && octet <= '9';
  }
}
