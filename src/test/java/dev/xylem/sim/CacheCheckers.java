package dev.xylem.sim;

import dev.xylem.cache.DelegationPoint;
import dev.xylem.cache.Entry;
import dev.xylem.cache.NameServer;
import dev.xylem.cache.RenderedAnswer;
import dev.xylem.daemon.ResolverStack;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.resolve.Resolver;
import dev.xylem.sim.Oracle.Truth;
import dev.xylem.sim.SimAuthority.Quirk;
import dev.xylem.sim.SimZone.Delegate;
import dev.xylem.zone.Zone;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be in the caches, whoever asks for it: what the zone tree says, from whom it is to say
 * it, and for no longer (S10–S13, S20).
 */
final class CacheCheckers {
  private static final int LEAST_DELEGATION_TTL = 30;
  private static final int MOST_TTL = 86_400;

  /** Seconds that a referral may be under way. */
  private static final int UNDER_WAY = 10;

  private final Internet internet;
  private final Oracle oracle;
  private final Checkers checkers;
  private final ResolverStack.Caches caches;

  CacheCheckers(Internet internet, Oracle oracle, Checkers checkers, ResolverStack.Caches caches) {
    this.internet = internet;
    this.oracle = oracle;
    this.checkers = checkers;
    this.caches = caches;
  }

  /** Looks at all that is in force now. */
  void check() {
    Resolver.Memories memories = caches.memories();
    for (Resolver.Caches each :
        List.of(memories.judged(), memories.unjudged(), memories.restored())) {
      each.rrSets()
          .forEach((question, entry) -> report("cache: " + question, difference(question, entry)));
    }
    caches.answers().forEach(answer -> report("answers", difference(answer)));
    Map<Name, Set<InetAddress>> hosts = hosts();
    for (DelegationPoint point : caches.delegations().mostUsed(Long.MAX_VALUE)) {
      report("delegation of " + point.zone(), difference(point, hosts));
    }
    Set<InetAddress> known = new HashSet<>();
    hosts.values().forEach(known::addAll);
    caches.servers().all().keySet().stream()
        .filter(server -> !known.contains(server.getAddress()))
        .forEach(server -> report("server " + server, "nobody may have named it"));
  }

  private void report(String where, @Nullable String difference) {
    if (difference != null) {
      checkers.problem(where + ": " + difference);
    }
  }

  private @Nullable String difference(Question question, Entry entry) {
    long stored = entry.expires() - entry.originalTtl();
    boolean wholeName = question.type().equals(RrType.ANY);
    RrType type = wholeName ? RrType.A : question.type();
    List<Truth> truths = oracle.truths(question.name(), type, stored, stored);
    boolean good =
        switch (entry) {
          case Entry.Positive positive ->
              isFor(positive.rrSet(), question)
                  && truths.stream().anyMatch(truth -> holds(truth, positive.rrSet()));
          case Entry.Negative negative ->
              negative.wholeName() == wholeName
                  && isSoaAbove(question.name(), negative.soa())
                  && truths.stream().anyMatch(truth -> ends(truth, negative));
        };
    return good ? null : "untrue: " + entry + " instead of " + truths;
  }

  private static boolean isFor(RrSet set, Question question) {
    return set.owner().equals(question.name()) && set.type().equals(question.type());
  }

  private static boolean holds(Truth truth, RrSet set) {
    boolean alias =
        truth instanceof Truth.Alias(RrSet dname, Name target, int ttl)
            && dname != null
            && set.type().equals(RrType.CNAME)
            && set.target().equals(target)
            && set.ttl() <= ttl;
    return alias || Checkers.holds(truth, set);
  }

  private static boolean ends(Truth truth, Entry.Negative negative) {
    boolean right =
        negative.wholeName() ? truth instanceof Truth.NxDomain : truth instanceof Truth.NoData;
    return right && negative.originalTtl() <= truth.ttl();
  }

  /** Whether it is the SOA of a zone that the name may lie in. */
  private boolean isSoaAbove(Name name, @Nullable RrSet soa) {
    SimZone zone = soa == null ? null : internet.zones().get(soa.owner());
    RrSet right = zone == null ? null : zone.zone().find(zone.apex(), RrType.SOA);
    return soa != null
        && right != null
        && name.isAtOrBelow(soa.owner())
        && Checkers.sorted(right).equals(Checkers.sorted(soa));
  }

