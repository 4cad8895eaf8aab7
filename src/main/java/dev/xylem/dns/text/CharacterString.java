package dev.xylem.dns.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The escapes of character-strings (RFC 1035 §5.1): {@code \DDD} is an octet, {@code \X} is X. */
final class CharacterString {
  private CharacterString() {}

  /** The octets that {@code raw} stands for. */
  static byte[] octets(String raw) {
    byte[] in = raw.getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] != '\\') {
        out.write(in[i]);
      } else if (i + 1 == in.length) {
        throw new IllegalArgumentException("unfinished escape at the end of " + raw);
      } else if (!isDigit(in[i + 1])) {
        out.write(in[++i]);
      } else {
        out.write(decimal(in, i + 1, raw));
        i += 3;
      }
    }
    return out.toByteArray();
  }

  /** The octets in quotation marks, everything but printable ASCII escaped. */
  static String quoted(byte[] octets) {
    var text = new StringBuilder(octets.length + 2).append('"');
    for (byte octet : octets) {
      if (octet == '"' || octet == '\\') {
        text.append('\\').append((char) octet);
      } else if (octet >= ' ' && octet < 127) {
        text.append((char) octet);
      } else {
        int value = octet & 0xFF;
        text.append('\\').append(value / 100).append(value / 10 % 10).append(value % 10);
      }
    }
    return text.append('"').toString();
  }

  private static int decimal(byte[] in, int from, String raw) {
    int value = 0;
    for (int i = from; i < from + 3; i++) {
      if (i >= in.length || !isDigit(in[i])) {
        throw new IllegalArgumentException("escape \\DDD needs three digits in " + raw);
      }
      value = 10 * value + in[i] - '0';
    }
    if (value > 255) {
      throw new IllegalArgumentException("escape above 255 in " + raw);
    }
    return value;
  }

  private static boolean isDigit(byte octet) {
    return octet >= '0' && octet <= '9';
  }
}
