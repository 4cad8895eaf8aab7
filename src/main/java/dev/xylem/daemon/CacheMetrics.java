package dev.xylem.daemon;

import dev.xylem.cache.Usage;
import dev.xylem.telemetry.Metrics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** How full the caches are, as metrics. */
final class CacheMetrics {
  private CacheMetrics() {}

  static void offer(ResolverStack.Caches caches, Metrics metrics) {
    offer(caches, metrics, "xylem_cache_entries", "Entries in a cache.", Usage::entries);
    offer(caches, metrics, "xylem_cache_bytes", "Weight of a cache's entries.", Usage::bytes);
    offer(caches, metrics, "xylem_cache_max_bytes", "Room in a cache.", Usage::mostBytes);
    metrics.counter(
        "xylem_cache_evictions_total",
        "Entries that had to make room for others.",
        "cache",
        each -> of(caches).forEach((cache, usage) -> each.accept(cache, usage.evictions())));
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
    usages.put("delegations", caches.delegations().usage());
    usages.put("servers", caches.servers().usage());
    usages.put("inner-names", caches.innerNames().usage());
    return usages;
  }
}
