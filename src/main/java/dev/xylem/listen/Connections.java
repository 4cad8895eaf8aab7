package dev.xylem.listen;

import dev.xylem.config.Listen;
import dev.xylem.dns.IpPrefix;
import dev.xylem.linux.Descriptors;
import dev.xylem.listen.admission.ClientPrefix;
import dev.xylem.runtime.TimeSource;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All open TCP connections, and who has to go.
 *
 * <p>Nobody can lock others out by holding connections: a connection that has been without a query
 * for the idle time-out is closed (earlier when most are in use); when a client has as many as one
 * may have, a new one takes the place of its one that has been idle longest, so that an honest
 * client is served even if it shares its address with others; when all are in use, the client who
 * has most gives one up, be it that its query is being resolved. What counts is complete queries:
 * sending one octet at a time does not help (RFC 7766 §10).
 *
 * <p>No more than half of the files that the process may have open are clients' connections, and
 * fewer where the process itself has most of the other half: with the rest servers are asked and
 * files written.
 *
 * <p>Idle connections are found by looking at all of them, a few thousand at most, twice a second
 * and when one must go: cheaper and simpler than keeping an order up to date with every query.
 */
final class Connections {
  /** The idle time-out while more than three quarters of the connections are in use. */
  private static final Duration CROWDED_TIMEOUT = Duration.ofSeconds(2);

  /** Descriptors that are left beside what is the process's own before the first client comes. */
  private static final int FEWEST_LEFT = 32;

  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  private final Listen settings;
  private final int most;
  private final TimeSource time;
  private final ConcurrentMap<StreamConnection, IpPrefix> open = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final ConcurrentMap<IpPrefix, Integer> perClient = new ConcurrentHashMap<>();

  Connections(Listen settings, TimeSource time) {
    this.settings = settings;
    this.most = most(settings.tcpConnections(), Descriptors.most(), Descriptors.open());
    this.time = time;
  }

  /** Clients' connections take no more than half of the descriptors: others are for asking. */
  private static int most(int wanted, int descriptors, int open) {
    int left = Math.min(descriptors / 2, descriptors - open - FEWEST_LEFT);
    int most = Math.max(1, Math.min(wanted, left));
    if (most < wanted) {
      LOG.warn(
          "{} TCP connections instead of {}: no more than {} files may be open",
          most,
          wanted,
          descriptors);
    }
    return most;
  }

  /** Takes in a new connection; false when there is no place for it. */
  boolean admit(StreamConnection connection, InetAddress client) {
    IpPrefix who = ClientPrefix.of(client);
    boolean clientFull = perClient.merge(who, 1, Integer::sum) > settings.tcpConnectionsPerClient();
    if (clientFull && !closeLongestIdle(who::equals)) {
      forget(who);
      return false;
    }
    if (count.incrementAndGet() > most && !makeRoom(who)) {
      count.decrementAndGet();
      forget(who);
      return false;
    }
    open.put(connection, who);
    return true;
  }

  /** Forgets a connection that {@link #admit} took in and that is closed now. */
  void remove(StreamConnection connection, InetAddress client) {
    if (open.remove(connection) != null) {
      count.decrementAndGet();
      forget(ClientPrefix.of(client));
    }
  }

  /** Closes what has been idle too long. */
  void closeIdle() {
    long timeout = settings.tcpIdleTimeout().toNanos();
    if (4 * count.get() > 3 * most) {
      timeout = Math.min(timeout, CROWDED_TIMEOUT.toNanos());
    }
    long now = time.nanos();
    for (StreamConnection connection : open.keySet()) {
      if (!connection.isBusy() && now - connection.idleSince() >= timeout) {
        connection.closeIfIdle();
      }
    }
  }

  /** All that are open. */
  Set<StreamConnection> all() {
    return open.keySet();
  }

  /**
   * Closes a connection of the client who has most; of all when none has two. A client gives up
   * none of its own queries for another.
   */
  private boolean makeRoom(IpPrefix newcomer) {
    IpPrefix greediest = null;
    int has = 1;
    for (var client : perClient.entrySet()) {
      if (client.getValue() > has) {
        greediest = client.getKey();
        has = client.getValue();
      }
    }
    IpPrefix victim = greediest;
    return victim == null
        ? closeLongestIdle(_ -> true)
        : closeLongestIdle(victim::equals)
            || (!victim.equals(newcomer) && abandonLongestBusy(victim));
  }

  private boolean abandonLongestBusy(IpPrefix client) {
    long now = time.nanos();
    Optional<StreamConnection> longest =
        open.entrySet().stream()
            .filter(candidate -> candidate.getValue().equals(client))
            .map(Map.Entry::getKey)
            .min(Comparator.comparingLong(connection -> connection.idleSince() - now));
    longest.ifPresent(StreamConnection::abandon);
    return longest.isPresent();
  }

  /** Makes room: closes the connection of {@code clients} that has been idle longest. */
  private boolean closeLongestIdle(Predicate<IpPrefix> clients) {
    long now = time.nanos();
    StreamConnection longest = null;
    long longestIdle = -1;
    for (var candidate : open.entrySet()) {
      StreamConnection connection = candidate.getKey();
      long idle = now - connection.idleSince();
      boolean longer = !connection.isBusy() && idle > longestIdle;
      if (longer && clients.test(candidate.getValue())) {
        longest = connection;
        longestIdle = idle;
      }
    }
    if (longest == null) {
      return false;
    }
    longest.closeIfIdle();
    return true;
  }

  private void forget(IpPrefix who) {
    perClient.computeIfPresent(who, (client, n) -> decremented(n));
  }

  private static @Nullable Integer decremented(int n) {
    return n > 1 ? n - 1 : null;
  }
}
