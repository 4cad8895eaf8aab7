package dev.xylem.policy;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrClass;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All names that are judged here: the deepest zone at or above a name decides. Zones with tags are
 * there only for clients that have one of these tags; for the others it is as if they were not.
 */
public final class LocalZones {
  private static final Verdict RESOLVE = new Verdict.Resolve();

  private final Map<Name, Tagged> zones = new HashMap<>();
  private final Set<Name> topLevels = new HashSet<>();
  private final List<ClientRule> clients;
  private int mostLabels;

  /** A zone and the tags of the clients that it is for; for all clients without tags. */
  public record Tagged(LocalZone zone, Set<String> tags) {
    public Tagged {
      tags = Set.copyOf(tags);
    }
  }

  /**
   * Of two zones of one name the later one counts.
   *
   * @param clients clients that are treated otherwise; the longest prefix counts
   */
  public LocalZones(Collection<Tagged> zones, List<ClientRule> clients) {
    this.clients = List.copyOf(clients);
    for (Tagged tagged : zones) {
      Name apex = tagged.zone().apex();
      this.zones.put(apex, tagged);
      mostLabels = Math.max(mostLabels, apex.labelCount());
      if (!apex.isRoot()) {
        topLevels.add(apex.ancestor(1));
      }
    }
  }

  /** Zones that are the same for all clients. */
  public static LocalZones of(Collection<LocalZone> zones) {
    return new LocalZones(
        zones.stream().map(zone -> new Tagged(zone, Set.of())).toList(), List.of());
  }

  /** No zones: every name is resolved as usual. */
  public static LocalZones none() {
    return of(List.of());
  }

  /**
   * Whether the client at {@code address} may get other answers than most: then they must not come
   * from, nor go into, what is kept for all.
   */
  public boolean treatsSpecially(InetAddress address) {
    return !clients.isEmpty() && ClientRule.closest(clients, address) != null;
  }

  /** What is said to {@code question} of the client at {@code address}. */
  public Verdict judge(Question question, InetAddress address) {
    Name name = question.name();
    boolean ours = name.isRoot() || zones.containsKey(Name.ROOT) || isUnderTopLevel(name);
    if (!question.rrClass().equals(RrClass.IN) || !ours) {
      return RESOLVE;
    }
    ClientRule client = ClientRule.closest(clients, address);
    for (int labels = Math.min(name.labelCount(), mostLabels); labels >= 0; labels--) {
      Tagged tagged = zones.get(name.ancestor(labels));
      if (tagged != null && isFor(tagged, client)) {
        return judge(question, tagged, client, address);
      }
    }
    return RESOLVE;
  }

  private boolean isUnderTopLevel(Name name) {
    return topLevels.contains(name.ancestor(1));
  }

  private static boolean isFor(Tagged tagged, @Nullable ClientRule client) {
    return tagged.tags().isEmpty()
        || client != null && client.tags().stream().anyMatch(tagged.tags()::contains);
  }

  private Verdict judge(
      Question question, Tagged tagged, @Nullable ClientRule client, InetAddress address) {
    LocalZone zone = tagged.zone();
    LocalZone.Type override = ClientRule.override(clients, address, zone.apex());
    if (override != null || client == null) {
      return zone.judge(question, override != null ? override : zone.type());
    }
    LocalZone.Type type = client.typeFor(tagged.tags());
    type = type != null ? type : zone.type();
    var records = client.recordsFor(tagged.tags());
    return type == LocalZone.Type.REDIRECT && !records.isEmpty()
        ? zone.redirected(question, records)
        : zone.judge(question, type);
  }
}
