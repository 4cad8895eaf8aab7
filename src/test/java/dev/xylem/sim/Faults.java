package dev.xylem.sim;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * What goes wrong on the network of one run. Percentages are of exchanges.
 *
 * @param loss queries or replies lost
 * @param fair whether the same query of the same thread to the same server is never lost twice in a
 *     row, so that three tries always suffice
 * @param duplicates replies that come twice
 * @param late replies that a datagram of an earlier exchange precedes, as on a port used again
 * @param spoofs replies that forged ones precede, with a wrong id or a wrong question
 * @param truncation replies over UDP that are cut without need
 * @param jitter nanoseconds by which a reply may come later than usual; reorders packets
 * @param storm whether there is a time in which most packets are lost and some servers cut off
 */
record Faults(
    int loss,
    boolean fair,
    int duplicates,
    int late,
    int spoofs,
    int truncation,
    long jitter,
    boolean storm) {

  /** Nothing goes wrong. */
  static Faults none() {
    return new Faults(0, true, 0, 0, 0, 0, 0, false);
  }

  static Faults draw(Random chance) {
    boolean fair = chance.nextInt(10) > 0;
    return new Faults(
        chance.nextBoolean() ? 0 : chance.nextInt(fair ? 21 : 60),
        fair,
        drawn(chance, 20),
        drawn(chance, 10),
        drawn(chance, 30),
        drawn(chance, 20),
        chance.nextInt(8) > 0 ? 0 : TimeUnit.MILLISECONDS.toNanos(chance.nextInt(200)),
        chance.nextInt(5) == 0);
  }

  private static int drawn(Random chance, int most) {
    return chance.nextInt(3) > 0 ? 0 : chance.nextInt(most + 1);
  }

  /** Whether a good server is always heard within three exchanges, storms aside. */
  boolean isBenign() {
    return fair && jitter == 0;
  }
}
