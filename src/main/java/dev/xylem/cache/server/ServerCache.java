package dev.xylem.cache.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.xylem.cache.Usage;
import dev.xylem.dns.Name;
import dev.xylem.dns.RrType;
import dev.xylem.runtime.TimeSource;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Facts about servers by address, and which zones they are lame for (RFC 9499).
 *
 * <p>Nothing here is believed for long: a spoofed error must not disable EDNS for good (S14), and a
 * server that was down or lame is tried again.
 */
public final class ServerCache {
  /** Of an address with its facts, or with a zone it is lame for. */
  private static final int WEIGHT = 256;

  private static final long PLAIN_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOWER_CASE_NANOS = TimeUnit.MINUTES.toNanos(15);
  private static final long LAME_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** As long as the longest wait for a reply. */
  private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long UNREACHABLE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private record ServerOfZone(InetSocketAddress server, Name zone) {}

  private final Cache<InetSocketAddress, ServerFacts> facts;
  private final Cache<ServerOfZone, Long> lameUntil;
  private final Reachability ipv4 = new Reachability();
  private final Reachability ipv6 = new Reachability();
  private final TimeSource time;
  private final LongAdder evictions = new LongAdder();

  /** A cache of at most {@code bytes} bytes. */
  public ServerCache(long bytes, TimeSource time) {
    this.facts = cache(bytes / 2);
    this.lameUntil = cache(bytes / 2);
    this.time = time;
  }

  private <K, V> Cache<K, V> cache(long bytes) {
    return Caffeine.newBuilder()
        .maximumWeight(bytes)
        .weigher((K key, V value) -> WEIGHT)
        .executor(Runnable::run)
        .evictionListener((_, _, _) -> evictions.increment())
        .build();
  }

  /** How full it is. */
  public Usage usage() {
    return Usage.of(facts, evictions);
  }

  /** All servers met. */
  public Map<InetSocketAddress, ServerFacts> all() {
    return Map.copyOf(facts.asMap());
  }

  /** What another process knew of a server, unless it has been met since. */
  public void resumed(InetSocketAddress server, ServerFacts known) {
    facts.asMap().putIfAbsent(server, ServerFacts.resumed(known, time.nanos()));
  }

  /** What is known of {@code server}. */
  public ServerFacts of(InetSocketAddress server) {
    ServerFacts known = facts.getIfPresent(server);
    return known == null ? ServerFacts.NONE : known;
  }

  /**
   * {@code server} is about to be asked for {@code type}. If it has been silent or unreachable,
   * others leave it alone until this query knows whether it is back, so that a dead server never
   * makes many wait, whatever the number of names that lead to it (S40, S43b).
   */
  public void aboutToAsk(InetSocketAddress server, RrType type) {
    long now = time.nanos();
    if (of(server).silence(type).isDoubtful(now)) {
      update(server, facts -> facts.with(type, silence -> silence.probed(now + PROBE_NANOS)));
    }
  }

  /** The query that was to find out if {@code server} is back has had no reply. */
  public void probedInVain(InetSocketAddress server, RrType type) {
    if (of(server).silence(type).isProbeUnderWay(time.nanos())) {
      update(server, facts -> facts.with(type, Silence::probedInVain));
    }
  }

  /** The server has replied to a question for {@code type}. */
  public void replied(InetSocketAddress server, RrType type, long rttNanos) {
    familyOf(server).reached();
    update(server, known -> known.replied(type, rttNanos, time.nanos()));
  }

  /** The server has replied, in a way that says nothing of its round-trip time. */
  public void alive(InetSocketAddress server) {
    familyOf(server).reached();
    update(server, ServerFacts::alive);
  }

  /** The server has not replied to a question for {@code type}. */
  public void silent(InetSocketAddress server, RrType type) {
    update(server, known -> known.with(type, silence -> silence.once(time.nanos())));
  }

  /** The network said that there is no way to the server. */
  public void unreachable(InetSocketAddress server) {
    familyOf(server).notReached(server, time.nanos());
    update(server, known -> known.down(time.nanos() + UNREACHABLE_NANOS));
  }

  /** There is a way to the server's machine, but nobody listens there. */
  public void refused(InetSocketAddress server) {
    familyOf(server).reached();
    update(server, known -> known.down(time.nanos() + UNREACHABLE_NANOS));
  }

  /** The server gave an error to a query with EDNS, and none to the same query without. */
  public void misunderstoodEdns(InetSocketAddress server) {
    update(server, known -> known.misunderstoodEdns(time.nanos() + PLAIN_NANOS));
  }

  /** The server replied with EDNS. */
  public void understoodEdns(InetSocketAddress server) {
    if (of(server).ednsErrors() > 0) {
      update(server, ServerFacts::understoodEdns);
    }
  }

  /** The server does not repeat the letter case of a question. */
  public void withoutCase(InetSocketAddress server) {
    update(server, known -> known.lowerCase(time.nanos() + LOWER_CASE_NANOS));
  }

  /** The server does not serve {@code zone} although it was delegated to it. */
  public void lame(InetSocketAddress server, Name zone) {
    lameUntil.put(new ServerOfZone(server, zone), time.nanos() + LAME_NANOS);
  }

  public boolean isLame(InetSocketAddress server, Name zone) {
    @Nullable Long until = lameUntil.getIfPresent(new ServerOfZone(server, zone));
    return until != null && until - time.nanos() > 0;
  }

  /**
   * Whether no server of this address family could be reached lately: there may be no route at all.
   */
  public boolean isFamilyDown(InetSocketAddress server) {
    return familyOf(server).isDown(time.nanos());
  }

  private Reachability familyOf(InetSocketAddress server) {
    return server.getAddress() instanceof Inet4Address ? ipv4 : ipv6;
  }

  /**
   * Whether an address family works on this machine: many have no route for IPv6. One server that
   * is closed, however often it is tried, says nothing about its family.
   */
  private static final class Reachability {
    private static final int MOST_SERVERS = 3;
    private static final long DOWN_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Set<InetSocketAddress> notReached = new HashSet<>();
    private long downUntil;

    synchronized void reached() {
      notReached.clear();
    }

    synchronized void notReached(InetSocketAddress server, long now) {
      if (notReached.size() < MOST_SERVERS) {
        notReached.add(server);
      }
      downUntil = now + DOWN_NANOS;
    }

    synchronized boolean isDown(long now) {
      return notReached.size() == MOST_SERVERS && downUntil - now > 0;
    }
  }

  private void update(InetSocketAddress server, UnaryOperator<ServerFacts> change) {
    facts
        .asMap()
        .compute(server, (_, known) -> change.apply(known == null ? ServerFacts.NONE : known));
  }
}
