package dev.xylem.replay;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The arithmetic of a scenario: {@code ${…}} stands for its value. Operators are taken from left to
 * right, without precedence.
 */
final class Macros {
  private final Map<String, String> variables = new HashMap<>();
  private final LongSupplier time;
  private final LongSupplier timeout;

  /**
   * @param time the wall clock, in seconds
   * @param timeout seconds until the next timer is due
   */
  Macros(LongSupplier time, LongSupplier timeout) {
    this.time = time;
    this.timeout = timeout;
  }

  /** Takes {@code name = expression}. */
  void assign(String assignment) {
    int at = assignment.indexOf('=');
    if (at < 0) {
      throw new IllegalArgumentException("not an assignment: " + assignment);
    }
    variables.put(assignment.substring(0, at).strip(), expand(assignment.substring(at + 1)));
  }

  /** The text with every macro replaced, the innermost first. */
  String expand(String text) {
    String expanded = text;
    int start;
    while ((start = expanded.lastIndexOf("${")) >= 0) {
      int end = expanded.indexOf('}', start);
      if (end < 0) {
        throw new IllegalArgumentException("unbalanced: " + text);
      }
      String value = evaluate(expanded.substring(start + 2, end).strip());
      expanded = expanded.substring(0, start) + value + expanded.substring(end + 1);
    }
    return expanded.strip();
  }

  private String evaluate(String macro) {
    String[] words = macro.split("\\s+", 2);
    String rest = words.length == 2 ? words[1] : "";
    return switch (words[0]) {
      case "time" -> Long.toString(time.getAsLong());
      case "timeout" -> Long.toString(timeout.getAsLong());
      case "ctime" -> "at " + calculate(rest);
      case "range" -> range(rest.split("\\s+"), macro);
      default -> calculate(macro);
    };
  }

  private static String range(String[] bounds, String macro) {
    long value = Long.parseLong(bounds[1]);
    if (value < Long.parseLong(bounds[0]) || value > Long.parseLong(bounds[2])) {
      throw new IllegalArgumentException("out of its range: " + macro);
    }
    return bounds[1];
  }

  private String calculate(String expression) {
    String spaced = expression.replaceAll("([-+*/])", " $1 ").strip();
    String[] words = spaced.split("\\s+");
    if (words.length == 1) {
      return value(words[0]);
    }
    double result = Double.parseDouble(value(words[0]));
    for (int at = 1; at + 1 < words.length; at += 2) {
      double operand = Double.parseDouble(value(words[at + 1]));
      result =
          switch (words[at]) {
            case "+" -> result + operand;
            case "-" -> result - operand;
            case "*" -> result * operand;
            case "/" -> result / operand;
            default -> throw new IllegalArgumentException("unknown operator " + words[at]);
          };
    }
    return result == Math.rint(result) ? Long.toString((long) result) : Double.toString(result);
  }

  private String value(String word) {
    if (!word.startsWith("$")) {
      return word;
    }
    String value = variables.get(word.substring(1));
    if (value == null) {
      throw new IllegalArgumentException("no such variable: " + word);
    }
    return value;
  }
}
