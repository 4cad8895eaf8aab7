package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The invariants of {@link Checkers} over many drawn runs. */
class SimulationTest {
  private static final int SEEDS = 200;

  /** Each is run twice: the same seed gives the same trace. */
  @Test
  void everyDrawnRunKeepsItsPromises() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Simulation simulation = Scenarios.busy(seed);
      check(seed, simulation);
      String trace = simulation.trace();
      assertTrue(trace.length() > 1000, "a run leaves a trace");
      assertEquals(trace, Scenarios.busy(seed).trace(), Simulate.reproduction(seed) + ", again");
    }
  }

  /** Seeds that once showed a fault, as far as they still draw the same run. */
  @Test
  void whatOnceFailedHolds() {
    for (long seed : new long[] {109, 525, 843, 1568, 5663}) {
      check(seed, Scenarios.busy(seed));
    }
  }

  @Test
  void aDayOfChangingZonesNeverShowsWhatIsOver() {
    check(3, Scenarios.day(3));
  }

  private static void check(long seed, Simulation simulation) {
    var problems = simulation.checkers().problems();
    if (!problems.isEmpty()) {
      System.out.println(simulation + simulation.trace());
    }
    assertEquals("", String.join("\n", problems), Simulate.reproduction(seed));
  }
}
