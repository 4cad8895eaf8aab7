package dev.xylem.validate.anchor;

import dev.xylem.dns.RrSet;
import dev.xylem.dnssec.Rrsig;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/**
 * When the keys of a trust point were and will be looked up (RFC 5011 §2.3). Times are seconds
 * since 1970, 0 for never.
 *
 * @param failed look-ups without success since the last one with
 */
public record Probes(long asked, long succeeded, long next, int failed, Intervals intervals) {
  private static final long SHORTEST = TimeUnit.HOURS.toSeconds(1);
  private static final int TENTH = 10;

  /** Before the first. */
  static final Probes NONE = new Probes(0, 0, 0, 0, new Intervals(SHORTEST, SHORTEST));

  /**
   * Seconds between look-ups.
   *
   * @param refresh after success
   * @param retry after failure
   */
  public record Intervals(long refresh, long retry) {

    /** Those that a signed RRset asks for. */
    public static Intervals of(RrSet rrSet, long now) {
      long shortest = TimeUnit.DAYS.toSeconds(30);
      for (var rdata : rrSet.signatures()) {
        Rrsig rrsig = new Rrsig(rdata);
        shortest = Math.min(shortest, Math.min(rrsig.originalTtl(), rrsig.secondsLeft(now)));
      }
      return new Intervals(
          Math.clamp(shortest / 2, SHORTEST, TimeUnit.DAYS.toSeconds(15)),
          Math.clamp(shortest / TENTH, SHORTEST, TimeUnit.DAYS.toSeconds(1)));
    }
  }

  /** Seconds until the next look-up is due: at once when the clock was set back by far. */
  public long secondsLeft(long now) {
    long left = Math.max(0, next - now);
    return left > Math.max(intervals.refresh(), intervals.retry()) ? 0 : left;
  }

  /** Whether the last success was so long ago that the next is another RRset for sure. */
  boolean isLongAgo(long now) {
    return Math.abs(now - succeeded) >= SHORTEST - SHORTEST / TENTH;
  }

  Probes succeeded(long now, Intervals then, LongUnaryOperator chance) {
    return new Probes(now, now, soon(now, then.refresh(), chance), 0, then);
  }

  Probes failed(long now, LongUnaryOperator chance) {
    long then = soon(now, intervals.retry(), chance);
    return new Probes(now, succeeded, then, failed + 1, intervals);
  }

  /** A little earlier than it must be, so that not all resolvers ask at the same moment. */
  private static long soon(long now, long interval, LongUnaryOperator chance) {
    return now + interval - interval / TENTH + chance.applyAsLong(interval / TENTH);
  }
}
