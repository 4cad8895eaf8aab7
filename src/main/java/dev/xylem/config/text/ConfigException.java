package dev.xylem.config.text;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration file that cannot be used, with everything that is wrong in it. */
public final class ConfigException extends Exception {
  private final transient List<Problem> problems;

  /** Everything that is wrong. */
  public ConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** A file that cannot be read at all. */
  public ConfigException(Path file, String message) {
    this(List.of(new Problem(file.toString(), 1, 1, message)));
  }

  /** Something wrong on a line of a file that the configuration names. */
  public ConfigException(Path file, int line, String message) {
    this(List.of(new Problem(file.toString(), line, 1, message)));
  }

  /** All problems, in the order in which they stand in the file. */
  public List<Problem> problems() {
    return problems;
  }
}
