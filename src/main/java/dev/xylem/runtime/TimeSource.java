package dev.xylem.runtime;

/** Where time comes from: a monotonic clock for time-outs, a wall clock for TTLs and signatures. */
public interface TimeSource {

  /** Monotonic nanoseconds since some moment before the process asked first; never negative. */
  long nanos();

  /** Wall-clock seconds since 1970-01-01T00:00:00Z. */
  long epochSeconds();

  /**
   * Seconds by which what is kept grows old: those of the wall clock, but they never go back. When
   * the wall clock is set back, they go on from where they were; when it is set ahead, or the
   * machine has been asleep, they go ahead with it.
   */
  default long agingSeconds() {
    return epochSeconds();
  }

  /** Blocks the calling thread for {@code nanos} nanoseconds. */
  void sleep(long nanos) throws InterruptedException;
}
