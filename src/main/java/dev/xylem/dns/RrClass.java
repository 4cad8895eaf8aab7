package dev.xylem.dns;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An RR class or QCLASS (RFC 1035 §3.2.4, RFC 2136 §1.3). */
public record RrClass(int code) {
  public static final RrClass IN = new RrClass(1);
  public static final RrClass CH = new RrClass(3);
  public static final RrClass HS = new RrClass(4);
  public static final RrClass NONE = new RrClass(254);
  public static final RrClass ANY = new RrClass(255);

  public RrClass {
    if (code < 0 || code > 0xFFFF) {
      throw new IllegalArgumentException("class out of range: " + code);
    }
  }

  /** The class of this number; the known ones are always the same objects. */
  public static RrClass of(int code) {
    return switch (code) {
      case 1 -> IN;
      case 3 -> CH;
      case 4 -> HS;
      case 254 -> NONE;
      case 255 -> ANY;
      default -> new RrClass(code);
    };
  }

  /**
   * The class of this mnemonic, in any letter case, or {@code CLASSnnn} (RFC 3597 §5).
   *
   * @throws IllegalArgumentException when there is none
   */
  public static RrClass of(String text) {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "IN" -> IN;
      case "CH" -> CH;
      case "HS" -> HS;
      case "NONE" -> NONE;
      case "ANY" -> ANY;
      case String other -> of(GenericMnemonic.parse("class", "CLASS", other));
    };
  }

  // As RrType does.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RrClass rrClass && rrClass.code == code;
  }

  @Override
  public int hashCode() {
    return code;
  }

  @Override
  public String toString() {
    return switch (code) {
      case 1 -> "IN";
      case 3 -> "CH";
      case 4 -> "HS";
      case 254 -> "NONE";
      case 255 -> "ANY";
      default -> "CLASS" + code;
    };
  }
}
