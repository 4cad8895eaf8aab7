package dev.xylem.runtime;

import java.time.Duration;

/** The machine's own clocks. */
public final class SystemTime implements TimeSource {
  private final long origin = System.nanoTime();

  /**
   * What the clocks said about a second ago at most, and by how much the wall clock was set back.
   */
  private record Reading(long nanos, long millis, long setBackMillis) {}

  private volatile Reading latest = new Reading(origin, System.currentTimeMillis(), 0);

  @Override
  public long nanos() {
    // From zero: the JDK's own origin may lie in the future, and then "never" would look like
    // "soon".
    return System.nanoTime() - origin;
  }

  @Override
  public long epochSeconds() {
    return System.currentTimeMillis() / 1000;
  }

  @Override
  public long agingSeconds() {
    long millis = System.currentTimeMillis();
    Reading known = latest;
    // Event loops ask for each query: once a second is often enough to look at both clocks.
    boolean isFresh = millis >= known.millis && millis - known.millis < 1000;
    long setBack = isFresh ? known.setBackMillis : read().setBackMillis;
    return (millis + setBack) / 1000;
  }

  private synchronized Reading read() {
    long nanos = System.nanoTime();
    long millis = System.currentTimeMillis();
    long expected = latest.millis + (nanos - latest.nanos) / 1_000_000;
    // Clocks are slowed down now and then, by a little: that is no reason.
    long setBack = millis < latest.millis ? expected - millis : 0;
    latest = new Reading(nanos, millis, latest.setBackMillis + setBack);
    return latest;
  }

  @Override
  public void sleep(long nanos) throws InterruptedException {
    Thread.sleep(Duration.ofNanos(nanos));
  }
}
