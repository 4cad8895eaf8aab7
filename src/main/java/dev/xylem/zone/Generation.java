package dev.xylem.zone;

import dev.xylem.dns.text.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The records of a {@code $GENERATE start-stop/step owner … rdata} line: each {@code $} stands for
 * the counter, <code>${offset,width,base}</code> for a shifted and padded one in base {@code d},
 * {@code o}, {@code x} or {@code X}, {@code \$} for a dollar sign.
 */
final class Generation {
  /** A short line must not fill the memory. */
  private static final int MOST_RECORDS = 65_536;

  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})-(\\d{1,9})(?:/(\\d{1,9}))?");
  private static final Pattern COUNTER =
      Pattern.compile("\\\\.|\\$(?:\\{(-?\\d{1,9})(?:,(\\d{1,2})(?:,([doxX]))?)?\\})?");

  private Generation() {}

  static List<List<Token>> of(List<Token> arguments) {
    Matcher range = RANGE.matcher(arguments.isEmpty() ? "" : arguments.getFirst().text());
    if (!range.matches()) {
      throw new IllegalArgumentException("$GENERATE needs a range: start-stop or start-stop/step");
    }
    int start = Integer.parseInt(range.group(1));
    int stop = Integer.parseInt(range.group(2));
    int step = range.group(3) == null ? 1 : Integer.parseInt(range.group(3));
    if (stop < start || step == 0 || (stop - start) / step >= MOST_RECORDS) {
      throw new IllegalArgumentException("$GENERATE range is empty or too long");
    }
    List<List<Token>> records = new ArrayList<>();
    for (long counter = start; counter <= stop; counter += step) {
      List<Token> record = new ArrayList<>();
      for (Token token : arguments.subList(1, arguments.size())) {
        record.add(new Token(substitute(token.text(), counter), token.quoted()));
      }
      records.add(record);
    }
    return records;
  }

  private static String substitute(String text, long counter) {
    return COUNTER
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(replacement((Matcher) found, counter)));
  }

  private static String replacement(Matcher found, long counter) {
    if (found.group().startsWith("\\")) {
      return found.group().equals("\\$") ? "$" : found.group();
    }
    if (found.group(1) == null) {
      return Long.toString(counter);
    }
    String width = found.group(2) == null ? "0" : found.group(2);
    String base = found.group(3) == null ? "d" : found.group(3);
    long value = counter + Long.parseLong(found.group(1));
    String format = Integer.parseInt(width) == 0 ? "%" + base : "%0" + width + base;
    return String.format(format, value);
  }
}
