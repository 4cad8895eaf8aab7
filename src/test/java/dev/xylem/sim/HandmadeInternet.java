package dev.xylem.sim;

import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import dev.xylem.sim.SimAuthority.Quirk;
import dev.xylem.sim.SimZone.Delegate;
import dev.xylem.sim.SimZone.Glue;
import dev.xylem.validate.TrustPoints;
import dev.xylem.zone.Zone;
import dev.xylem.zone.ZoneFileException;
import dev.xylem.zone.ZoneFileReader;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A small honest internet written as zone files, to which a test adds its attacker: the root, t0.
 * and t1. below it, and the canary in t0., whose true answer nobody may change.
 */
final class HandmadeInternet {
  static final Name CANARY = Name.of("www.canary.t0.");
  static final long EPOCH = 1_800_000_000L;

  private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(10);

  private final Internet internet = new Internet();
  private final Map<Name, StringBuilder> texts = new LinkedHashMap<>();
  private final Map<Name, UnaryOperator<Zone>> treatments = new HashMap<>();
  private String settings = "dnssec: {validation: false}";
  private TrustPoints.Tracking tracking = TrustPoints.Tracking.none();
  private final Faults faults;
  private final Quirk quirk;
  private @Nullable Simulation simulation;

  HandmadeInternet() {
    this(Faults.none(), Quirk.NONE);
  }

  /** With {@code faults} on its network, and servers that all have {@code quirk}. */
  HandmadeInternet(Faults faults, Quirk quirk) {
    this(faults, quirk, "198.18.0.1");
  }

  /** With a root server at {@code rootAddress}. */
  HandmadeInternet(Faults faults, Quirk quirk, String rootAddress) {
    this.faults = faults;
    this.quirk = quirk;
    SimAuthority root = server(rootAddress);
    bare(".", "@ NS ns.root.\nns.root. A " + rootAddress, root);
    internet.root().delegates().add(new Delegate(Name.of("ns.root."), root, Glue.RIGHT));
    zone("t0.", "198.18.0.2", "");
    zone("t1.", "198.18.0.3", "");
    zone("canary.t0.", "198.18.0.4", "www 86400 A 192.0.2.7\nmail 300 A 192.0.2.8\n@ MX 1 mail");
  }

  /** The server at {@code address}; it answers nothing but what zones or a script make it. */
  SimAuthority server(String address) {
    return server(address, quirk);
  }

  SimAuthority server(String address, Quirk quirk) {
    InetAddress at = IpPrefix.address(address);
    SimAuthority known = internet.authorities().get(at);
    if (known != null) {
      return known;
    }
    var authority = new SimAuthority(List.of(at), quirk, DELAY, internet.poison());
    internet.add(authority);
    return authority;
  }

  /** A zone with one good server, delegated with glue. */
  SimAuthority zone(String apex, String address, String text) {
    SimAuthority authority = server(address);
    bare(apex, "@ NS ns\nns A " + address + "\n" + text, authority);
    String parent = Objects.requireNonNull(zoneOf(apex).parent()).apex().toString();
    add(parent, apex + " NS ns." + apex + "\nns." + apex + " A " + address);
    return authority;
  }

  /** A zone that the test delegates itself. */
  void bare(String apex, String text, SimAuthority... authorities) {
    Name name = Name.of(apex);
    SimZone parent = name.isRoot() ? null : internet.zoneOf(name.parent(), RrType.NS);
    var zone = new SimZone(name, parent);
    internet.zones().put(name, zone);
    texts.put(name, new StringBuilder("$TTL 300\n@ SOA ns host 1 3600 900 86400 60\n"));
    add(apex, text);
    for (SimAuthority authority : authorities) {
      authority.serve(zone);
    }
  }

  /** What is done with a zone after it was read, to sign it for example. */
  void treat(String apex, UnaryOperator<Zone> treatment) {
    treatments.put(Name.of(apex), treatment);
  }

  /** The resolver's settings; zones are not signed unless a test signs them. */
  void settings(String yaml) {
    settings = yaml;
  }

  /** Has the resolver keep these trust anchors up to date. */
  void follow(TrustPoints.Tracking anchors) {
    tracking = anchors;
  }

  /** Serves a zone again as its file and its treatment say, now. */
  void publish(String apex) {
    publish(zoneOf(apex), simulation().epochSeconds());
  }

  /** Adds lines to a zone's file. */
  void add(String apex, String lines) {
    text(apex).append(lines).append('\n');
  }

  /** Removes every line of a zone's file that holds {@code word}, now. */
  void remove(String apex, String word) {
    StringBuilder text = text(apex);
    String rest =
        text.toString()
            .lines()
            .filter(line -> !line.contains(word))
            .reduce("", (a, b) -> a + b + "\n");
    text.setLength(0);
    text.append(rest);
    publish(zoneOf(apex), simulation().epochSeconds());
  }

  /** Replaces a word wherever it stands in a zone's file, now. */
  void replace(String apex, String word, String other) {
    String text = text(apex).toString().replace(word, other);
    text(apex).setLength(0);
    text(apex).append(text);
    publish(zoneOf(apex), simulation().epochSeconds());
  }

  /** Seconds since the simulation began. */
  long seconds() {
    return simulation().epochSeconds() - EPOCH;
  }

  private StringBuilder text(String apex) {
    return Objects.requireNonNull(texts.get(Name.of(apex)), apex);
  }

  SimZone zoneOf(String apex) {
    return Objects.requireNonNull(internet.zones().get(Name.of(apex)), apex);
  }

  private void publish(SimZone zone, long since) {
    try {
      String text = text(zone.apex().toString()).toString();
      Zone read = ZoneFileReader.parseZone(text, zone.apex().toString(), zone.apex());
      zone.change(
          since, treatments.getOrDefault(zone.apex(), UnaryOperator.identity()).apply(read));
      internet.authorities().values().forEach(SimAuthority::zonesChanged);
    } catch (ZoneFileException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The resolver at work on this; the zones are as they are when this is first called. */
  Simulation simulation() {
    if (simulation == null) {
      internet.zones().values().forEach(zone -> publish(zone, EPOCH));
      simulation =
          new Simulation(
              1, internet, faults, new Simulation.Resolving(Simulation.parsed(settings), tracking));
    }
    return simulation;
  }

  /** Has one client ask. */
  Simulation.Cost ask(String name, RrType type) {
    return simulation().cost(new Question(Name.of(name), type));
  }

  /** What the canary's address is said to be. */
  Message canary() {
    return simulation().cost(new Question(CANARY, RrType.A)).answer();
  }

  /**
   * What the checkers found; of a zone that an attacker answers for, nothing is known to be true.
   */
  List<String> problems() {
    return simulation().checkers().problems().stream()
        .filter(problem -> !problem.contains("evil"))
        .toList();
  }

  /** How often {@code address} was asked. */
  long askedAt(String address) {
    InetAddress at = IpPrefix.address(address);
    return simulation().network().log().stream().filter(a -> a.server().equals(at)).count();
  }
}
