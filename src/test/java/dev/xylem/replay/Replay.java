package dev.xylem.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Plays scenario files and prints a line for each. */
public final class Replay {
  private Replay() {}

  /** Plays the files and folders given; exit code 1 when one failed. */
  public static void main(String[] arguments) throws IOException {
    boolean verbose = List.of(arguments).contains("--verbose");
    int passed = 0;
    int failed = 0;
    int skipped = 0;
    for (Path file : files(arguments)) {
      String name = String.valueOf(file.getFileName());
      switch (play(file)) {
        case ScenarioPlayer.Outcome.Pass _ -> {
          passed++;
          System.out.println("PASS " + name);
        }
        case ScenarioPlayer.Outcome.Fail(String reason, String trace) -> {
          failed++;
          System.out.println("FAIL " + name + " " + reason);
          if (verbose) {
            System.out.print(trace);
          }
        }
        case ScenarioPlayer.Outcome.Skip(String option) -> {
          skipped++;
          System.out.println("SKIP " + name + " " + option);
        }
      }
    }
    System.out.println(passed + " passed, " + failed + " failed, " + skipped + " skipped");
    System.exit(failed == 0 ? 0 : 1);
  }

  static ScenarioPlayer.Outcome play(Path file) throws IOException {
    try {
      // Some files are not UTF-8; their comments do not matter.
      return ScenarioPlayer.play(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (RuntimeException e) {
      return new ScenarioPlayer.Outcome.Fail("crashed: " + e, "");
    }
  }

  private static List<Path> files(String[] arguments) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String argument : arguments) {
      if (argument.equals("--verbose")) {
        continue;
      }
      try (Stream<Path> walk = Files.walk(Path.of(argument))) {
        walk.filter(p -> p.toString().endsWith("rpl")).sorted().forEach(files::add);
      }
    }
    return files;
  }
}
