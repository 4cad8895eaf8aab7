package dev.xylem.sim;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * What goes wrong on the network of one run, and with its servers. Percentages are of exchanges.
 *
 * @param loss queries or replies lost
 * @param fair whether the same query of the same thread to the same server is never lost twice in a
 *     row, so that three tries always suffice
 * @param duplicates replies that come twice
 * @param late replies that a datagram of an earlier exchange precedes, as on a port used again
 * @param spoofs replies that forged ones precede
 * @param forgeries what these are
 * @param truncation replies over UDP that are cut without need
 * @param jitter nanoseconds by which a reply may come later than usual; reorders packets
 * @param storm whether there is a time in which most packets are lost and some servers cut off
 * @param oddity one server in so many is odd, dead, or lies; 0: none
 * @param ipv4Only whether there is no route for IPv6
 * @param moves whether servers get other addresses or come to be nearer or farther meanwhile, and
 *     zones are no longer delegated
 */
record Faults(
    int loss,
    boolean fair,
    int duplicates,
    int late,
    int spoofs,
    List<Forgery> forgeries,
    int truncation,
    long jitter,
    boolean storm,
    int oddity,
    boolean ipv4Only,
    boolean moves) {

  /** Nothing goes wrong. */
  static Faults none() {
    return new Faults(0, true, 0, 0, 0, List.of(), 0, 0, false, 0, false, false);
  }

  /** Each reply over UDP is preceded by a forgery of this kind. */
  static Faults forging(Forgery forgery) {
    return new Faults(0, true, 0, 0, 100, List.of(forgery), 0, 0, false, 0, false, false);
  }

  /** The network is good, but servers may be bad. */
  static Faults drawServers(Random chance) {
    int oddity = new int[] {0, 12, 5, 3}[chance.nextInt(4)];
    boolean ipv4Only = oddity > 0 && chance.nextInt(8) == 0;
    boolean moves = chance.nextInt(3) == 0;
    return new Faults(0, true, 0, 0, 0, List.of(), 0, 0, false, oddity, ipv4Only, moves);
  }

  static Faults draw(Random chance) {
    Faults servers = drawServers(chance);
    boolean fair = chance.nextInt(10) > 0;
    return new Faults(
        chance.nextBoolean() ? 0 : chance.nextInt(fair ? 21 : 60),
        fair,
        drawn(chance, 20),
        drawn(chance, 10),
        drawn(chance, 30),
        List.of(Forgery.values()),
        drawn(chance, 20),
        chance.nextInt(8) > 0 ? 0 : TimeUnit.MILLISECONDS.toNanos(chance.nextInt(200)),
        chance.nextInt(5) == 0,
        servers.oddity(),
        servers.ipv4Only(),
        servers.moves());
  }

  private static int drawn(Random chance, int most) {
    return chance.nextInt(3) > 0 ? 0 : chance.nextInt(most + 1);
  }

  /** Whether a good server is always heard within three exchanges, storms aside. */
  boolean isBenign() {
    return fair && jitter == 0;
  }
}
