package dev.xylem.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.runtime.TimeSource;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Delegations by zone, as the parent side gave them.
 *
 * <p>Only a parent's referral enters here, and nothing a child says prolongs it; no delegation
 * outlives the one above it. A zone that its parent no longer delegates is therefore gone when the
 * parent's TTL is over, whatever its servers do meanwhile (S20, S21).
 */
public final class DelegationCache {
  /** A zone whose servers are all dead costs its parent one query in this time (S34, S40). */
  private static final int RENEWAL_SECONDS = 30;

  private static final int INITIAL_ZONES = 64;

  private final Cache<Name, DelegationPoint> zones;
  private final Lately lately = new Lately();
  private final CachePolicy policy;
  private final TimeSource time;
  private final LongAdder evictions = new LongAdder();

  /** A cache of at most {@code bytes} bytes. */
  public DelegationCache(long bytes, CachePolicy policy, TimeSource time) {
    this.zones =
        Caffeine.newBuilder()
            // Caffeine counts uses from the beginning, not only once half is full: when the first
            // cache came to that, all code that had not met it was compiled again.
            .initialCapacity(INITIAL_ZONES)
            .maximumWeight(bytes)
            .weigher((Name zone, DelegationPoint point) -> point.weight())
            .executor(Runnable::run)
            .evictionListener((_, _, _) -> evictions.increment())
            .build();
    this.policy = policy;
    this.time = time;
  }

  /**
   * The deepest known delegation at or above {@code name}; null when not even the root is known.
   */
  public @Nullable DelegationPoint closest(Name name) {
    for (int labels = name.labelCount(); labels >= 0; labels--) {
      DelegationPoint point = zones.getIfPresent(name.ancestor(labels));
      if (point != null && point.expires() > time.agingSeconds()) {
        return point;
      }
    }
    return null;
  }

  /**
   * The glue that came with {@code server} as a name server of any zone it lies in, except {@code
   * except}; empty when there is none.
   */
  public List<InetAddress> glueOf(Name server, Name except) {
    for (int labels = server.labelCount(); labels > 0; labels--) {
      DelegationPoint point = zones.getIfPresent(server.ancestor(labels));
      if (point != null && point.expires() > time.agingSeconds() && !point.zone().equals(except)) {
        List<InetAddress> glue = point.glueOf(server);
        if (!glue.isEmpty()) {
          return glue;
        }
      }
    }
    return List.of();
  }

  /** As the other, for servers that no referral has named. */
  public DelegationPoint store(
      Name zone, List<NameServer> servers, int ttl, @Nullable DelegationPoint parent) {
    return store(zone, servers, List.of(), ttl, parent);
  }

  /**
   * Keeps the delegation that {@code parent} made; returns it with the time it may be used for. The
   * root's servers come from configuration, so there is nothing above the root to die with.
   */
  public DelegationPoint store(
      Name zone,
      List<NameServer> servers,
      List<RrSet> proofs,
      int ttl,
      @Nullable DelegationPoint parent) {
    List<RrSet> shared = new ArrayList<>(proofs.size());
    for (RrSet proof : proofs) {
      shared.add(lately.shared(proof));
    }
    DelegationPoint point = made(zone, servers, shared, ttl, parent);
    zones.put(zone, point);
    return point;
  }

  /** As {@link #store}, but for the caller alone: nothing is kept. */
  public DelegationPoint made(
      Name zone,
      List<NameServer> servers,
      List<RrSet> proofs,
      int ttl,
      @Nullable DelegationPoint parent) {
    int kept = policy.delegation(ttl);
    long now = time.agingSeconds();
    long expires = now + kept;
    if (parent != null && !parent.zone().isRoot()) {
      expires = Math.min(expires, parent.expires());
    }
    return new DelegationPoint(zone, servers, proofs, kept, now, expires, false);
  }

  /** Keeps {@code configured} for the seconds of its TTL, as if it had been asked for. */
  public DelegationPoint storeConfigured(DelegationPoint configured) {
    long now = time.agingSeconds();
    DelegationPoint point = configured.withTimes(now, now + configured.ttl());
    zones.put(point.zone(), point);
    return point;
  }

  /**
   * The delegation of the zone directly below {@code above} that {@code name} lies in; null when
   * none is known.
   */
  public @Nullable DelegationPoint below(Name above, Name name) {
    for (int labels = above.labelCount() + 1; labels <= name.labelCount(); labels++) {
      DelegationPoint point = of(name.ancestor(labels));
      if (point != null) {
        return point;
      }
    }
    return null;
  }

  /** The delegation of {@code zone}; null when it is not known. */
  public @Nullable DelegationPoint of(Name zone) {
    DelegationPoint point = zones.getIfPresent(zone);
    return point != null && point.expires() > time.agingSeconds() ? point : null;
  }

  /**
   * Whether the parent may be asked once more about {@code point}, none of whose servers is of any
   * use: not sooner than a delegation may expire, and one query at a time.
   */
  public boolean beginRenewal(DelegationPoint point) {
    long now = time.agingSeconds();
    if (point.isConfigured() || point.zone().isRoot() || now - point.since() < RENEWAL_SECONDS) {
      return false;
    }
    DelegationPoint known = zones.getIfPresent(point.zone());
    return known == null
        || (now - known.since() >= RENEWAL_SECONDS
            && zones.asMap().replace(point.zone(), known, known.withTimes(now, known.expires())));
  }

  /** Forgets the delegations that are meant by {@code scope}; returns how many there were. */
  public int forget(Scope scope) {
    int before = zones.asMap().size();
    zones.asMap().keySet().removeIf(zone -> scope.covers(zone, RrType.NS));
    return Math.max(0, before - zones.asMap().size());
  }

  /** Those in force that were learnt, most used first, as far as {@code bytes} bytes go. */
  public List<DelegationPoint> mostUsed(long bytes) {
    return zones
        .policy()
        .eviction()
        .orElseThrow()
        .hottestWeighted(Math.max(0, bytes))
        .values()
        .stream()
        .filter(point -> !point.isConfigured() && point.expires() > time.agingSeconds())
        .toList();
  }

  /** Keeps a delegation that was kept before, as it was, unless there is another or it is over. */
  public void restore(DelegationPoint point) {
    if (point.expires() > time.agingSeconds()) {
      zones
          .asMap()
          .merge(
              point.zone(),
              point,
              (known, _) -> known.expires() > time.agingSeconds() ? known : point);
    }
  }

  /** How full it is. */
  public Usage usage() {
    return Usage.of(zones, evictions);
  }

  /** Forgets all. */
  public void clear() {
    zones.invalidateAll();
  }

  /**
   * Proofs seen lately: one NSEC3 RRset proves many delegations to be unsigned, and its octets are
   * kept once. Which threads see which of them does not matter, so there is no lock.
   */
  private static final class Lately {
    private static final int MOST = 4096;

    /** NSEC3 with two signatures by RSA 2048; larger ones could keep much that was evicted. */
    private static final int LARGEST = 1024;

    private final @Nullable RrSet[] seen = new RrSet[MOST];

    RrSet shared(RrSet proof) {
      int slot = Math.floorMod(31 * proof.owner().hashCode() + proof.type().code(), MOST);
      RrSet known = seen[slot];
      if (known != null && known.withTtl(proof.ttl()).equals(proof)) {
        return known.ttl() == proof.ttl() ? known : known.withTtl(proof.ttl());
      }
      if (proof.weight() <= LARGEST) {
        seen[slot] = proof;
      }
      return proof;
    }
  }
}
