package dev.xylem.validate.anchor;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrType;
import dev.xylem.dnssec.Dnskey;
import dev.xylem.validate.anchor.AnchorKey.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A zone with trust anchors that are kept up to date (RFC 5011), as it is at one moment. Times are
 * seconds since 1970, 0 for never.
 *
 * @param given what the operator configured when this was written: what is given later is trusted
 *     as well, what was given before is not trusted twice
 */
public record TrustPoint(Name zone, List<AnchorKey> given, List<AnchorKey> keys, Probes probes) {
  /** A new key is believed in only if it was seen more than once, however long ago the first. */
  private static final int FEWEST_SIGHTS = 2;

  /** New keys that wait at a time: whoever has a zone's key could make up any number. */
  private static final int MOST_KEYS = 32;

  public TrustPoint {
    given = List.copyOf(given);
    keys = List.copyOf(keys);
  }

  /** A trust point that was never asked. */
  public static TrustPoint of(Name zone, List<AnchorKey> given) {
    return new TrustPoint(zone, given, given, Probes.NONE);
  }

  /**
   * What was written down for this zone, with what is configured now and was not then. Without
   * anything new, a zone whose keys were all revoked stays without anchor (RFC 5011 §5).
   */
  public TrustPoint resumed(TrustPoint written) {
    List<AnchorKey> all = new ArrayList<>(written.keys);
    for (AnchorKey key : given) {
      if (written.given.stream().noneMatch(known -> isSame(known, key)) && !holds(all, key)) {
        all.add(key);
      }
    }
    return new TrustPoint(zone, given, all, written.probes);
  }

  private static boolean isSame(AnchorKey one, AnchorKey other) {
    return one.type().equals(other.type()) && one.rdata().equals(other.rdata());
  }

  private boolean holds(List<AnchorKey> all, AnchorKey key) {
    for (AnchorKey known : all) {
      boolean same =
          known.isDigest()
              ? isSame(known, key)
              : key.isOf(zone, Dnskey.of(known.rdata()).unrevoked());
      if (same) {
        return true;
      }
    }
    return false;
  }

  /** RDATA of the DS records that are trusted. */
  public RdataList ds() {
    return trusted(RrType.DS);
  }

  /** RDATA of the keys that are trusted. */
  public RdataList dnskeys() {
    return trusted(RrType.DNSKEY);
  }

  private RdataList trusted(RrType type) {
    List<Rdata> records = new ArrayList<>();
    for (AnchorKey key : keys) {
      if (key.isTrusted() && key.type().equals(type)) {
        records.add(key.rdata());
      }
    }
    return RdataList.of(records);
  }

  /** Whether no key is trusted any more: all were revoked (RFC 5011 §5). */
  public boolean isEmpty() {
    return keys.stream().noneMatch(AnchorKey::isTrusted);
  }

  /** Whether one that may be revoked, trusted or waiting, is {@code key} before its revocation. */
  public boolean trusts(Dnskey key) {
    return keys.stream().anyMatch(k -> k.state() != State.REVOKED && k.isOf(zone, key));
  }

  /**
   * After these keys have revoked themselves: each with its REVOKE bit set and by its own signature
   * over the DNSKEY RRset. Takes effect at once, whoever else signed (RFC 5011 §2.1).
   */
  public TrustPoint revoking(Collection<Dnskey> revoked, long now) {
    List<AnchorKey> left = new ArrayList<>(keys);
    for (Dnskey key : revoked) {
      boolean wasTrusted = left.stream().anyMatch(k -> k.isTrusted() && k.isOf(zone, key));
      left.removeIf(k -> k.state() != State.REVOKED && k.isOf(zone, key));
      if (wasTrusted) {
        left.add(AnchorKey.of(key, State.REVOKED, 0, now));
      }
    }
    return left.equals(keys) ? this : with(left, probes);
  }

  /** As if pending keys whose time is over were trusted: they are, if they verify the RRset. */
  public TrustPoint matured(HoldDowns times, long now) {
    return with(keys.stream().map(key -> matured(key, times, now)).toList(), probes);
  }

  private static AnchorKey matured(AnchorKey key, HoldDowns times, long now) {
    return key.state() == State.ADD_PENDING
            && key.seen() >= FEWEST_SIGHTS
            && now - key.since() > times.add()
        ? key.in(State.VALID, now)
        : key;
  }

