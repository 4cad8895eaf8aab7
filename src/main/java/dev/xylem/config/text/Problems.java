package dev.xylem.config.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Collects what is wrong in all that is read, so that all of it is reported in one run. */
public final class Problems {
  private final List<String> files = new ArrayList<>();
  private final List<Problem> found = new ArrayList<>();

  /** {@code file} is the one to name when it is unknown where a problem is. */
  public Problems(String file) {
    files.add(file);
  }

  /** From now on {@code file} is read: its problems come after those of the others. */
  void begin(String file) {
    if (!files.contains(file)) {
      files.add(file);
    }
  }

  /** Notes a problem at {@code where}; at the beginning of the first file when that is unknown. */
  public void add(Optional<Mark> where, String message) {
    int line = where.map(Mark::getLine).orElse(0) + 1;
    int column = where.map(Mark::getColumn).orElse(0) + 1;
    String file = where.map(Mark::getName).orElse(files.getFirst());
    found.add(new Problem(file, line, column, message));
  }

  /** Notes a problem with the whole of {@code file}. */
  void add(String file, String message) {
    begin(file);
    found.add(new Problem(file, 1, 1, message));
  }

  /** All problems by file, line and column. */
  public List<Problem> all() {
    if (found.isEmpty()) {
      return List.of(); // as nearly always: putting comparators together takes 15 ms of a start
    }
    return found.stream()
        .sorted(
            Comparator.<Problem>comparingInt(problem -> files.indexOf(problem.file()))
                .thenComparingInt(Problem::line)
                .thenComparingInt(Problem::column))
        .toList();
  }
}