  private @Nullable String difference(RenderedAnswer kept) {
    Message answer = SimAuthority.decoded(kept.packet());
    long at = kept.storedAt();
    int ttl = answer.answer().stream().mapToInt(RrSet::ttl).min().orElse(MOST_TTL);
    if (kept.expires() - at > ttl) {
      return answer + " is kept for " + (kept.expires() - at) + " s";
    }
    return answer.rcode().equals(Rcode.SERVFAIL)
        ? null
        : checkers.chainDifference(new Checkers.Answered(answer, answer, at, at, false));
  }

  private @Nullable String difference(DelegationPoint point, Map<Name, Set<InetAddress>> hosts) {
    SimZone zone = internet.zones().get(point.zone());
    if (zone == null) {
      return isInvented(point.zone()) ? null : "there is no such zone";
    }
    for (NameServer server : point.servers()) {
      boolean named = zone.delegates().stream().map(Delegate::name).anyMatch(server.name()::equals);
      if (!named) {
        return server + " is no name server of it";
      }
      if (!hosts.getOrDefault(server.name(), Set.of()).containsAll(server.addresses())) {
        return server + " is elsewhere";
      }
      if (!server.addresses().isEmpty() && !mayHaveGlue(zone, server.name())) {
        return server + " is not for those above it to say";
      }
    }
    return lifetimeDifference(point, zone);
  }

  private @Nullable String lifetimeDifference(DelegationPoint point, SimZone zone) {
    int most =
        Math.clamp(
            mostTtl(zone.parent() == null ? zone : zone.parent(), zone),
            LEAST_DELEGATION_TTL,
            MOST_TTL);
    SimZone gone = zone.revoked();
    if (point.ttl() > most || point.expires() - point.since() > most) {
      return "is kept for " + point.ttl() + " s instead of " + most;
    }
    return gone != null && point.expires() > gone.lastUse() + UNDER_WAY
        ? "outlives " + gone.apex() + " by " + (point.expires() - gone.lastUse()) + " s"
        : null;
  }

  /** The TTL of the delegation of {@code zone}, the longest there ever was. */
  private static int mostTtl(SimZone above, SimZone zone) {
    return above.versions().stream()
        .map(version -> version.zone().find(zone.apex(), RrType.NS))
        .mapToInt(ns -> ns == null ? 0 : ns.ttl())
        .max()
        .orElse(0);
  }

  /** Whether someone who delegates {@code zone} has a say in what is at {@code server}. */
  private boolean mayHaveGlue(SimZone zone, Name server) {
    SimZone parent = zone.parent();
    if (parent == null || server.isAtOrBelow(parent.apex())) {
      return true;
    }
    // Who serves a zone further above, too, refers from there.
    for (SimZone above = parent.parent(); above != null; above = above.parent()) {
      SimZone source = above;
      boolean both =
          internet.authorities().values().stream()
              .anyMatch(authority -> authority.serves(source) && authority.serves(parent));
      if (both && server.isAtOrBelow(source.apex())) {
        return true;
      }
    }
    return false;
  }

  /** Whether a server above delegates what is not there: it has a say in that. */
  private boolean isInvented(Name name) {
    return internet.zones().values().stream()
        .filter(zone -> name.isBelow(zone.apex()))
        .flatMap(zone -> zone.delegates().stream())
        .anyMatch(delegate -> delegate.authority().quirk() == Quirk.DELEGATES_ON);
  }

  /** Every address that the tree has ever had, by name. */
  private Map<Name, Set<InetAddress>> hosts() {
    Map<Name, Set<InetAddress>> hosts = new HashMap<>();
    for (SimZone zone : internet.zones().values()) {
      for (Delegate delegate : zone.delegates()) {
        hosts
            .computeIfAbsent(delegate.name(), _ -> new HashSet<>())
            .addAll(zone.parent() == null ? delegate.authority().addresses() : List.of());
      }
      for (SimZone.Version version : zone.versions()) {
        addHosts(version.zone(), hosts);
      }
    }
    return hosts;
  }

  private static void addHosts(Zone zone, Map<Name, Set<InetAddress>> hosts) {
    for (RrSet set : zone.sets()) {
      if (set.type().equals(RrType.A) || set.type().equals(RrType.AAAA)) {
        hosts.computeIfAbsent(set.owner(), _ -> new HashSet<>()).addAll(set.addresses());
      }
    }
  }
}
