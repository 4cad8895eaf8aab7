package dev.xylem.validate;

import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import dev.xylem.dnssec.Dnskey;
import dev.xylem.runtime.Entropy;
import dev.xylem.runtime.TimeSource;
import dev.xylem.validate.anchor.AnchorKey;
import dev.xylem.validate.anchor.HoldDowns;
import dev.xylem.validate.anchor.Probes;
import dev.xylem.validate.anchor.TrustPoint;
import dev.xylem.validate.anchor.TrustPointStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trust anchors as they are now: those that stay as configured, and those that are kept up to
 * date (RFC 5011). Every change makes a new {@link TrustAnchors}: whoever remembers what followed
 * from the one before sees that it is another.
 *
 * <p>Safe for use by several threads.
 */
public final class TrustPoints {
  private static final Logger LOG = LoggerFactory.getLogger(TrustPoints.class);

  private final Tracking tracking;
  private final TimeSource time;
  private final Entropy entropy;
  private final Map<Name, TrustPoint> points = new TreeMap<>();
  private volatile TrustAnchors now;

  /**
   * How anchors are kept up to date.
   *
   * @param points those that are, as they were left when the process ended last
   */
  public record Tracking(List<TrustPoint> points, HoldDowns times, TrustPointStore store) {
    /** No anchor changes. */
    public static Tracking none() {
      return new Tracking(List.of(), new HoldDowns(0, 0, 0), TrustPointStore.none());
    }
  }

  /**
   * @param fixed anchors that stay as they are, and negative ones
   */
  public TrustPoints(TrustAnchors fixed, Tracking tracking, TimeSource time, Entropy entropy) {
    this.tracking = tracking;
    this.time = time;
    this.entropy = entropy;
    TrustAnchors all = fixed;
    for (TrustPoint point : tracking.points()) {
      points.put(point.zone(), point);
      all = all.with(point.zone(), anchor(point));
    }
    this.now = all;
  }

  /** Anchors of which none changes. */
  public static TrustPoints fixed(TrustAnchors anchors, TimeSource time) {
    return new TrustPoints(anchors, Tracking.none(), time, () -> 0);
  }

  /** The anchors at this moment. */
  public TrustAnchors now() {
    return now;
  }

  /** The zones whose anchors are kept up to date, also those that have none left. */
  public synchronized List<TrustPoint> all() {
    return List.copyOf(points.values());
  }

  /** What is known of {@code zone}; null when its anchors stay as they are. */
  synchronized @Nullable TrustPoint find(Name zone) {
    return points.get(zone);
  }

  /** {@code zone} with those pending keys trusted whose time is over. */
  TrustPoint matured(TrustPoint point) {
    return point.matured(tracking.times(), time.epochSeconds());
  }

  /** Keys of {@code zone} have revoked themselves. */
  void revoked(Name zone, Collection<Dnskey> keys) {
    long seconds = time.epochSeconds();
    change(
        zone,
        point -> {
          TrustPoint left = point.revoking(keys, seconds);
          return left.isEmpty()
              ? left.succeeded(seconds, point.probes().intervals(), this::chance)
              : left;
        });
  }

  /** A trusted key has verified {@code dnskeys}; {@code supported} are those of them of use. */
  void learnt(Name zone, RrSet dnskeys, Set<Dnskey> supported) {
    long seconds = time.epochSeconds();
    List<Dnskey> keys = new ArrayList<>();
    dnskeys.records().forEach(rdata -> keys.add(Dnskey.of(rdata)));
    change(
        zone,
        point ->
            point
                .learning(keys, supported::contains, tracking.times(), seconds)
                .succeeded(seconds, Probes.Intervals.of(dnskeys, seconds), this::chance));
  }

  /** The keys of {@code zone} could not be had, or not verified. */
  public void failed(Name zone) {
    long seconds = time.epochSeconds();
    change(zone, point -> point.failed(seconds, this::chance));
  }

  /** Another negative anchor is in force from now on. */
  public synchronized void addNegative(TrustAnchors.Negative negative) {
    now = now.withNegative(negative);
  }

  /** A negative anchor is of no use any more: its zone validates (RFC 7646). */
  public synchronized void dropNegative(Name zone) {
    now = now.withoutNegative(zone);
  }

  private synchronized void change(Name zone, UnaryOperator<TrustPoint> change) {
    TrustPoint before = points.get(zone);
    if (before == null) {
      return;
    }
    TrustPoint after = change.apply(before);
    points.put(zone, after);
    TrustAnchors.@Nullable Anchor anchor = anchor(after);
    if (!after.ds().equals(before.ds()) || !after.dnskeys().equals(before.dnskeys())) {
      now = now.with(zone, anchor);
    }
    tell(before, after);
    tracking.store().save(points.values());
  }

  private static TrustAnchors.@Nullable Anchor anchor(TrustPoint point) {
    return point.isEmpty()
        ? null
        : new TrustAnchors.Anchor(point.zone(), point.ds(), point.dnskeys());
  }

  private static void tell(TrustPoint before, TrustPoint after) {
    Set<String> known = new HashSet<>();
    before.keys().forEach(key -> known.add(described(key)));
    for (AnchorKey key : after.keys()) {
      if (!known.contains(described(key))) {
        LOG.info("trust anchor of {}: key {}", after.zone(), described(key));
      }
    }
    if (after.isEmpty() && !before.isEmpty()) {
      LOG.warn(
          "all keys of the trust anchor of {} are revoked: it is not validated any more (RFC 5011"
              + " §5)",
          after.zone());
    }
  }

  private static String described(AnchorKey key) {
    return key.tag() + " is " + key.state();
  }

  private long chance(long bound) {
    return bound <= 0 ? 0 : entropy.nextInt((int) bound);
  }
}
