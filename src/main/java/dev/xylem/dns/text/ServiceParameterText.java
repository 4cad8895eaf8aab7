package dev.xylem.dns.text;

import dev.xylem.dns.Rdata;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Service parameters as text (RFC 9460 §2.1 and App. A, RFC 9461, RFC 9540).
 *
 * <p>Values are checked when they are read from text, by whoever writes a zone. When they are
 * formatted they may come from anywhere: what its key's own form cannot express is written as
 * {@code keyNNNNN="octets"}, which is read back to the same octets.
 */
final class ServiceParameterText {
  private static final int MANDATORY = 0;
  private static final int ALPN = 1;
  private static final int NO_DEFAULT_ALPN = 2;
  private static final int PORT = 3;
  private static final int IPV4_HINT = 4;
  private static final int ECH = 5;
  private static final int IPV6_HINT = 6;
  private static final int DOH_PATH = 7;
  private static final int OHTTP = 8;
  private static final int INVALID_KEY = 65535;

  private ServiceParameterText() {}

  static byte[] parse(TokenCursor cursor) {
    var parameters = new TreeMap<Integer, byte[]>();
    while (cursor.hasNext()) {
      String token = cursor.next();
      int equals = token.indexOf('=');
      String keyText = equals < 0 ? token : token.substring(0, equals);
      String value = equals < 0 ? null : token.substring(equals + 1);
      int key = key(keyText);
      byte[] octets = keyText.startsWith("key") ? raw(value) : value(key, value);
      if (parameters.put(key, octets) != null) {
        throw new IllegalArgumentException("service parameter given twice: " + keyText);
      }
    }
    checkMandatory(parameters);
    return toWire(parameters);
  }

  static String format(Rdata rdata, int from, int end) {
    List<String> parameters = new ArrayList<>();
    for (int at = from; at < end; at += 4 + rdata.u16(at + 2)) {
      int key = rdata.u16(at);
      byte[] value = rdata.copy(at + 4, at + 4 + rdata.u16(at + 2));
      String own = formatValue(key, value);
      String generic = "key" + key + (value.length == 0 ? "" : "=" + CharacterString.quoted(value));
      parameters.add(own == null ? generic : keyName(key) + own);
    }
    return String.join(" ", parameters);
  }

  private static byte[] value(int key, @Nullable String value) {
    if ((value == null) != (key == NO_DEFAULT_ALPN || key == OHTTP)) {
      throw new IllegalArgumentException(
          keyName(key) + (value == null ? " needs a value" : " takes no value"));
    }
    String text = value == null ? "" : value;
    return switch (key) {
      case MANDATORY -> mandatory(text);
      case ALPN -> alpn(text);
      case PORT ->
          RdataParser.integer(new TokenCursor(List.of(new Token(text, false))).number(0xFFFF), 2);
      case IPV4_HINT -> addresses(text, 4);
      case IPV6_HINT -> addresses(text, 16);
      case ECH -> RdataParser.base64(text);
      default -> raw(value);
    };
  }

  /** The value with its equals sign; null when the octets do not fit their key. */
  private static @Nullable String formatValue(int key, byte[] value) {
    return switch (key) {
      case MANDATORY -> value.length == 0 || value.length % 2 != 0 ? null : formatKeys(value);
      case ALPN -> formatAlpn(value);
      case NO_DEFAULT_ALPN, OHTTP -> value.length == 0 ? "" : null;
      case PORT -> value.length == 2 ? "=" + u16(value, 0) : null;
      case IPV4_HINT -> formatAddresses(value, 4);
      case IPV6_HINT -> formatAddresses(value, 16);
      case ECH -> value.length == 0 ? null : "=" + Base64.getEncoder().encodeToString(value);
      case DOH_PATH -> "=" + CharacterString.quoted(value);
      default -> null;
    };
  }

  private static int key(String text) {
    if (!text.startsWith("key")) {
      if (text.matches("\\d.*")) {
        throw new IllegalArgumentException("unknown service parameter " + text);
      }
      return Mnemonics.SERVICE_PARAMETER.parse(text);
    }
    String digits = text.substring(3);
    if (!digits.matches("0|[1-9]\\d{0,4}") || Integer.parseInt(digits) >= INVALID_KEY) {
      throw new IllegalArgumentException("unknown service parameter " + text);
    }
    return Integer.parseInt(digits);
  }

  private static String keyName(int key) {
    String name = Mnemonics.SERVICE_PARAMETER.format(key);
    return Character.isDigit(name.charAt(0)) ? "key" + name : name;
  }

