package dev.xylem.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** The program behind {@code scripts/replay}. */
@Command(
    name = "scripts/replay",
    mixinStandardHelpOptions = true,
    description = "Plays replay scenarios (.rpl) against the whole resolver, in virtual time.")
public final class Replay implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "DIR|FILE", description = "What to play.")
  private List<Path> places = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Write all results there.")
  private @Nullable Path json;

  @Option(
      names = "--expected",
      paramLabel = "FILE",
      description = "A list of names: exit with 1 only when one of these does not pass.")
  private @Nullable Path expected;

  @Option(names = "--verbose", description = "Show the resolver's trace beside the steps.")
  private boolean verbose;

  /** A scenario and how it ended; {@code detail} is the reason or the missing option. */
  record Result(String name, String outcome, String detail, String trace) {}

  /**
   * Exits with 1 when a scenario failed or an expected one did not pass, with 2 when there is
   * nothing to play.
   */
  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  static int execute(String... arguments) {
    return new CommandLine(new Replay()).execute(arguments);
  }

  @Override
  public Integer call() throws IOException {
    for (Path place : places) {
      checkPlayable(place);
    }
    List<Result> results = new ArrayList<>();
    for (Path file : files(places)) {
      Result result = play(file);
      results.add(result);
      System.out.println((result.outcome() + " " + result.name() + " " + result.detail()).strip());
      if (verbose && !result.trace().isEmpty()) {
        System.out.print(result.trace());
      }
    }
    if (json != null) {
      write(json, results);
    }
    long failed = count(results, "FAIL");
    System.out.printf(
        "%d passed, %d failed, %d skipped%n",
        count(results, "PASS"), failed, count(results, "SKIP"));
    boolean good = expected == null ? failed == 0 : allPass(names(expected), results);
    return good ? 0 : 1;
  }

  /** Whether each of {@code names} was played and passed; says which was not. */
  private static boolean allPass(List<String> names, List<Result> results) {
    List<String> passed =
        results.stream().filter(r -> r.outcome().equals("PASS")).map(Result::name).toList();
    List<String> missing = names.stream().filter(name -> !passed.contains(name)).toList();
    missing.forEach(name -> System.out.println("MUST PASS " + name));
    return missing.isEmpty();
  }

  /**
   * A place that holds no scenario is a slip of the caller's, who would take silence for success.
   */
  private void checkPlayable(Path place) throws IOException {
    if (!Files.exists(place)) {
      throw problem(place, "no such file or directory");
    }
    List<Path> files = files(List.of(place));
    if (files.isEmpty()) {
      boolean directory = Files.isDirectory(place);
      throw problem(
          place,
          directory
              ? "no scenario (.rpl, .crpl) in this directory"
              : "not a scenario (.rpl, .crpl)");
    }
    for (Path file : files) {
      if (!Files.isReadable(file)) {
        throw problem(file, "cannot be read");
      }
    }
  }

  private ParameterException problem(Path place, String problem) {
    return new ParameterException(
        Objects.requireNonNull(spec).commandLine(), place + ": " + problem);
  }

  private List<String> names(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw problem(file, "cannot be read");
    }
  }

  private void write(Path file, List<Result> results) {
    try {
      Files.writeString(file, JsonMapper.shared().writeValueAsString(results));
    } catch (IOException e) {
      throw problem(file, "cannot be written (" + e.getClass().getSimpleName() + ")");
    }
  }

  /** Plays one file. */
  static Result play(Path file) {
    String name = String.valueOf(file.getFileName());
    // Some files are not UTF-8, in comments only.
    return switch (ScenarioPlayer.play(read(file))) {
      case ScenarioPlayer.Outcome.Pass(String trace) -> new Result(name, "PASS", "", trace);
      case ScenarioPlayer.Outcome.Skip(String option) -> new Result(name, "SKIP", option, "");
      case ScenarioPlayer.Outcome.Fail(String reason, String trace) ->
          new Result(name, "FAIL", reason, trace);
    };
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All scenario files in and below {@code places}. */
  static List<Path> files(List<Path> places) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path place : places) {
      try (Stream<Path> walk = Files.walk(place)) {
        walk.filter(Files::isRegularFile)
            .filter(p -> p.toString().matches(".*\\.c?rpl"))
            .sorted()
            .forEach(files::add);
      }
    }
    return files;
  }

  private static long count(List<Result> results, String outcome) {
    return results.stream().filter(r -> r.outcome().equals(outcome)).count();
  }
}
