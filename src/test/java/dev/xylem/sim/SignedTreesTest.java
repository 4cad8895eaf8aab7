package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Drawn trees of signed and unsigned zones, half of them with drawn damage. */
class SignedTreesTest {
  private static final int SEEDS = 80;

  @Test
  void nothingIsSecureThatIsNotTrueAndNothingBogusThatIsNotDamaged() {
    int secure = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      SignedTree tree = SignedTree.run(seed);
      assertEquals("", String.join("\n", tree.problems()), "scripts/sim --signed --seed " + seed);
      secure += tree.secure();
    }
    assertTrue(secure > SEEDS, "there were secure answers");
  }
}
