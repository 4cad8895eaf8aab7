package dev.xylem.iterate;

import dev.xylem.cache.DelegationCache;
import dev.xylem.cache.DelegationPoint;
import dev.xylem.cache.NameServer;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.runtime.Tasks;
import dev.xylem.runtime.Work;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Knows the root's servers: from the hints at first, from the root itself as soon as it was asked
 * (priming, RFC 9609), again whenever what it said has expired.
 */
final class RootServers {
  private static final Question PRIMING_QUERY = new Question(Name.ROOT, RrType.NS);

  /** How long the hints serve when priming failed or is switched off, in seconds. */
  private static final int HINTS_TTL = 60;

  private final RootHints hints;
  private final DelegationCache delegations;
  private final Tasks tasks;
  private final AtomicReference<Tasks.@Nullable Promise<DelegationPoint>> priming =
      new AtomicReference<>();

  RootServers(RootHints hints, DelegationCache delegations, Tasks tasks) {
    this.hints = hints;
    this.delegations = delegations;
    this.tasks = tasks;
  }

  /** The hints as a delegation. */
  DelegationPoint hints() {
    return DelegationPoint.configured(Name.ROOT, hints.servers(), HINTS_TTL);
  }

  /** Keeps the hints as if the root had said them. */
  DelegationPoint useHints() {
    return delegations.storeConfigured(hints());
  }

  /**
   * Primes: asks {@code ask} the priming query and keeps the answer; one at a time, and whoever
   * comes meanwhile takes what the other gets.
   */
  DelegationPoint prime(Function<Question, @Nullable Message> ask, Work work) {
    Tasks.Promise<DelegationPoint> mine = tasks.promise();
    Tasks.Promise<DelegationPoint> underWay = underWay(mine);
    if (underWay != mine) {
      return await(underWay, work);
    }
    DelegationPoint primed = hints();
    try {
      DelegationPoint known = delegations.closest(Name.ROOT);
      primed = known != null ? known : keep(ask.apply(PRIMING_QUERY));
      return primed;
    } finally {
      priming.set(null);
      mine.fill(primed);
    }
  }

  private Tasks.Promise<DelegationPoint> underWay(Tasks.Promise<DelegationPoint> otherwise) {
    Tasks.Promise<DelegationPoint> known = priming.compareAndExchange(null, otherwise);
    return known == null ? otherwise : known;
  }

  private DelegationPoint await(Tasks.Promise<DelegationPoint> other, Work work) {
    try {
      DelegationPoint primed = other.await(work.nanosLeft());
      return primed == null ? hints() : primed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return hints();
    }
  }

  /** The servers that {@code reply} names, or else the hints. */
  private DelegationPoint keep(@Nullable Message reply) {
    RrSet ns = reply == null ? null : rootNs(reply);
    List<NameServer> servers =
        reply == null || ns == null ? List.of() : servers(ns, ReplyClassifier.glue(reply));
    return ns != null && hasAddress(servers)
        ? delegations.store(Name.ROOT, servers, ns.ttl(), null)
        : useHints();
  }

  private static boolean hasAddress(List<NameServer> servers) {
    for (NameServer server : servers) {
      if (!server.addresses().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable RrSet rootNs(Message reply) {
    for (RrSet rrSet : reply.answer()) {
      if (rrSet.answers(PRIMING_QUERY)) {
        return rrSet;
      }
    }
    return null;
  }

  /** Names from the root, addresses from its additional section or else from the hints. */
  private List<NameServer> servers(RrSet ns, Map<Name, List<InetAddress>> glue) {
    List<NameServer> servers = new ArrayList<>();
    for (Rdata rdata : ns.records()) {
      Name name = rdata.nameAt(0);
      List<InetAddress> addresses = glue.get(name);
      servers.add(new NameServer(name, addresses != null ? addresses : hinted(name)));
    }
    return servers;
  }

  private List<InetAddress> hinted(Name name) {
    for (NameServer server : hints.servers()) {
      if (server.name().equals(name)) {
        return server.addresses();
      }
    }
    return List.of();
  }
}
