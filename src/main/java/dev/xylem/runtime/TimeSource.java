package dev.xylem.runtime;

/** Where time comes from: a monotonic clock for time-outs, a wall clock for TTLs and signatures. */
public interface TimeSource {

  /** Monotonic nanoseconds since some moment before the process asked first; never negative. */
  long nanos();

  /** Wall-clock seconds since 1970-01-01T00:00:00Z. */
  long epochSeconds();

  /** Blocks the calling thread for {@code nanos} nanoseconds. */
  void sleep(long nanos) throws InterruptedException;
}
