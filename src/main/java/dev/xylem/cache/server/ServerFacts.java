package dev.xylem.cache.server;

import dev.xylem.dns.RrType;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * What one server address has shown of itself. Times are monotonic nanoseconds.
 *
 * <p>Some servers answer for A and keep silent for AAAA, and many do so for types they have never
 * heard of: silence counts for its own kind of type only.
 *
 * @param smoothedRtt smoothed round-trip time in nanoseconds; 0 when never measured
 * @param rttVariance mean deviation of the round-trip time in nanoseconds
 * @param a silence to questions for A
 * @param aaaa silence to questions for AAAA
 * @param others silence to questions for all other types
 * @param plainUntil queries go without EDNS until then
 * @param lowerCaseUntil queries go without random letter case until then
 * @param ednsErrors how often an error came for EDNS that was none without it, since a reply with
 *     EDNS came
 */
public record ServerFacts(
    long smoothedRtt,
    long rttVariance,
    Silence a,
    Silence aaaa,
    Silence others,
    long plainUntil,
    long lowerCaseUntil,
    int ednsErrors) {
  /** A server never met. */
  static final ServerFacts NONE =
      new ServerFacts(0, 0, Silence.NONE, Silence.NONE, Silence.NONE, 0, 0, 0);

  private static final long UNKNOWN_TIMEOUT = TimeUnit.MILLISECONDS.toNanos(400);
  private static final long SHORTEST_TIMEOUT = TimeUnit.MILLISECONDS.toNanos(30);
  private static final long LONGEST_PROBE = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_DOUBLINGS = 6;
  private static final long LONGEST_TIMEOUT = TimeUnit.SECONDS.toNanos(2);

  /**
   * What is left to be believed of {@code known} by another process, whose clock counts from {@code
   * now}: the server may be further away than it was, so it is waited for as long as one never met,
   * but tried in its old order.
   */
  static ServerFacts resumed(ServerFacts known, long now) {
    return new ServerFacts(
        known.smoothedRtt,
        Math.max(known.rttVariance, UNKNOWN_TIMEOUT / 4),
        Silence.NONE,
        Silence.NONE,
        Silence.NONE,
        now + known.plainUntil,
        now + known.lowerCaseUntil,
        known.ednsErrors);
  }

  /** As it can be told to another process: times are counted from {@code now}, none is past. */
  public ServerFacts relativeTo(long now) {
    return new ServerFacts(
        smoothedRtt,
        rttVariance,
        Silence.NONE,
        Silence.NONE,
        Silence.NONE,
        Math.max(0, plainUntil - now),
        Math.max(0, lowerCaseUntil - now),
        ednsErrors);
  }

  /** The silence that counts for questions of {@code type}. */
  public Silence silence(RrType type) {
    if (type.equals(RrType.A)) {
      return a;
    }
    return type.equals(RrType.AAAA) ? aaaa : others;
  }

  /**
   * How long to wait for a reply about {@code type}, in nanoseconds (RFC 6298 §2, doubled for each
   * silence). A steady server gets at least twice its round trip. One that has kept silent twice
   * may have come to be further away, and late replies are not seen: before it counts as down, and
   * whenever it is tried in case it is back, it gets as long as a server never met, or longer.
   */
  public long timeout(RrType type) {
    long base =
        smoothedRtt == 0
            ? UNKNOWN_TIMEOUT
            : Math.max(SHORTEST_TIMEOUT, smoothedRtt + Math.max(4 * rttVariance, smoothedRtt));
    Silence silence = silence(type);
    long patient = base << Math.min(silence.count(), MOST_DOUBLINGS);
    long most = silence.needsProbe() ? LONGEST_PROBE : LONGEST_TIMEOUT;
    return Math.clamp(patient, silence.count() < 2 ? SHORTEST_TIMEOUT : UNKNOWN_TIMEOUT, most);
  }

  /**
   * How soon a reply about {@code type} may be hoped for, in nanoseconds; 0 for a server never met,
   * so that every server is measured sooner or later.
   */
  public long expectedRtt(RrType type) {
    return silence(type).count() == 0 ? smoothedRtt : timeout(type);
  }

  public boolean isPlain(long now) {
    return plainUntil - now > 0;
  }

  public boolean isLowerCase(long now) {
    return lowerCaseUntil - now > 0;
  }

  ServerFacts replied(RrType type, long rtt, long now) {
    long variance =
        smoothedRtt == 0 ? rtt / 2 : (3 * rttVariance + Math.abs(smoothedRtt - rtt)) / 4;
    long smoothed = smoothedRtt == 0 ? rtt : (7 * smoothedRtt + rtt) / 8;
    return new ServerFacts(
            Math.max(1, smoothed),
            variance,
            a.brokenElsewhere(now),
            aaaa.brokenElsewhere(now),
            others.brokenElsewhere(now),
            plainUntil,
            lowerCaseUntil,
            ednsErrors)
        .with(type, _ -> Silence.NONE);
  }

  ServerFacts alive() {
    return withSilences(_ -> Silence.NONE);
  }

  ServerFacts down(long until) {
    return withSilences(silence -> silence.down(until));
  }

  private ServerFacts withSilences(UnaryOperator<Silence> change) {
    return with(RrType.A, change).with(RrType.AAAA, change).with(RrType.NULL, change);
  }

  /** The same with another silence to questions of {@code type}. */
  ServerFacts with(RrType type, UnaryOperator<Silence> change) {
    boolean isA = type.equals(RrType.A);
    boolean isAaaa = type.equals(RrType.AAAA);
    return new ServerFacts(
        smoothedRtt,
        rttVariance,
        isA ? change.apply(a) : a,
        isAaaa ? change.apply(aaaa) : aaaa,
        isA || isAaaa ? others : change.apply(others),
        plainUntil,
        lowerCaseUntil,
        ednsErrors);
  }

  /**
   * One such error may be forged, and who loses EDNS loses DNSSEC (S14): only the second counts.
   */
  ServerFacts misunderstoodEdns(long until) {
    return withEdns(ednsErrors > 0 ? until : plainUntil, ednsErrors + 1);
  }

  ServerFacts understoodEdns() {
    return withEdns(plainUntil, 0);
  }

  private ServerFacts withEdns(long plain, int errors) {
    return new ServerFacts(
        smoothedRtt, rttVariance, a, aaaa, others, plain, lowerCaseUntil, errors);
  }

  ServerFacts lowerCase(long until) {
    return new ServerFacts(
        smoothedRtt, rttVariance, a, aaaa, others, plainUntil, until, ednsErrors);
  }
}
