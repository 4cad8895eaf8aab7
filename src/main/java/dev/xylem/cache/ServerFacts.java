package dev.xylem.cache;

import java.util.concurrent.TimeUnit;

/**
 * What one server address has shown of itself. Times are monotonic nanoseconds.
 *
 * @param smoothedRtt smoothed round-trip time in nanoseconds; 0 when never measured
 * @param rttVariance mean deviation of the round-trip time in nanoseconds
 * @param silences exchanges without reply since the last reply
 * @param downUntil not to be asked before, unless there is no other
 * @param probedUntil one query finds out whether the server is back; others leave it alone until
 *     then
 * @param probeOver whether that query knows already that it is not, since it cannot be reached;
 *     silence may be a lost packet
 * @param plainUntil queries go without EDNS until then
 * @param lowerCaseUntil queries go without random letter case until then
 * @param ednsErrors how often an error came for EDNS that was none without it, since a reply with
 *     EDNS came
 */
public record ServerFacts(
    long smoothedRtt,
    long rttVariance,
    int silences,
    long downUntil,
    long probedUntil,
    boolean probeOver,
    long plainUntil,
    long lowerCaseUntil,
    int ednsErrors) {
  /** A server never met. */
  static final ServerFacts NONE = new ServerFacts(0, 0, 0, 0, 0, false, 0, 0, 0);

  private static final long UNKNOWN_TIMEOUT = TimeUnit.MILLISECONDS.toNanos(400);
  private static final long SHORTEST_TIMEOUT = TimeUnit.MILLISECONDS.toNanos(30);
  private static final long LONGEST_TIMEOUT = TimeUnit.SECONDS.toNanos(2);

  /** Silences after which a server counts as down. */
  private static final int MOST_SILENCES = 3;

  private static final long FIRST_DOWN = TimeUnit.SECONDS.toNanos(2);
  private static final long LONGEST_DOWN = TimeUnit.SECONDS.toNanos(300);

  /**
   * How long to wait for a reply, in nanoseconds (RFC 6298 §2, doubled for each silence). A steady
   * server gets at least twice its round trip; one that is only tried in case it is back gets no
   * longer than when it was well.
   */
  public long timeout() {
    long base =
        smoothedRtt == 0
            ? UNKNOWN_TIMEOUT
            : Math.max(SHORTEST_TIMEOUT, smoothedRtt + Math.max(4 * rttVariance, smoothedRtt));
    return Math.min(LONGEST_TIMEOUT, needsProbe() ? base : base << silences);
  }

  /**
   * How soon a reply may be hoped for, in nanoseconds; 0 for a server never met, so that every
   * server is measured sooner or later.
   */
  public long expectedRtt() {
    return silences == 0 ? smoothedRtt : timeout();
  }

  public boolean isDown(long now) {
    return downUntil - now > 0;
  }

  /** Whether the server has been silent so often that it is only tried in case it is back. */
  private boolean needsProbe() {
    return silences >= MOST_SILENCES;
  }

  /** Whether only one query at a time may ask the server. */
  boolean isDoubtful(long now) {
    return isDown(now) || (needsProbe() && !isForgotten(now));
  }

  /** Whether its silence was so long ago that it says nothing any more. */
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

  public boolean isPlain(long now) {
    return plainUntil - now > 0;
  }

  public boolean isLowerCase(long now) {
    return lowerCaseUntil - now > 0;
  }

  ServerFacts replied(long rtt) {
    long variance =
        smoothedRtt == 0 ? rtt / 2 : (3 * rttVariance + Math.abs(smoothedRtt - rtt)) / 4;
    long smoothed = smoothedRtt == 0 ? rtt : (7 * smoothedRtt + rtt) / 8;
    return new ServerFacts(
        Math.max(1, smoothed), variance, 0, 0, 0, false, plainUntil, lowerCaseUntil, ednsErrors);
  }

  ServerFacts silent(long now) {
    int more = (needsProbe() && isForgotten(now) ? 0 : silences) + 1;
    long down = downUntil;
    if (more >= MOST_SILENCES) {
      int doublings = Math.min(more - MOST_SILENCES, 8);
      down = now + Math.min(LONGEST_DOWN, FIRST_DOWN << doublings);
    }
    return new ServerFacts(
        smoothedRtt,
        rttVariance,
        more,
        down,
        probedUntil,
        probeOver,
        plainUntil,
        lowerCaseUntil,
        ednsErrors);
  }

  ServerFacts alive() {
    return new ServerFacts(
        smoothedRtt, rttVariance, 0, 0, 0, false, plainUntil, lowerCaseUntil, ednsErrors);
  }

  ServerFacts probed(long until) {
    return new ServerFacts(
        smoothedRtt,
        rttVariance,
        silences,
        downUntil,
        until,
        false,
        plainUntil,
        lowerCaseUntil,
        ednsErrors);
  }

  ServerFacts down(long until) {
    return new ServerFacts(
        smoothedRtt,
        rttVariance,
        silences,
        until,
        probedUntil,
        true,
        plainUntil,
        lowerCaseUntil,
        ednsErrors);
  }

  /**
   * One such error may be forged, and who loses EDNS loses DNSSEC (S14): only the second counts.
   */
  ServerFacts misunderstoodEdns(long until) {
    long plain = ednsErrors > 0 ? until : plainUntil;
    return new ServerFacts(
        smoothedRtt,
        rttVariance,
        silences,
        downUntil,
        probedUntil,
        probeOver,
        plain,
        lowerCaseUntil,
        ednsErrors + 1);
  }

  ServerFacts understoodEdns() {
    return new ServerFacts(
        smoothedRtt,
        rttVariance,
        silences,
        downUntil,
        probedUntil,
        probeOver,
        plainUntil,
        lowerCaseUntil,
        0);
  }

  ServerFacts lowerCase(long until) {
    return new ServerFacts(
        smoothedRtt,
        rttVariance,
        silences,
        downUntil,
        probedUntil,
        probeOver,
        plainUntil,
        until,
        ednsErrors);
  }
}