  /**
   * After {@code seen}, the keys of a DNSKEY RRset that a trusted key has verified (RFC 5011 §4).
   *
   * @param supported whether a key's algorithm is of use
   */
  public TrustPoint learning(
      Collection<Dnskey> seen, Predicate<Dnskey> supported, HoldDowns times, long now) {
    List<AnchorKey> next = new ArrayList<>();
    for (AnchorKey key : keys) {
      if (key.isEntryPoint()) {
        AnchorKey then = after(key, seen, times, now);
        if (then != null) {
          next.add(then);
        }
      }
    }
    List<AnchorKey> fresh = new ArrayList<>();
    for (Dnskey key : seen) {
      boolean known = keys.stream().anyMatch(k -> k.isEntryPoint() && k.isOf(zone, key));
      if (isCandidate(key) && supported.test(key) && !known) {
        boolean configured = keys.stream().anyMatch(k -> k.isDigest() && k.isOf(zone, key));
        fresh.add(
            configured
                ? AnchorKey.of(key, State.VALID, 0, now)
                : AnchorKey.of(key, State.ADD_PENDING, 1, now));
      }
    }
    next.addAll(fresh);
    // Configured was only a key that signs zone data: whose set it vouches for are the anchors.
    boolean first = probes.succeeded() == 0 && next.stream().noneMatch(AnchorKey::isTrusted);
    if (first) {
      next.replaceAll(key -> fresh.contains(key) ? key.in(State.VALID, now) : key);
    }
    List<AnchorKey> kept = bounded(withoutLongMissing(next, times, now));
    // A set without any entry point leaves what was configured as it is.
    return kept.stream().noneMatch(AnchorKey::isTrusted) ? this : with(kept, probes);
  }

  /** One RRset, which many may look at, is one sight. */
  private int sights(long now) {
    return probes.isLongAgo(now) ? 1 : 0;
  }

  private static boolean isCandidate(Dnskey key) {
    return key.isZoneKey() && key.isEntryPoint() && !key.isRevoked();
  }

  /** One row of the table in RFC 5011 §4.1; null when the key is forgotten. */
  private @Nullable AnchorKey after(
      AnchorKey key, Collection<Dnskey> seen, HoldDowns times, long now) {
    boolean present = seen.stream().anyMatch(k -> isCandidate(k) && key.isOf(zone, k));
    long since = Math.min(key.since(), now);
    return switch (key.state()) {
      case ADD_PENDING ->
          present
              ? matured(
                  new AnchorKey(
                      key.type(), key.rdata(), State.ADD_PENDING, key.seen() + sights(now), since),
                  times,
                  now)
              : null;
      case VALID -> {
        boolean firstSeen = key.since() == 0;
        yield present ? (firstSeen ? key.in(State.VALID, now) : key) : key.in(State.MISSING, now);
      }
      case MISSING -> present ? key.in(State.VALID, now) : dated(key, since);
      case REVOKED -> {
        boolean still = seen.stream().anyMatch(k -> key.isOf(zone, k));
        if (still) {
          yield key.in(State.REVOKED, now);
        }
        yield now - since > times.remove() ? null : dated(key, since);
      }
    };
  }

  /** A time that has not come yet was written under a wrong clock: waiting begins anew. */
  private static AnchorKey dated(AnchorKey key, long since) {
    return new AnchorKey(key.type(), key.rdata(), key.state(), key.seen(), since);
  }

  private static List<AnchorKey> withoutLongMissing(
      List<AnchorKey> all, HoldDowns times, long now) {
    if (times.keepMissing() == 0 || all.stream().noneMatch(key -> key.state() == State.VALID)) {
      return all;
    }
    return all.stream()
        .filter(key -> key.state() != State.MISSING || now - key.since() <= times.keepMissing())
        .toList();
  }

  private static List<AnchorKey> bounded(List<AnchorKey> all) {
    List<AnchorKey> kept = new ArrayList<>(all);
    while (kept.size() > MOST_KEYS && kept.getLast().state() == State.ADD_PENDING) {
      kept.removeLast();
    }
    return kept;
  }

  /** After a look-up that succeeded; {@code chance} draws the time of the next. */
  public TrustPoint succeeded(long now, Probes.Intervals intervals, LongUnaryOperator chance) {
    return with(keys, probes.succeeded(now, intervals, chance));
  }

  /** After one that did not. */
  public TrustPoint failed(long now, LongUnaryOperator chance) {
    return with(keys, probes.failed(now, chance));
  }

  private TrustPoint with(List<AnchorKey> others, Probes other) {
    return new TrustPoint(zone, given, others, other);
  }
}
