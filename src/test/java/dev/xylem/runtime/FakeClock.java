package dev.xylem.runtime;

/** A clock that goes when it is told to. */
public final class FakeClock implements TimeSource {
  private static final long SECOND = 1_000_000_000L;

  private long nanos;

  /** At {@code nanos} of the monotonic clock, and as many since 1970. */
  public FakeClock(long nanos) {
    this.nanos = nanos;
  }

  /** At a second of 2027. */
  public FakeClock() {
    this(1_800_000_000L * SECOND);
  }

  /** Lets seconds go by. */
  public void pass(long seconds) {
    sleep(seconds * SECOND);
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long epochSeconds() {
    return Math.floorDiv(nanos, SECOND);
  }

  @Override
  public void sleep(long time) {
    nanos += time;
  }
}
