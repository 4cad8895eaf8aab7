package dev.xylem.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs seeds from the command line. */
@Command(
    name = "scripts/sim",
    mixinStandardHelpOptions = true,
    description =
        "Runs the whole resolver in deterministic simulation, one run for each seed, and checks"
            + " what must always hold.")
public final class Simulate implements Callable<Integer> {
  /** Fewer seeds are sooner run than another JVM is warm. */
  private static final int LEAST_SHARED = 500;

  static final String ANOTHER_TRACE = "run again, it leaves another trace";

  private static final String SIGNED = "scripts/sim --signed --seed ";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Run N seeds, from 1 or from S on; 1000 if nothing is given.")
  private @Nullable Long seeds;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Without --seeds: run this one and print its trace.")
  private @Nullable Long seed;

  @Option(
      names = "--signed",
      description = "Draw trees of signed zones with damage instead of faults of the network.")
  private boolean signed;

  @Option(names = "--day", description = "Draw a day of zones that change every hour.")
  private boolean day;

  @Option(
      names = "--twice",
      description = "Run every seed twice and compare the traces; else, of N seeds, every tenth.")
  private boolean twice;

  @Option(
      names = "--jobs",
      paramLabel = "J",
      description = "Share the seeds among J processes; 1 if not given.")
  private int jobs = 1;

  /** Exits with 1 when a seed failed, with 2 when the arguments make no sense. */
  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  static int execute(String... arguments) {
    return new CommandLine(new Simulate()).execute(arguments);
  }

  @Override
  public Integer call() throws Exception {
    boolean one = seed != null && seeds == null;
    long first = seed == null ? 1 : seed;
    long count = one ? 1 : seeds == null ? 1000 : seeds;
    if (count < 1) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), "--seeds must be at least 1");
    }
    if (jobs > 1 && count >= LEAST_SHARED) {
      return Parts.run(first, count, jobs, options());
    }
    return signed ? signed(first, count, one) : drawn(first, count, one);
  }

  private List<String> options() {
    List<String> options = new ArrayList<>();
    if (signed) {
      options.add("--signed");
    }
    if (day) {
      options.add("--day");
    }
    if (twice) {
      options.add("--twice");
    }
    return options;
  }

  private int drawn(long first, long count, boolean trace) {
    long failed = 0;
    long answers = 0;
    long failures = 0;
    for (long seed = first; seed < first + count; seed++) {
      Simulation simulation;
      List<String> problems;
      try {
        simulation = simulation(seed);
        problems = new ArrayList<>(simulation.checkers().problems());
        boolean again = twice || trace || seed % 10 == 0;
        if (again && !simulation(seed).trace().equals(simulation.trace())) {
          problems.add(ANOTHER_TRACE);
        }
      } catch (RuntimeException | Error e) {
        failed++;
        System.out.println(failure(reproduction(seed, day), e.toString()));
        e.printStackTrace(System.out);
        continue;
      }
      answers += simulation.checkers().answers();
      failures += simulation.checkers().failures();
      if (trace) {
        System.out.println(simulation + simulation.trace());
        problems.forEach(System.out::println);
      }
      if (!problems.isEmpty()) {
        failed++;
        System.out.println(failure(reproduction(seed, day), problems.getFirst()));
      }
    }
    System.out.printf(
        "seeds %d to %d, %d failed; %d answers, %d of them SERVFAIL%n",
        first, first + count - 1, failed, answers, failures);
    return failed == 0 ? 0 : 1;
  }

  private Simulation simulation(long seed) {
    return day ? Scenarios.day(seed) : Scenarios.busy(seed);
  }

  private static int signed(long first, long count, boolean trace) {
    long failed = 0;
    long secure = 0;
    for (long seed = first; seed < first + count; seed++) {
      SignedTree tree;
      try {
        tree = SignedTree.run(seed);
      } catch (RuntimeException | Error e) {
        failed++;
        System.out.println(failure(SIGNED + seed, e.toString()));
        e.printStackTrace(System.out);
        continue;
      }
      secure += tree.secure();
      failed += tree.problems().isEmpty() ? 0 : 1;
      if (trace) {
        System.out.println(tree.trace());
      }
      for (String problem : tree.problems()) {
        System.out.println(failure(SIGNED + seed, problem));
      }
    }
    System.out.printf("%d signed trees, %d failed; %d secure answers%n", count, failed, secure);
    return failed == 0 ? 0 : 1;
  }

  /** The command that runs a seed again. */
  static String reproduction(long seed, boolean day) {
    return "scripts/sim " + (day ? "--day " : "") + "--seed " + seed;
  }

  /** One line, which as a whole may be pasted into a shell. */
  static String failure(String command, String problem) {
    return command + "  # FAILED: " + problem.replaceAll("\\R", " ");
  }
}
