package dev.xylem.dns.text;

import dev.xylem.dns.Rdata;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * A location as text (RFC 1876 §3): {@code 42 21 54 N 71 6 18 W -24m 30m}. Angles are thousandths
 * of an arc second around 2^31, altitude is centimetres above 100 km below the spheroid, sizes are
 * a mantissa and an exponent of four bits each.
 */
final class LocationText {
  private static final long EQUATOR = 1L << 31;
  private static final long ALTITUDE_BASE = 10_000_000;
  private static final int DEFAULT_SIZE = 0x12;
  private static final int DEFAULT_HORIZONTAL = 0x16;
  private static final int DEFAULT_VERTICAL = 0x13;

  private LocationText() {}

  static byte[] parse(TokenCursor cursor) {
    long latitude = angle(cursor, 90, "N", "S");
    long longitude = angle(cursor, 180, "E", "W");
    long altitude = centimetres(cursor.next()) + ALTITUDE_BASE;
    if (altitude < 0 || altitude > 0xFFFFFFFFL) {
      throw new IllegalArgumentException("altitude out of range");
    }
    byte[] out = new byte[16];
    out[1] = size(cursor, DEFAULT_SIZE);
    out[2] = size(cursor, DEFAULT_HORIZONTAL);
    out[3] = size(cursor, DEFAULT_VERTICAL);
    System.arraycopy(RdataParser.integer(latitude, 4), 0, out, 4, 4);
    System.arraycopy(RdataParser.integer(longitude, 4), 0, out, 8, 4);
    System.arraycopy(RdataParser.integer(altitude, 4), 0, out, 12, 4);
    return out;
  }

  static String format(Rdata rdata, int at) {
    if (rdata.u8(at) != 0) {
      throw new IllegalArgumentException("unknown version of LOC");
    }
    return formatAngle(rdata.u32(at + 4), 90, "N", "S")
        + " "
        + formatAngle(rdata.u32(at + 8), 180, "E", "W")
        + " "
        + BigDecimal.valueOf(rdata.u32(at + 12) - ALTITUDE_BASE, 2).toPlainString()
        + "m "
        + formatSize(rdata.u8(at + 1))
        + " "
        + formatSize(rdata.u8(at + 2))
        + " "
        + formatSize(rdata.u8(at + 3));
  }

  private static long angle(TokenCursor cursor, int mostDegrees, String plus, String minus) {
    long thousandths = cursor.number(mostDegrees) * 3_600_000L;
    int sign = hemisphere(cursor, plus, minus);
    if (sign == 0) {
      thousandths += cursor.number(59) * 60_000L;
      sign = hemisphere(cursor, plus, minus);
    }
    if (sign == 0) {
      thousandths += seconds(cursor.next());
      sign = hemisphere(cursor, plus, minus);
    }
    if (sign == 0) {
      throw new IllegalArgumentException("angle without " + plus + " or " + minus);
    }
    return EQUATOR + sign * checked(thousandths, mostDegrees);
  }

  /** The sign that the next token stands for; 0, and nothing is taken, when it is a number. */
  private static int hemisphere(TokenCursor cursor, String plus, String minus) {
    if (cursor.takeIf(plus)) {
      return 1;
    }
    return cursor.takeIf(minus) ? -1 : 0;
  }

  private static long checked(long thousandths, int mostDegrees) {
    if (thousandths > mostDegrees * 3_600_000L) {
      throw new IllegalArgumentException("angle of more than " + mostDegrees + " degrees");
    }
    return thousandths;
  }

  private static long seconds(String text) {
    if (!text.matches("[0-5]?\\d(\\.\\d{1,3})?")) {
      throw new IllegalArgumentException("not seconds of an angle: " + text);
    }
    return new BigDecimal(text).movePointRight(3).longValueExact();
  }

  private static long centimetres(String text) {
    String number = text.toLowerCase(Locale.ROOT).replaceFirst("m$", "");
    if (!number.matches("-?\\d{1,8}(\\.\\d{1,2})?")) {
      throw new IllegalArgumentException("not a distance in metres: " + text);
    }
    return new BigDecimal(number).movePointRight(2).longValueExact();
  }

  private static byte size(TokenCursor cursor, int defaultSize) {
    if (!cursor.hasNext()) {
      return (byte) defaultSize;
    }
    long mantissa = centimetres(cursor.next());
    int exponent = 0;
    for (; mantissa > 9; mantissa /= 10) {
      exponent++;
    }
    if (mantissa < 0 || exponent > 9) {
      throw new IllegalArgumentException("size or precision out of range");
    }
    return (byte) (mantissa << 4 | exponent);
  }

  private static String formatAngle(long value, int mostDegrees, String plus, String minus) {
    long thousandths = checked(Math.abs(value - EQUATOR), mostDegrees);
    return thousandths / 3_600_000
        + " "
        + thousandths / 60_000 % 60
        + " "
        + BigDecimal.valueOf(thousandths % 60_000, 3).toPlainString()
        + " "
        + (value < EQUATOR ? minus : plus);
  }

  private static String formatSize(int octet) {
    if (octet >>> 4 > 9 || (octet & 0xF) > 9 || (octet < 0x10 && octet > 0)) {
      throw new IllegalArgumentException("size is not a decimal digit and exponent");
    }
    BigDecimal metres = BigDecimal.valueOf(octet >>> 4).scaleByPowerOfTen((octet & 0xF) - 2);
    boolean whole = metres.stripTrailingZeros().scale() <= 0;
    return metres.setScale(whole ? 0 : 2, RoundingMode.UNNECESSARY).toPlainString() + "m";
  }
}
