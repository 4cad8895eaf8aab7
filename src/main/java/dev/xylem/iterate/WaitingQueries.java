package dev.xylem.iterate;

import dev.xylem.dns.Name;
import dev.xylem.upstream.Reply;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The queries that wait for an authoritative server now, by zone and by server.
 *
 * <p>Each has its share and no more: one slow zone, whatever the number of names that are asked in
 * it (S40), or one slow server, whatever the number of zones that it serves (S43b), holds up only
 * so many queries. A server that answers in 20 ms gets ten thousand queries a second through a
 * share of 200; one that takes two seconds, a hundred.
 */
final class WaitingQueries {
  private final IterationPolicy.Shares shares;
  private final ConcurrentMap<Name, Integer> byZone = new ConcurrentHashMap<>();
  private final ConcurrentMap<InetSocketAddress, Integer> byServer = new ConcurrentHashMap<>();

  WaitingQueries(IterationPolicy.Shares shares) {
    this.shares = shares;
  }

  /** What {@code exchange} brings, if the zone and the server have room for one more. */
  Reply ask(Name zone, InetSocketAddress server, Supplier<Reply> exchange) {
    if (!enter(byZone, zone, shares.perZone())) {
      return new Reply.NotAsked("too many queries wait for servers of " + zone);
    }
    try {
      if (!enter(byServer, server, shares.perServer())) {
        return new Reply.NotAsked("too many queries wait for it");
      }
      try {
        return exchange.get();
      } finally {
        leave(byServer, server);
      }
    } finally {
      leave(byZone, zone);
    }
  }

  private static <K> boolean enter(ConcurrentMap<K, Integer> waiting, K key, int most) {
    if (waiting.merge(key, 1, Integer::sum) <= most) {
      return true;
    }
    leave(waiting, key);
    return false;
  }

  private static <K> void leave(ConcurrentMap<K, Integer> waiting, K key) {
    waiting.computeIfPresent(key, (_, n) -> decremented(n));
  }

  private static @Nullable Integer decremented(int n) {
    return n > 1 ? n - 1 : null;
  }
}
