package dev.xylem.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.runtime.TimeSource;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Questions that could not be resolved lately (RFC 9520), so that asking again costs nothing for a
 * while. Each failure in a row is kept five times as long as the one before, up to a maximum.
 *
 * @param <F> what is kept of a failure
 */
public final class FailureCache<F> {
  /** Of a failure with its sentence. */
  private static final int WEIGHT = 512;

  private static final int GROWTH = 5;

  private record Kept<F>(F failure, int ttl, long expires) {}

  private final Cache<Question, Kept<F>> failures;
  private final CachePolicy policy;
  private final TimeSource time;
  private final LongAdder evictions = new LongAdder();

  /** A cache of at most {@code bytes} bytes. */
  public FailureCache(long bytes, CachePolicy policy, TimeSource time) {
    this.failures =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((Question question, Kept<F> kept) -> WEIGHT)
            .executor(Runnable::run)
            .evictionListener((_, _, _) -> evictions.increment())
            .build();
    this.policy = policy;
    this.time = time;
  }

  /** The failure still in force for {@code question}. */
  public @Nullable F find(Question question) {
    Kept<F> kept = failures.getIfPresent(question);
    return kept != null && kept.expires() > time.agingSeconds() ? kept.failure() : null;
  }

  /** Keeps a failure; returns for how many seconds. */
  public int store(Question question, F failure) {
    return failures
        .asMap()
        .compute(
            question,
            (_, old) -> {
              int ttl = old == null ? policy.failureTtl() : old.ttl() * GROWTH;
              ttl = Math.clamp(ttl, 0, policy.failureMaxTtl());
              return new Kept<>(failure, ttl, time.agingSeconds() + ttl);
            })
        .ttl();
  }

  /** An answer came: the next failure is a first one again. */
  public void forget(Question question) {
    failures.invalidate(question);
  }

  /** Forgets what is meant by {@code scope}; returns how much that was. */
  public int forget(Scope scope) {
    int before = failures.asMap().size();
    failures.asMap().keySet().removeIf(key -> scope.covers(key.name(), key.type()));
    return Math.max(0, before - failures.asMap().size());
  }

  /** The failures still in force for {@code name}. */
  public List<F> at(Name name) {
    return failures.asMap().entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(name))
        .filter(entry -> entry.getValue().expires() > time.agingSeconds())
        .map(entry -> entry.getValue().failure())
        .toList();
  }

  /** How full it is. */
  public Usage usage() {
    return Usage.of(failures, evictions);
  }

  /** Forgets all. */
  public void clear() {
    failures.invalidateAll();
  }
}
