package dev.xylem.dns.text;

import dev.xylem.dns.Name;
import dev.xylem.dns.RdataField;
import dev.xylem.dns.RrType;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.TreeMap;

/** Text to octets, for each {@link RdataField}. */
final class RdataParser {
  private RdataParser() {}

  static byte[] parse(RdataField field, TokenCursor cursor, Name origin) {
    return switch (field) {
      case COMPRESSED_NAME, NAME, CASED_NAME -> Name.of(cursor.next(), origin).toWire();
      case U8 -> integer(cursor.number(0xFF), 1);
      case U16 -> integer(cursor.number(0xFFFF), 2);
      case U32 -> integer(cursor.number(0xFFFFFFFFL), 4);
      case SECONDS -> integer(TtlText.parse(cursor.next()), 4);
      case TIME -> integer(TimestampText.parse(cursor.next()), 4);
      case TYPE -> integer(RrType.of(cursor.next()).code(), 2);
      case ALGORITHM -> integer(Mnemonics.ALGORITHM.parse(cursor.next()), 1);
      case CERTIFICATE_TYPE -> integer(Mnemonics.CERTIFICATE_TYPE.parse(cursor.next()), 2);
      case IPV4 -> AddressText.parseIpv4(cursor.next());
      case IPV6 -> AddressText.parseIpv6(cursor.next());
      case EUI48 -> eui(cursor.next(), 6);
      case EUI64 -> eui(cursor.next(), 8);
      case STRING -> counted(CharacterString.octets(cursor.next()));
      case STRINGS -> strings(cursor);
      case QUOTED -> CharacterString.octets(cursor.next());
      case TAG -> counted(CharacterString.octets(cursor.next()));
      case HEX -> hex(cursor.rest());
      case BASE64 -> base64(cursor.rest());
      case SALT -> counted(cursor.takeIf("-") ? new byte[0] : hex(cursor.next()));
      case HASH -> counted(Base32Hex.decode(cursor.next()));
      case TYPE_BITMAP -> typeBitmap(cursor);
      case SERVICE_PARAMETERS -> ServiceParameterText.parse(cursor);
      case LOCATION -> LocationText.parse(cursor);
    };
  }

  /** The lowest {@code octets} octets of {@code value}, most significant first. */
  static byte[] integer(long value, int octets) {
    byte[] out = new byte[octets];
    for (int i = 0; i < octets; i++) {
      out[i] = (byte) (value >>> (8 * (octets - 1 - i)));
    }
    return out;
  }

  static byte[] hex(String text) {
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException notHex) {
      throw new IllegalArgumentException("not hexadecimal: " + text, notHex);
    }
  }

  static byte[] base64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException("not Base64: " + text, notBase64);
    }
  }

  static byte[] counted(byte[] octets) {
    if (octets.length > 255) {
      throw new IllegalArgumentException("string of more than 255 octets");
    }
    byte[] out = new byte[octets.length + 1];
    out[0] = (byte) octets.length;
    System.arraycopy(octets, 0, out, 1, octets.length);
    return out;
  }

  private static byte[] strings(TokenCursor cursor) {
    var out = new ByteArrayOutputStream();
    do {
      out.writeBytes(counted(CharacterString.octets(cursor.next())));
    } while (cursor.hasNext());
    return out.toByteArray();
  }

  private static byte[] eui(String text, int octets) {
    if (!text.matches("(?i)[0-9a-f]{2}(-[0-9a-f]{2}){" + (octets - 1) + "}")) {
      throw new IllegalArgumentException("not an EUI of " + octets + " octets: " + text);
    }
    return HexFormat.ofDelimiter("-").parseHex(text);
  }

  private static byte[] typeBitmap(TokenCursor cursor) {
    var windows = new TreeMap<Integer, byte[]>();
    while (cursor.hasNext()) {
      int type = RrType.of(cursor.next()).code();
      byte[] bits = windows.computeIfAbsent(type >>> 8, w -> new byte[32]);
      bits[(type & 0xFF) >>> 3] |= (byte) (0x80 >>> (type & 7));
    }
    var out = new ByteArrayOutputStream();
    windows.forEach((window, bits) -> {
      int used = 32;
      while (bits[used - 1] == 0) {
        used--;
      }
      out.write(window);
      out.writeBytes(counted(Arrays.copyOf(bits, used)));
    });
    return out.toByteArray();
  }
}
