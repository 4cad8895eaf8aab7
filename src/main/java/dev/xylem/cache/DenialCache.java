package dev.xylem.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.runtime.TimeSource;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * NSEC and NSEC3 RRsets by zone, in the order of their owners, so that the one before any name can
 * be found (RFC 8198). Hashes in Base32hex sort like their octets (RFC 4648 §7), so one order
 * serves both.
 */
public final class DenialCache {
  private record Chain(Name zone, RrType type) {}

  private record Key(Chain chain, Name owner) {}

  private record Kept(RrSet rrSet, long expires) {}

  private final Cache<Key, Kept> records;
  private final ConcurrentMap<Chain, NavigableSet<Name>> owners = new ConcurrentHashMap<>();
  private final TimeSource time;

  /** A cache of at most {@code bytes} bytes. */
  public DenialCache(long bytes, TimeSource time) {
    this.records =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((Key key, Kept kept) -> 256 + kept.rrSet().weight())
            .executor(Runnable::run)
            .evictionListener(this::evicted)
            .build();
    this.time = time;
  }

  /** Keeps {@code rrSet}, NSEC or NSEC3, of {@code zone} for its TTL. */
  public void store(Name zone, RrSet rrSet) {
    if (rrSet.ttl() > 0) {
      var chain = new Chain(zone, rrSet.type());
      records.put(
          new Key(chain, rrSet.owner()), new Kept(rrSet, time.agingSeconds() + rrSet.ttl()));
      owners.computeIfAbsent(chain, _ -> new ConcurrentSkipListSet<>()).add(rrSet.owner());
    }
  }

  /** Forgets what the zones that are {@code meant} have denied. */
  public void forget(Predicate<Name> meant) {
    owners.keySet().removeIf(chain -> meant.test(chain.zone()));
    records.asMap().keySet().removeIf(key -> meant.test(key.chain().zone()));
  }

  /** Whether anything is known of {@code zone}. */
  public boolean has(Name zone, RrType type) {
    return owners.containsKey(new Chain(zone, type));
  }

  /**
   * The record whose owner is {@code name} or the last before it; before the first comes the last.
   * Null when that is not known any more. The TTL is what is left.
   */
  public @Nullable RrSet atOrBefore(Name zone, RrType type, Name name) {
    var chain = new Chain(zone, type);
    NavigableSet<Name> sorted = owners.get(chain);
    if (sorted == null) {
      return null;
    }
    Name before = sorted.floor(name);
    Name owner = before != null ? before : last(sorted);
    if (owner == null) {
      return null;
    }
    Kept kept = records.getIfPresent(new Key(chain, owner));
    if (kept == null) {
      return null;
    }
    int left = (int) (kept.expires() - time.agingSeconds());
    if (left <= 0) {
      remove(new Key(chain, owner));
      return null;
    }
    return kept.rrSet().withTtl(left);
  }

  /** Null when another thread has just removed all there were. */
  private static @Nullable Name last(NavigableSet<Name> sorted) {
    Iterator<Name> fromLast = sorted.descendingIterator();
    return fromLast.hasNext() ? fromLast.next() : null;
  }

  /** Forgets all. */
  public void clear() {
    owners.clear();
    records.invalidateAll();
  }

  private void remove(Key key) {
    records.invalidate(key);
    forget(key);
  }

  private void evicted(@Nullable Key key, @Nullable Kept kept, RemovalCause cause) {
    if (key != null) {
      forget(key);
    }
  }

  private void forget(Key key) {
    owners.computeIfPresent(
        key.chain(),
        (_, sorted) -> {
          sorted.remove(key.owner());
          return sorted.isEmpty() ? null : sorted;
        });
  }
}
