package dev.xylem.daemon.figures;

import dev.xylem.cache.Usage;
import dev.xylem.daemon.ResolverStack;
import dev.xylem.daemon.state.WarmRestart;
import dev.xylem.telemetry.Metrics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** How full the caches are, as metrics. */
public final class CacheFigures {
  private CacheFigures() {}

  /** Offers them for all {@code caches}. */
  public static void offer(ResolverStack.Caches caches, Metrics metrics) {
    offer(caches, metrics, "xylem_cache_entries", "Entries in a cache.", Usage::entries);
    offer(caches, metrics, "xylem_cache_bytes", "Weight of a cache's entries.", Usage::bytes);
    offer(caches, metrics, "xylem_cache_max_bytes", "Room in a cache.", Usage::mostBytes);
    metrics.counter(
        "xylem_cache_evictions_total",
        "Entries that had to make room for others.",
        "cache",
        each -> of(caches).forEach((cache, usage) -> each.accept(cache, usage.evictions())));
  }

  /** When the cache was saved last, how much of it, and how often that failed. */
  public static void offerSaving(@Nullable WarmRestart saving, Metrics metrics) {
    if (saving == null) {
      return;
    }
    metrics.gauge(
        "xylem_cache_saved_entries",
        "Entries that were saved last.",
        "output",
        each -> each.accept("file", saving.last().entries()));
    metrics.gauge(
        "xylem_cache_saved_timestamp_seconds",
        "When the cache was saved last; 0 for never.",
        "output",
        each -> each.accept("file", saving.last().savedAt()));
    metrics.counter(
        "xylem_cache_save_failures_total",
        "How often the cache could not be saved.",
        "output",
        each -> each.accept("file", saving.last().failures()));
  }

  private static void offer(
      ResolverStack.Caches caches,
      Metrics metrics,
      String name,
      String help,
      ToLongFunction<Usage> value) {
    metrics.gauge(
        name,
        help,
        "cache",
        each -> of(caches).forEach((cache, usage) -> each.accept(cache, value.applyAsLong(usage))));
  }

  private static Map<String, Usage> of(ResolverStack.Caches caches) {
    Map<String, Usage> usages = new LinkedHashMap<>();
    usages.put("answers", caches.answers().usage());
    usages.put("judged", caches.memories().judged().rrSets().usage());
    usages.put("unjudged", caches.memories().unjudged().rrSets().usage());
    usages.put("restored", caches.memories().restored().rrSets().usage());
    usages.put("delegations", caches.delegations().usage());
    usages.put("servers", caches.servers().usage());
    usages.put("inner-names", caches.innerNames().usage());
    return usages;
  }
}
