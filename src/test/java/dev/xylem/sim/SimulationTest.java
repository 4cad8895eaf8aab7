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
      check(Simulate.reproduction(seed, false), simulation);
      String trace = simulation.trace();
      assertTrue(trace.length() > 1000, "a run leaves a trace");
      String failure = Simulate.failure(Simulate.reproduction(seed, false), Simulate.ANOTHER_TRACE);
      assertEquals(trace, Scenarios.busy(seed).trace(), failure);
    }
  }

  /** Seeds that once showed a fault, as far as they still draw the same run. */
  @Test
  void whatOnceFailedHolds() {
    for (long seed : new long[] {109, 525, 843, 1568, 5663}) {
      check(Simulate.reproduction(seed, false), Scenarios.busy(seed));
    }
  }

  @Test
  void aDayOfChangingZonesNeverShowsWhatIsOver() {
    check(Simulate.reproduction(3, true), Scenarios.day(3));
  }

  private static void check(String reproduction, Simulation simulation) {
    var problems = simulation.checkers().problems();
    if (!problems.isEmpty()) {
      System.out.println(simulation + simulation.trace());
    }
    assertEquals("", String.join("\n", problems), reproduction);
  }
}
