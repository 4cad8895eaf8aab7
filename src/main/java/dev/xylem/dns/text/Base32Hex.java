package dev.xylem.dns.text;

import java.util.Arrays;

/** Base32 with the extended hex alphabet and without padding (RFC 4648 §7, RFC 5155 §3.3). */
public final class Base32Hex {
  private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUV";

  private Base32Hex() {}

  /** In capital letters. */
  public static String encode(byte[] octets) {
    var text = new StringBuilder(octets.length * 8 / 5 + 1);
    int bits = 0;
    int held = 0;
    for (byte octet : octets) {
      held = held << 8 | (octet & 0xFF);
      for (bits += 8; bits >= 5; bits -= 5) {
        text.append(ALPHABET.charAt(held >>> (bits - 5) & 31));
      }
      held &= 0xFF;
    }
    return bits == 0
        ? text.toString()
        : text.append(ALPHABET.charAt(held << (5 - bits) & 31)).toString();
  }

  /**
   * The octets of {@code text}, in any letter case.
   *
   * @throws IllegalArgumentException when it is not Base32hex
   */
  public static byte[] decode(String text) {
    byte[] out = new byte[text.length() * 5 / 8];
    int length = 0;
    int bits = 0;
    int held = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = Character.digit(text.charAt(i), 32);
      if (digit < 0 || text.charAt(i) > 127) {
        throw new IllegalArgumentException("not Base32hex: " + text);
      }
      held = held << 5 | digit;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out[length++] = (byte) (held >>> bits);
      }
      held &= 0xFF;
    }
    // What is left over must be fewer bits than a digit has, and zero.
    if (bits >= 5 || (held & (1 << bits) - 1) != 0) {
      throw new IllegalArgumentException("not Base32hex: " + text);
    }
    return Arrays.copyOf(out, length);
  }
}
