package dev.xylem.dns.text;

import java.util.Locale;
import java.util.regex.Pattern;

/** Times to live and other intervals: seconds, or numbers with units as in {@code 1h30m}. */
public final class TtlText {
  /** The greatest TTL (RFC 2181 §8); intervals of SOA may be greater. */
  private static final long MOST = 0xFFFFFFFFL;

  private static final Pattern INTERVAL = Pattern.compile("\\d{1,10}|(?:\\d{1,10}[wdhmsWDHMS])+");

  private TtlText() {}

  /** Whether {@code text} looks like an interval: it begins with a digit and is all units. */
  public static boolean isInterval(String text) {
    return INTERVAL.matcher(text).matches();
  }

  /**
   * Seconds, up to 32 bits.
   *
   * @throws IllegalArgumentException when {@code text} is no interval
   */
  public static long parse(String text) {
    if (!isInterval(text)) {
      throw new IllegalArgumentException("not a TTL or interval: " + text);
    }
    long seconds = 0;
    long number = 0;
    for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
      if (c >= '0' && c <= '9') {
        number = 10 * number + c - '0';
      } else {
        seconds += number * unit(c);
        number = 0;
      }
    }
    seconds += number;
    if (seconds > MOST) {
      throw new IllegalArgumentException("TTL or interval of more than 32 bits: " + text);
    }
    return seconds;
  }

  private static int unit(char letter) {
    return switch (letter) {
      case 'w' -> 604_800;
      case 'd' -> 86_400;
      case 'h' -> 3600;
      case 'm' -> 60;
      default -> 1;
    };
  }
}
