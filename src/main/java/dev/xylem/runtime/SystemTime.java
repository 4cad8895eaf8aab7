package dev.xylem.runtime;

import java.time.Duration;

/** The machine's own clocks. */
public final class SystemTime implements TimeSource {

  @Override
  public long nanos() {
    return System.nanoTime();
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
