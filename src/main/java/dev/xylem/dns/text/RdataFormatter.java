package dev.xylem.dns.text;

import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataField;
import dev.xylem.dns.RrType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Octets to text, for each {@link RdataField}; the field is known to be well-formed. */
final class RdataFormatter {
  private RdataFormatter() {}

  static String format(RdataField field, Rdata rdata, int at, int end) {
    return switch (field) {
      case COMPRESSED_NAME, NAME, CASED_NAME -> rdata.nameAt(at).toString();
      case U8, ALGORITHM -> Integer.toString(rdata.u8(at));
      case U16 -> Integer.toString(rdata.u16(at));
      case U32, SECONDS -> Long.toString(rdata.u32(at));
      case TIME -> TimestampText.format(rdata.u32(at));
      case TYPE -> RrType.of(rdata.u16(at)).toString();
      case CERTIFICATE_TYPE -> Mnemonics.CERTIFICATE_TYPE.format(rdata.u16(at));
      case IPV4, IPV6 -> AddressText.format(rdata.copy(at, end));
      case EUI48, EUI64 -> HexFormat.ofDelimiter("-").formatHex(rdata.copy(at, end));
      case STRING, STRINGS -> strings(rdata, at, end);
      case QUOTED -> CharacterString.quoted(rdata.copy(at, end));
      case TAG -> new String(rdata.copy(at + 1, end), StandardCharsets.US_ASCII);
      case HEX -> hex(rdata.copy(at, end));
      case BASE64 -> Base64.getEncoder().encodeToString(rdata.copy(at, end));
      case SALT -> end == at + 1 ? "-" : hex(rdata.copy(at + 1, end));
      case HASH -> Base32Hex.encode(rdata.copy(at + 1, end));
      case TYPE_BITMAP -> typeBitmap(rdata, at, end);
      case SERVICE_PARAMETERS -> ServiceParameterText.format(rdata, at, end);
      case LOCATION -> LocationText.format(rdata, at);
    };
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets).toUpperCase(Locale.ROOT);
  }

  private static String strings(Rdata rdata, int from, int end) {
    List<String> strings = new ArrayList<>();
    for (int at = from; at < end; at += rdata.u8(at) + 1) {
      strings.add(CharacterString.quoted(rdata.copy(at + 1, at + 1 + rdata.u8(at))));
    }
    return String.join(" ", strings);
  }

  private static String typeBitmap(Rdata rdata, int from, int end) {
    List<String> types = new ArrayList<>();
    for (int at = from; at < end; at += 2 + rdata.u8(at + 1)) {
      for (int bit = 0; bit < 8 * rdata.u8(at + 1); bit++) {
        if ((rdata.u8(at + 2 + (bit >>> 3)) & 0x80 >>> (bit & 7)) != 0) {
          types.add(RrType.of(rdata.u8(at) << 8 | bit).toString());
        }
      }
    }
    return String.join(" ", types);
  }
}
