package dev.xylem.runtime;

/**
 * The one source of chance. Message ids, source ports, letter case and server exploration all draw
 * from it, so that no output reveals the state of a weaker generator (S01, S02).
 */
public interface Entropy {

  /** 32 random bits. */
  int nextBits();

  /** A uniformly distributed number in {@code [0, bound)}; {@code bound} is positive. */
  default int nextInt(int bound) {
    // Rejection keeps the distribution uniform: a plain remainder would favour small values.
    long limit = (1L << 32) - ((1L << 32) % bound);
    while (true) {
      long bits = nextBits() & 0xFFFFFFFFL;
      if (bits < limit) {
        return (int) (bits % bound);
      }
    }
  }
}
