package dev.xylem.runtime;

import java.time.Duration;

/** The machine's own clocks. */
public final class SystemTime implements TimeSource {
  private final long origin = System.nanoTime();

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
  public void sleep(long nanos) throws InterruptedException {
    Thread.sleep(Duration.ofNanos(nanos));
  }
}
