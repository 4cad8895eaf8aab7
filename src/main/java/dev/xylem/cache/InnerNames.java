package dev.xylem.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.xylem.dns.Name;
import dev.xylem.runtime.TimeSource;
import java.util.concurrent.atomic.LongAdder;

/**
 * Names that a server has lately shown to exist inside its zone, with no zone cut at them. QNAME
 * minimisation need not ask for them again (RFC 9156 §2.3); nothing else relies on them.
 */
public final class InnerNames {
  private final Cache<Name, Long> expiries;
  private final TimeSource time;
  private final LongAdder evictions = new LongAdder();

  /** A memory of at most {@code bytes} bytes. */
  public InnerNames(long bytes, TimeSource time) {
    this.expiries =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((Name name, Long expires) -> 128 + name.length())
            .executor(Runnable::run)
            .evictionListener((_, _, _) -> evictions.increment())
            .build();
    this.time = time;
  }

  public boolean contains(Name name) {
    Long expires = expiries.getIfPresent(name);
    return expires != null && expires > time.agingSeconds();
  }

  /** Remembers {@code name} for {@code ttl} seconds, but not longer than its zone's delegation. */
  public void store(Name name, int ttl, DelegationPoint zone) {
    expiries.put(name, Math.min(time.agingSeconds() + ttl, zone.expires()));
  }

  /** How full it is. */
  public Usage usage() {
    return Usage.of(expiries, evictions);
  }

  /** Forgets all. */
  public void clear() {
    expiries.invalidateAll();
  }
}
