package dev.xylem.sim;

import java.util.List;

/** Runs seeds from the command line. */
public final class Simulate {
  private Simulate() {}

  /**
   * {@code --seeds N} runs the seeds from 1 to N (from S on with {@code --seed S}); {@code --seed
   * S} alone runs that one and prints its trace; {@code --signed} draws signed trees instead. Exit
   * code 1 when one failed.
   */
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    long first = number(words, "--seed", 1);
    boolean many = words.contains("--seeds") || !words.contains("--seed");
    long count = many ? number(words, "--seeds", 1000) : 1;
    if (words.contains("--signed")) {
      System.exit(signed(first, count, many));
    }
    long failed = 0;
    long answers = 0;
    long failures = 0;
    for (long seed = first; seed < first + count; seed++) {
      Simulation simulation = Scenarios.busy(seed);
      answers += simulation.checkers().answers();
      failures += simulation.checkers().failures();
      List<String> problems = simulation.checkers().problems();
      if (!problems.isEmpty()) {
        failed++;
        System.out.println("FAIL " + reproduction(seed) + "  # " + problems.getFirst());
      }
      if (!many) {
        System.out.println(simulation + simulation.trace());
        problems.forEach(System.out::println);
      }
    }
    System.out.println(
        count
            + " seeds, "
            + failed
            + " failed; "
            + answers
            + " answers, "
            + failures
            + " of them SERVFAIL");
    System.exit(failed == 0 ? 0 : 1);
  }

  private static int signed(long first, long count, boolean many) {
    long failed = 0;
    long secure = 0;
    for (long seed = first; seed < first + count; seed++) {
      SignedTree tree = SignedTree.run(seed);
      secure += tree.secure();
      failed += tree.problems().isEmpty() ? 0 : 1;
      if (!many) {
        System.out.println(tree.trace());
      }
      for (String problem : tree.problems()) {
        System.out.println("FAIL scripts/sim --signed --seed " + seed + "  # " + problem);
      }
    }
    System.out.println(
        count + " signed trees, " + failed + " failed; " + secure + " secure answers");
    return failed == 0 ? 0 : 1;
  }

  static String reproduction(long seed) {
    return "scripts/sim --seed " + seed;
  }

  private static long number(List<String> words, String option, long otherwise) {
    int at = words.indexOf(option);
    return at < 0 || at + 1 == words.size() ? otherwise : Long.parseLong(words.get(at + 1));
  }
}
