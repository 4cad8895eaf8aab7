package dev.xylem.dns;

import java.util.List;

/**
 * The check that RDATA with uncompressed names is what its type says: the one walk over {@link
 * RdataField}.
 *
 * <p>Whatever passed it can be read with the {@code uN} and {@code nameAt} readers of {@link Rdata}
 * without looking at lengths again; a length octet that points behind the RDATA, where the next
 * record's octets lie, ends here (S82). It judges form only: a DS with a digest of the wrong size
 * is well-formed, and so is an HTTPS record whose port has three octets (RFC 9460 §4.3 lets
 * resolvers carry that along).
 */
public final class RdataLayout {
  private RdataLayout() {}

  /**
   * Checks that {@code rdata} is exactly the sequence of fields of {@code type}; RDATA of types
   * without layout is opaque and always passes.
   *
   * @throws IllegalArgumentException saying which field is wrong
   */
  public static void check(RrType type, Rdata rdata) {
    List<RdataField> fields = RdataField.of(type);
    int at = 0;
    for (int i = 0; i < fields.size(); i++) {
      at = endOf(fields.get(i), rdata, at);
    }
    if (!fields.isEmpty() && at != rdata.length()) {
      throw new IllegalArgumentException(
          type + " RDATA has " + (rdata.length() - at) + " octets too many");
    }
  }

  /**
   * The offset behind the {@code field} that begins at {@code at}, after a check of its octets.
   *
   * @throws IllegalArgumentException when no such field is there
   */
  public static int endOf(RdataField field, Rdata rdata, int at) {
    return switch (field) {
      case COMPRESSED_NAME, NAME, CASED_NAME -> name(rdata, at);
      case U8, ALGORITHM -> skip(field, rdata, at, 1);
      case U16, TYPE, CERTIFICATE_TYPE -> skip(field, rdata, at, 2);
      case U32, SECONDS, TIME, IPV4 -> skip(field, rdata, at, 4);
      case EUI48 -> skip(field, rdata, at, 6);
      case EUI64 -> skip(field, rdata, at, 8);
      case IPV6, LOCATION -> skip(field, rdata, at, 16);
      case STRING, SALT -> counted(field, rdata, at, 0);
      case HASH -> counted(field, rdata, at, 1);
      case TAG -> tag(rdata, at);
      case STRINGS -> strings(rdata, at);
      case QUOTED, HEX, BASE64 -> rdata.length();
      case TYPE_BITMAP -> typeBitmap(rdata, at);
      case SERVICE_PARAMETERS -> serviceParameters(rdata, at);
    };
  }

  private static int skip(RdataField field, Rdata rdata, int at, int octets) {
    if (octets > rdata.length() - at) {
      throw new IllegalArgumentException("RDATA ends within a field of kind " + field);
    }
    return at + octets;
  }

  private static int counted(RdataField field, Rdata rdata, int at, int least) {
    int start = skip(field, rdata, at, 1);
    if (rdata.u8(at) < least) {
      throw new IllegalArgumentException("empty field of kind " + field);
    }
    return skip(field, rdata, start, rdata.u8(at));
  }

  private static int name(Rdata rdata, int start) {
    int at = start;
    while (true) {
      int label = skip(RdataField.NAME, rdata, at, 1);
      int length = rdata.u8(at);
      if (length > Name.MAX_LABEL_LENGTH) {
        throw new IllegalArgumentException("label longer than 63 octets or compressed");
      }
      at = skip(RdataField.NAME, rdata, label, length);
      if (at - start > Name.MAX_LENGTH) {
        throw new IllegalArgumentException("name longer than 255 octets");
      }
      if (length == 0) {
        return at;
      }
    }
  }

  private static int strings(Rdata rdata, int start) {
    int at = counted(RdataField.STRINGS, rdata, start, 0);
    while (at < rdata.length()) {
      at = counted(RdataField.STRINGS, rdata, at, 0);
    }
    return at;
  }

  private static int tag(Rdata rdata, int at) {
    int end = counted(RdataField.TAG, rdata, at, 1);
    for (int i = at + 1; i < end; i++) {
      int c = rdata.u8(i);
      boolean digit = c >= '0' && c <= '9';
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!digit && !letter) {
        throw new IllegalArgumentException("a CAA tag consists of letters and digits");
      }
    }
    return end;
  }

  private static int typeBitmap(Rdata rdata, int start) {
    int at = start;
    int lastWindow = -1;
    while (at < rdata.length()) {
      int bitmap = skip(RdataField.TYPE_BITMAP, rdata, at, 2);
      int window = rdata.u8(at);
      int length = rdata.u8(at + 1);
      if (window <= lastWindow) {
        throw new IllegalArgumentException("type bitmap windows do not ascend");
      }
      if (length < 1 || length > 32) {
        throw new IllegalArgumentException("type bitmap window of " + length + " octets");
      }
      at = skip(RdataField.TYPE_BITMAP, rdata, bitmap, length);
      if (rdata.u8(at - 1) == 0) {
        throw new IllegalArgumentException("type bitmap window ends in a zero octet");
      }
      lastWindow = window;
    }
    return at;
  }

  private static int serviceParameters(Rdata rdata, int start) {
    int at = start;
    int lastKey = -1;
    while (at < rdata.length()) {
      int value = skip(RdataField.SERVICE_PARAMETERS, rdata, at, 4);
      int key = rdata.u16(at);
      if (key <= lastKey) {
        throw new IllegalArgumentException("service parameter keys do not ascend");
      }
      at = skip(RdataField.SERVICE_PARAMETERS, rdata, value, rdata.u16(at + 2));
      lastKey = key;
    }
    return at;
  }
}
