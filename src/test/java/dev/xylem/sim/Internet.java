package dev.xylem.sim;

import dev.xylem.cache.NameServer;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import dev.xylem.iterate.RootHints;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A tree of zones, the servers that serve it, and questions worth asking about it. */
final class Internet {
  private final Map<Name, SimZone> zones = new TreeMap<>();
  private final Map<InetAddress, SimAuthority> authorities = new LinkedHashMap<>();
  private final List<Question> questions = new ArrayList<>();
  private final Poison poison = new Poison(Name.of("canary.t0."));

  Map<Name, SimZone> zones() {
    return zones;
  }

  Map<InetAddress, SimAuthority> authorities() {
    return authorities;
  }

  List<Question> questions() {
    return questions;
  }

  Poison poison() {
    return poison;
  }

  SimZone root() {
    return Objects.requireNonNull(zones.get(Name.ROOT));
  }

  RootHints hints() {
    return new RootHints(
        root().delegates().stream()
            .map(d -> new NameServer(d.name(), d.authority().addresses()))
            .toList());
  }

  /** The zone that is right about {@code type} at {@code name} (RFC 4035 §3.1.4.1 for DS). */
  SimZone zoneOf(Name name, RrType type) {
    boolean parentSide = type.equals(RrType.DS) && !name.isRoot();
    for (int labels = name.labelCount() - (parentSide ? 1 : 0); labels >= 0; labels--) {
      SimZone zone = zones.get(name.ancestor(labels));
      if (zone != null) {
        return zone;
      }
    }
    throw new IllegalStateException("there is always the root");
  }

  void add(SimAuthority authority) {
    for (InetAddress address : authority.addresses()) {
      authorities.put(address, authority);
    }
  }

  void ask(Name name, RrType type) {
    questions.add(new Question(name, type));
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    zones.values().forEach(zone -> text.append(zone).append('\n'));
    return text.toString();
  }
}
