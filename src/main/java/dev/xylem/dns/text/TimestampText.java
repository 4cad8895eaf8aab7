package dev.xylem.dns.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;

/** Points in time of RRSIG: {@code YYYYMMDDHHmmSS} or seconds since 1970 (RFC 4034 §3.2). */
final class TimestampText {
  private static final DateTimeFormatter DIGITS =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withResolverStyle(ResolverStyle.STRICT);

  private TimestampText() {}

  /** Seconds since 1970, to be cut to 32 bits (RFC 1982 arithmetic). */
  static long parse(String text) {
    if (text.matches("\\d{1,10}") && Long.parseLong(text) <= 0xFFFFFFFFL) {
      return Long.parseLong(text);
    }
    if (!text.matches("\\d{14}")) {
      throw new IllegalArgumentException("not a time YYYYMMDDHHmmSS: " + text);
    }
    try {
      return LocalDateTime.parse(text, DIGITS).toEpochSecond(ZoneOffset.UTC);
    } catch (DateTimeException noSuchDay) {
      throw new IllegalArgumentException("not a time YYYYMMDDHHmmSS: " + text, noSuchDay);
    }
  }

  static String format(long epochSeconds) {
    return DIGITS.format(Instant.ofEpochSecond(epochSeconds).atOffset(ZoneOffset.UTC));
  }
}
