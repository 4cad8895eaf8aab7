package dev.xylem.dns.text;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataField;
import dev.xylem.dns.RdataLayout;
import dev.xylem.dns.RrType;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * RDATA as text, both ways. Types without layout, and RDATA of any type on request, are written as
 * {@code \# length hex} (RFC 3597 §5).
 */
public final class RdataText {
  private static final String GENERIC = "\\#";
  private static final int MOST_OCTETS = 0xFFFF;

  private RdataText() {}

  /**
   * The RDATA that {@code text} stands for; names without final dot are relative to {@code origin}.
   *
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  public static Rdata parse(RrType type, String text, Name origin) {
    return parse(type, EntryLexer.tokens(text), origin);
  }

  /** As above, from tokens. */
  public static Rdata parse(RrType type, List<Token> tokens, Name origin) {
    var cursor = new TokenCursor(tokens);
    Rdata rdata = cursor.takeIf(GENERIC) ? generic(cursor) : fields(type, cursor, origin);
    if (cursor.hasNext()) {
      throw new IllegalArgumentException("more text than " + type + " takes: " + cursor.next());
    }
    RdataLayout.check(type, rdata);
    return rdata;
  }

  /** The text of {@code rdata}; the generic form when the type's own cannot express it. */
  public static String format(RrType type, Rdata rdata) {
    List<RdataField> fields = RdataField.of(type);
    if (fields.isEmpty()) {
      return formatGeneric(rdata);
    }
    var text = new StringBuilder();
    int at = 0;
    try {
      for (RdataField field : fields) {
        int end = RdataLayout.endOf(field, rdata, at);
        String piece = RdataFormatter.format(field, rdata, at, end);
        text.append(text.isEmpty() || piece.isEmpty() ? "" : " ").append(piece);
        at = end;
      }
    } catch (IllegalArgumentException inexpressible) {
      return formatGeneric(rdata);
    }
    return at == rdata.length() ? text.toString() : formatGeneric(rdata);
  }

  /** The text of {@code rdata} as octets of an unknown type (RFC 3597 §5). */
  public static String formatGeneric(Rdata rdata) {
    String hex = HexFormat.of().formatHex(rdata.toArray()).toUpperCase(Locale.ROOT);
    return rdata.length() == 0 ? "\\# 0" : "\\# " + rdata.length() + " " + hex;
  }

  private static Rdata generic(TokenCursor cursor) {
    int length = cursor.number(MOST_OCTETS);
    byte[] octets = RdataParser.hex(cursor.rest());
    if (octets.length != length) {
      throw new IllegalArgumentException(
          "\\# says " + length + " octets, but there are " + octets.length);
    }
    return Rdata.of(octets);
  }

  private static Rdata fields(RrType type, TokenCursor cursor, Name origin) {
    List<RdataField> fields = RdataField.of(type);
    if (fields.isEmpty()) {
      throw new IllegalArgumentException(type + " is only written as \\# length hex");
    }
    var out = new ByteArrayOutputStream();
    for (RdataField field : fields) {
      out.writeBytes(RdataParser.parse(field, cursor, origin));
    }
    if (out.size() > MOST_OCTETS) {
      throw new IllegalArgumentException("RDATA longer than 65535 octets");
    }
    return Rdata.of(out.toByteArray());
  }
}
