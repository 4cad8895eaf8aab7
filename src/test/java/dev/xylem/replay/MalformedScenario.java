package dev.xylem.replay;

/** What stands in a scenario's file and must not, with its line, counted from 1. */
final class MalformedScenario extends IllegalArgumentException {
  MalformedScenario(int line, RuntimeException cause) {
    super("line " + line + ": " + message(cause), cause);
  }

  /** {@code cause} with its line; what has one keeps it. */
  static MalformedScenario at(int line, RuntimeException cause) {
    return cause instanceof MalformedScenario known ? known : new MalformedScenario(line, cause);
  }

  private static String message(RuntimeException cause) {
    return switch (cause) {
      case IndexOutOfBoundsException _ -> "something is missing";
      case NumberFormatException e -> "not a number: " + e.getMessage();
      default -> String.valueOf(cause.getMessage());
    };
  }
}
