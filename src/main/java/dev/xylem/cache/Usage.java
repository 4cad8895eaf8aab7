package dev.xylem.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Policy.Eviction;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * How full a cache is.
 *
 * @param entries how many there are
 * @param bytes their weight, about
 * @param mostBytes its limit
 * @param evictions entries that had to make room, since the start
 */
public record Usage(long entries, long bytes, long mostBytes, long evictions) {

  /** Of {@code cache}, which weighs its entries and counts its {@code evictions} there. */
  public static <K, V> Usage of(Cache<K, V> cache, LongAdder evictions) {
    Optional<Eviction<K, V>> eviction = cache.policy().eviction();
    return new Usage(
        cache.estimatedSize(),
        eviction.map(e -> e.weightedSize().orElse(0)).orElse(0L),
        eviction.map(Eviction::getMaximum).orElse(0L),
        evictions.sum());
  }
}
