package dev.xylem.listen;

import dev.xylem.runtime.TimeSource;

/** A clock that goes when it is told to. */
final class FakeClock implements TimeSource {
  long seconds = 1_800_000_000L;

  @Override
  public long nanos() {
    return seconds * 1_000_000_000L;
  }

  @Override
  public long epochSeconds() {
    return seconds;
  }

  @Override
  public void sleep(long nanos) {
    seconds += nanos / 1_000_000_000L;
  }
}
