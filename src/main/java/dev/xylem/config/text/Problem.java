package dev.xylem.config.text;

/**
 * Something wrong in a configuration file.
 *
 * @param line from 1
 * @param column from 1
 */
public record Problem(String file, int line, int column, String message) {

  /** {@code file:line:column: error: message}, as compilers write it and editors jump to. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": error: " + message;
  }
}
