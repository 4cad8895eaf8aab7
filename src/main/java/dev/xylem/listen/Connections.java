package dev.xylem.listen;

import dev.xylem.config.Listen;
import dev.xylem.dns.IpPrefix;
import dev.xylem.linux.Descriptors;
import dev.xylem.listen.admission.ClientPrefix;
import dev.xylem.runtime.TimeSource;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** Connections beyond the most while others are being closed for them: these at least. */
  private static final int FEWEST_AHEAD = 8;

  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  private final Listen settings;
  private final int most;
  private final TimeSource time;

  // Guarded by this. Who has been told to go is in neither: its place is another's already.
  private final Map<StreamConnection, IpPrefix> open = new HashMap<>();
  private final Map<IpPrefix, Integer> perClient = new HashMap<>();

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
  synchronized boolean admit(StreamConnection connection, InetAddress client) {
    IpPrefix who = ClientPrefix.of(client);
    boolean clientFull = perClient.merge(who, 1, Integer::sum) > settings.tcpConnectionsPerClient();
    if ((clientFull && !closeLongestIdle(who::equals)) || !makeRoom(who)) {
      forget(who);
      return false;
    }
    open.put(connection, who);
    return true;
  }

  /** Takes back a connection that was told to go and has a query after all. */
  synchronized void keep(StreamConnection connection, InetAddress client) {
    IpPrefix who = ClientPrefix.of(client);
    open.put(connection, who);
    perClient.merge(who, 1, Integer::sum);
  }

  /** How many may have been accepted and not be closed yet, before accepting has to wait. */
  int mostUnclosed() {
    return most + Math.max(FEWEST_AHEAD, most / 8);
  }

  /** Forgets a connection that is closed now. */
  synchronized void remove(StreamConnection connection) {
    IpPrefix who = open.remove(connection);
    if (who != null) {
      forget(who);
    }
  }

  /** Closes what has been idle too long. */
  synchronized void closeIdle() {
    long timeout = settings.tcpIdleTimeout().toNanos();
    if (4 * open.size() > 3 * most) {
      timeout = Math.min(timeout, CROWDED_TIMEOUT.toNanos());
    }
    long now = time.nanos();
    for (StreamConnection connection : List.copyOf(open.keySet())) {
      if (!connection.isBusy() && now - connection.idleSince() >= timeout) {
        remove(connection);
        connection.closeIfIdle();
      }
    }
  }

  /** All that are open. */
  synchronized List<StreamConnection> all() {
    return List.copyOf(open.keySet());
  }

  /**
   * Closes connections until one more is not too many: usually one, more when some were kept that
   * had been told to go. False when that cannot be done.
   */
  private boolean makeRoom(IpPrefix newcomer) {
    while (open.size() >= most) {
      if (!closeOne(newcomer)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Closes a connection of the client who has most; of all when none has two. A client gives up
   * none of its own queries for another.
   */
  private boolean closeOne(IpPrefix newcomer) {
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
    StreamConnection longest = longestIdle(client::equals, _ -> true);
    if (longest != null) {
      remove(longest);
      longest.close();
    }
    return longest != null;
  }

  private boolean closeLongestIdle(Predicate<IpPrefix> clients) {
    StreamConnection longest = longestIdle(clients, connection -> !connection.isBusy());
    if (longest != null) {
      remove(longest);
      longest.closeIfIdle();
    }
    return longest != null;
  }

  /** The connection that has been without a new query or answer for longest. */
  private @Nullable StreamConnection longestIdle(
      Predicate<IpPrefix> clients, Predicate<StreamConnection> connections) {
    long now = time.nanos();
    StreamConnection longest = null;
    long longestIdle = Long.MIN_VALUE;
    for (var candidate : open.entrySet()) {
      StreamConnection connection = candidate.getKey();
      long idle = now - connection.idleSince();
      if (idle > longestIdle
          && connections.test(connection)
          && clients.test(candidate.getValue())) {
        longest = connection;
        longestIdle = idle;
      }
    }
    return longest;
  }

  private void forget(IpPrefix who) {
    perClient.computeIfPresent(who, (client, n) -> decremented(n));
  }

  private static @Nullable Integer decremented(int n) {
    return n > 1 ? n - 1 : null;
  }
}
