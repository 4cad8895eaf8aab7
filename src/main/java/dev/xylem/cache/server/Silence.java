package dev.xylem.cache.server;

import java.util.concurrent.TimeUnit;

/**
 * How long a server has kept silent to questions for one kind of type. Times are monotonic
 * nanoseconds.
 *
 * @param count exchanges without reply since the last reply
 * @param downUntil not to be asked before, unless there is no other
 * @param probedUntil one query finds out whether the server is back; others leave it alone until
 *     then
 * @param probeOver whether that query knows already that it is not
 */
public record Silence(int count, long downUntil, long probedUntil, boolean probeOver) {
  /** It has replied, or was never asked. */
  public static final Silence NONE = new Silence(0, 0, 0, false);

  /** Silences after which a server counts as down. */
  private static final int MOST = 3;

  private static final long FIRST_DOWN = TimeUnit.SECONDS.toNanos(2);
  private static final long LONGEST_DOWN = TimeUnit.SECONDS.toNanos(300);

  public boolean isDown(long now) {
    return downUntil - now > 0;
  }

  /** Whether the server has been silent so often that it is only tried in case it is back. */
  boolean needsProbe() {
    return count >= MOST;
  }

  /** Whether only one query at a time may ask the server. */
  boolean isDoubtful(long now) {
    return isDown(now) || (needsProbe() && !isForgotten(now));
  }

  /** Whether it was so long ago that it says nothing any more. */
  private boolean isForgotten(long now) {
    return now - downUntil > LONGEST_DOWN;
  }

  /** Whether another query has just begun to find out if the server is back. */
  public boolean isBeingProbed(long now) {
    return probedUntil - now > 0;
  }

  /** Whether that query does not know yet. */
  public boolean isProbeUnderWay(long now) {
    return isBeingProbed(now) && !probeOver;
  }

  Silence once(long now) {
    int more = (needsProbe() && isForgotten(now) ? 0 : count) + 1;
    long down = downUntil;
    if (more >= MOST) {
      int doublings = Math.min(more - MOST, 8);
      down = now + Math.min(LONGEST_DOWN, FIRST_DOWN << doublings);
    }
    return new Silence(more, down, probedUntil, probeOver);
  }

  /** The server has replied to something else: it need not be avoided, but still be probed. */
  Silence brokenElsewhere(long now) {
    return isDown(now) ? new Silence(count, now, probedUntil, probeOver) : this;
  }

  Silence probed(long until) {
    return new Silence(count, downUntil, until, false);
  }

  Silence probedInVain() {
    return new Silence(count, downUntil, probedUntil, true);
  }

  Silence down(long until) {
    return new Silence(count, until, probedUntil, true);
  }
}
