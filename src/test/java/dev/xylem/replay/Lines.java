package dev.xylem.replay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The lines of a scenario that are still to be read, without comments; they are counted. */
final class Lines {
  private final Deque<String> rest = new ArrayDeque<>();
  private int number;

  Lines(String text) {
    text.lines().forEach(rest::add);
  }

  boolean hasNext() {
    return !rest.isEmpty();
  }

  String next() {
    return withoutComment(remove()).strip();
  }

  /** The number of the line that was taken last, from 1. */
  int number() {
    return number;
  }

  private String remove() {
    number++;
    return rest.remove();
  }

  /** The words of the next line. */
  List<String> words() {
    return wordsOf(next());
  }

  /** The lines before the one that is {@code end}, comments included. */
  List<String> until(String end) {
    List<String> lines = new ArrayList<>();
    while (hasNext()) {
      String line = remove();
      if (line.strip().equals(end)) {
        return lines;
      }
      lines.add(line);
    }
    throw new IllegalArgumentException(end + " is missing");
  }

  /** Takes the next line that says something if it begins with {@code word}; null if not. */
  @org.jspecify.annotations.Nullable
  String takeIf(String word) {
    while (hasNext() && withoutComment(rest.getFirst()).isBlank()) {
      remove();
    }
    return hasNext() && rest.getFirst().strip().startsWith(word) ? next() : null;
  }

  static List<String> wordsOf(String line) {
    return line.isEmpty() ? List.of() : List.of(line.split("\\s+"));
  }

  /** The words of an option line; quotes of either kind hold one together. */
  static List<String> quotedWordsOf(String line) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
        continue;
      }
      boolean quoted = c == '"' || c == '\'';
      int end = quoted ? line.indexOf(c, at + 1) : at;
      while (!quoted && end < line.length() && !Character.isWhitespace(line.charAt(end))) {
        end++;
      }
      end = end < 0 ? line.length() : end;
      words.add(line.substring(quoted ? at + 1 : at, end));
      at = quoted ? end + 1 : end;
    }
    return words;
  }

  private static String withoutComment(String line) {
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      quoted ^= c == '"';
      boolean hash = c == '#' && (i == 0 || Character.isWhitespace(line.charAt(i - 1)));
      if (!quoted && (c == ';' || hash) && (i == 0 || line.charAt(i - 1) != '\\')) {
        return line.substring(0, i);
      }
    }
    return line;
  }
}
