package dev.xylem.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.xylem.dns.Name;
import dev.xylem.runtime.TimeSource;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about zones, each for a time of its own.
 *
 * @param <T> what is kept of a zone
 */
public final class ZoneCache<T> {
  /** Of a zone with two parsed keys. */
  private static final int WEIGHT = 2048;

  private record Kept<T>(T value, long expires) {}

  private final Cache<Name, Kept<T>> zones;
  private final TimeSource time;

  /** A cache of at most {@code bytes} bytes. */
  public ZoneCache(long bytes, TimeSource time) {
    this.zones =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((Name zone, Kept<T> kept) -> WEIGHT)
            .executor(Runnable::run)
            .build();
    this.time = time;
  }

  /**
   * What is known of the deepest known zone at or above {@code name} and at or below {@code top}.
   */
  public @Nullable T closest(Name name, Name top) {
    for (int labels = name.labelCount(); labels >= top.labelCount(); labels--) {
      Kept<T> kept = zones.getIfPresent(name.ancestor(labels));
      if (kept != null && kept.expires() > time.agingSeconds()) {
        return kept.value();
      }
    }
    return null;
  }

  /** What is known of {@code zone} itself. */
  public @Nullable T find(Name zone) {
    return closest(zone, zone);
  }

  /** Keeps {@code value} for {@code zone} for {@code ttl} seconds. */
  public void store(Name zone, T value, int ttl) {
    if (ttl > 0) {
      zones.put(zone, new Kept<>(value, time.agingSeconds() + ttl));
    }
  }

  /** Shows what is still known, each with the second at which that is over. */
  public void forEach(ObjLongConsumer<T> each) {
    zones.asMap().values().stream()
        .filter(kept -> kept.expires() > time.agingSeconds())
        .forEach(kept -> each.accept(kept.value(), kept.expires()));
  }

  /** Forgets the zones that are {@code meant}. */
  public void forget(Predicate<Name> meant) {
    zones.asMap().keySet().removeIf(meant);
  }

  /** Forgets all. */
  public void clear() {
    zones.invalidateAll();
  }
}