  private static byte[] raw(@Nullable String value) {
    return value == null ? new byte[0] : CharacterString.octets(value);
  }

  private static byte[] mandatory(String text) {
    var keys = new TreeSet<Integer>();
    for (String name : text.split(",", -1)) {
      if (!keys.add(key(name))) {
        throw new IllegalArgumentException("mandatory names " + name + " twice");
      }
    }
    var out = new ByteArrayOutputStream();
    keys.forEach(key -> out.writeBytes(RdataParser.integer(key, 2)));
    return out.toByteArray();
  }

  /** RFC 9460 §8: a mandatory key must be there, and {@code mandatory} itself is never one. */
  private static void checkMandatory(Map<Integer, byte[]> parameters) {
    byte[] mandatory = parameters.getOrDefault(MANDATORY, new byte[0]);
    for (int at = 0; at + 1 < mandatory.length; at += 2) {
      int key = u16(mandatory, at);
      if (key == MANDATORY) {
        throw new IllegalArgumentException("mandatory must not name itself");
      }
      if (!parameters.containsKey(key)) {
        throw new IllegalArgumentException("mandatory parameter is missing: " + keyName(key));
      }
    }
  }

  /**
   * A comma-separated list (RFC 9460 App. A.1): first the escapes of character-strings are undone,
   * then those of the list, {@code \,} and {@code \\}.
   */
  private static byte[] alpn(String text) {
    var out = new ByteArrayOutputStream();
    var id = new ByteArrayOutputStream();
    byte[] list = CharacterString.octets(text);
    for (int i = 0; i < list.length; i++) {
      if (list[i] == ',') {
        out.writeBytes(alpnId(id));
        id.reset();
      } else if (list[i] == '\\' && ++i == list.length) {
        throw new IllegalArgumentException("unfinished escape in alpn=" + text);
      } else {
        id.write(list[i]);
      }
    }
    out.writeBytes(alpnId(id));
    return out.toByteArray();
  }

  private static byte[] alpnId(ByteArrayOutputStream id) {
    if (id.size() == 0) {
      throw new IllegalArgumentException("empty protocol in alpn");
    }
    return RdataParser.counted(id.toByteArray());
  }

  private static @Nullable String formatAlpn(byte[] value) {
    var list = new ByteArrayOutputStream();
    int at = 0;
    while (at < value.length) {
      int end = at + 1 + (value[at] & 0xFF);
      if (value[at] == 0 || end > value.length) {
        return null;
      }
      if (at > 0) {
        list.write(',');
      }
      for (int i = at + 1; i < end; i++) {
        if (value[i] == ',' || value[i] == '\\') {
          list.write('\\');
        }
        list.write(value[i]);
      }
      at = end;
    }
    return at == 0 ? null : "=" + CharacterString.quoted(list.toByteArray());
  }

  private static byte[] addresses(String text, int octets) {
    var out = new ByteArrayOutputStream();
    for (String address : text.split(",", -1)) {
      out.writeBytes(octets == 4 ? AddressText.parseIpv4(address) : AddressText.parseIpv6(address));
    }
    return out.toByteArray();
  }

  private static @Nullable String formatAddresses(byte[] value, int octets) {
    if (value.length == 0 || value.length % octets != 0) {
      return null;
    }
    List<String> addresses = new ArrayList<>();
    for (int at = 0; at < value.length; at += octets) {
      addresses.add(AddressText.format(Arrays.copyOfRange(value, at, at + octets)));
    }
    return "=" + String.join(",", addresses);
  }

  private static @Nullable String formatKeys(byte[] value) {
    List<String> keys = new ArrayList<>();
    int last = MANDATORY;
    for (int at = 0; at < value.length; at += 2) {
      int key = u16(value, at);
      if (key <= last || key == INVALID_KEY) {
        return null;
      }
      keys.add(keyName(key));
      last = key;
    }
    return "=" + String.join(",", keys);
  }

  private static byte[] toWire(Map<Integer, byte[]> parameters) {
    var out = new ByteArrayOutputStream();
    parameters.forEach((key, value) -> {
      if (value.length > 0xFFFF) {
        throw new IllegalArgumentException(keyName(key) + " is longer than 65535 octets");
      }
      out.writeBytes(RdataParser.integer(key, 2));
      out.writeBytes(RdataParser.integer(value.length, 2));
      out.write(value, 0, value.length);
    });
    return out.toByteArray();
  }

  private static int u16(byte[] octets, int at) {
    return (octets[at] & 0xFF) << 8 | (octets[at + 1] & 0xFF);
  }
}
