package dev.xylem.sim;

import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.sim.SimAuthority.Quirk;
import dev.xylem.sim.SimZone.Delegate;
import dev.xylem.sim.SimZone.Glue;
import dev.xylem.zone.Zone;
import dev.xylem.zone.ZoneBuilder;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Draws an {@link Internet} from a seed: delegations up to five deep with every kind of glue,
 * servers with every quirk, aliases across zones, and now and then something hostile.
 */
final class InternetGenerator {
  private static final int DEEPEST = 5;
  private static final int MOST_ZONES = 24;

  private final Random chance;
  private final Internet internet = new Internet();
  private final Map<SimZone, List<RrSet>> contents = new LinkedHashMap<>();
  private final List<SimZone> hosts = new ArrayList<>();

  /** One server in so many is odd or bad; 0: none. */
  private final int oddity;

  private int addresses;
  private int names;

  private InternetGenerator(long seed, int oddity) {
    this.chance = new Random(seed);
    this.oddity = oddity;
  }

  static Internet generate(long seed, Faults faults, long since) {
    var generator = new InternetGenerator(seed, faults.oddity());
    generator.tree();
    if (generator.oddity > 0) {
      new HostileZones(generator, generator.chance).add();
    }
    List<InetAddress> nowhere = List.of(generator.internet.poison().address());
    generator.internet.add(
        new SimAuthority(nowhere, Quirk.IMPOSTOR, 1_000_000, generator.internet.poison()));
    generator.internet.zones().values().forEach(zone -> generator.publish(zone, since));
    return generator.internet;
  }

  private void tree() {
    SimZone root = zone(Name.ROOT, null);
    for (int i = 0; i < 2; i++) {
      served(root, Name.of("ns" + i + ".root-servers."));
    }
    int tops = 2 + chance.nextInt(3);
    for (int i = 0; i < tops; i++) {
      SimZone top = goodZone(Name.of("t" + i + "."), root);
      hosts.add(top);
      fill(top);
    }
    SimZone t0 = known("t0.");
    canary(goodZone(internet.poison().canary(), t0));
    for (int i = 0; i < tops; i++) {
      children(known("t" + i + "."), 2);
    }
  }

  private void canary(SimZone canary) {
    for (String label : List.of("www", "mail")) {
      Name name = below(label, canary);
      put(canary, Records.address(name, 300, 7));
      ask(name, RrType.A);
      ask(name, RrType.MX);
    }
    ask(canary.apex(), RrType.NS);
    ask(canary.apex(), RrType.A);
  }

  private void children(SimZone parent, int depth) {
    int count = chance.nextInt(depth == 2 ? 5 : 3);
    for (int i = 0; i < count && internet.zones().size() < MOST_ZONES; i++) {
      String label = "z" + names++ + (chance.nextInt(5) == 0 ? ".ent" : "");
      SimZone child = zone(below(label, parent), parent);
      int servers = 1 + chance.nextInt(4);
      for (int k = 0; k < servers; k++) {
        server(child, parent, k);
      }
      fill(child);
      hosts.add(child);
      if (depth < DEEPEST) {
        children(child, depth + 1);
      }
    }
  }

  SimZone known(String apex) {
    return internet.zoneOf(Name.of(apex), RrType.NS);
  }

  /** A zone with two good servers and glue. */
  SimZone goodZone(Name apex, SimZone parent) {
    SimZone zone = zone(apex, parent);
    for (int i = 1; i <= 2; i++) {
      served(zone, below("ns" + i, zone));
    }
    return zone;
  }

  private void served(SimZone zone, Name server) {
    SimAuthority authority = authority(Quirk.NONE);
    authority.serve(zone);
    delegate(zone, server, authority, Glue.RIGHT);
  }

  /** Gives {@code child} one more server of some kind. */
  private void server(SimZone child, SimZone parent, int number) {
    boolean odd = oddity > 0 && chance.nextInt(oddity) == 0;
    Quirk quirk = odd ? Quirk.values()[chance.nextInt(Quirk.IMPOSTOR.ordinal())] : Quirk.NONE;
    boolean shared = quirk == Quirk.NONE && !parent.apex().isRoot() && chance.nextInt(6) == 0;
    // A liar serves one zone only: what it says about others must be beyond its bailiwick.
    SimAuthority first = parent.delegates().getFirst().authority();
    SimAuthority authority = shared && first.quirk() == Quirk.NONE ? first : authority(quirk);
    boolean lame = oddity > 0 && chance.nextInt(oddity * 3) == 0;
    if (!lame) {
      authority.serve(child);
    }
    if (chance.nextInt(3) > 0) {
      delegate(child, below("ns" + number, child), authority, glue());
    } else {
      SimZone host = hosts.get(chance.nextInt(hosts.size()));
      Name name = below("host" + names++, host);
      // The parent knows addresses of names in its own zone; of a sibling's it may have glue.
      boolean known = host == parent;
      boolean sibling = host.apex().isBelow(parent.apex()) && chance.nextBoolean();
      put(host, name, authority);
      Glue glue = known ? Glue.RIGHT : sibling ? glue() : Glue.NONE;
      if (sibling) {
        glue(parent, name, authority, glue);
      }
      child.delegates().add(new Delegate(name, authority, glue));
    }
  }

  private Glue glue() {
    Glue[] bad = {Glue.NONE, Glue.WRONG, Glue.HALF};
    return oddity > 0 && chance.nextInt(oddity * 2) == 0 ? bad[chance.nextInt(3)] : Glue.RIGHT;
  }

  /** Adds a server of the zone's own domain, with its addresses there and at the parent. */
  void delegate(SimZone zone, Name name, SimAuthority authority, Glue glue) {
    zone.delegates().add(new Delegate(name, authority, glue));
    put(zone, name, authority);
    SimZone parent = zone.parent();
    if (parent != null) {
      glue(parent, name, authority, glue);
    }
  }

  private void glue(SimZone parent, Name name, SimAuthority authority, Glue glue) {
    switch (glue) {
      case HALF -> put(parent, Records.address(name, ttl(), authority.addresses().getLast()));
      case RIGHT -> put(parent, name, authority);
      case WRONG -> put(parent, Records.address(name, ttl(), address()));
      case NONE -> {}
    }
  }

  private void put(SimZone zone, Name name, SimAuthority authority) {
    for (InetAddress address : authority.addresses()) {
      put(zone, Records.address(name, ttl(), address));
    }
  }

  void put(SimZone zone, RrSet set) {
    contentsOf(zone).add(set);
  }

  private List<RrSet> contentsOf(SimZone zone) {
    return contents.computeIfAbsent(zone, _ -> new ArrayList<>());
  }

  void ask(Name name, RrType type) {
    internet.ask(name, type);
  }

  SimZone zone(Name apex, @Nullable SimZone parent) {
    SimZone zone = new SimZone(apex, parent);
    internet.zones().put(apex, zone);
    return zone;
  }

  SimAuthority authority(Quirk quirk) {
    List<InetAddress> own = new ArrayList<>(List.of(address()));
    int family = chance.nextInt(10);
    if (family == 0) {
      own.add(IpPrefix.address("2001:db8::" + Integer.toHexString(++addresses)));
    }
    if (family == 1) {
      own = List.of(IpPrefix.address("2001:db8::" + Integer.toHexString(++addresses)));
    }
    var authority = new SimAuthority(own, quirk, delay(chance), internet.poison());
    internet.add(authority);
    return authority;
  }

  /** Nanoseconds that a server is away, there and back. */
  static long delay(Random chance) {
    return TimeUnit.MILLISECONDS.toNanos(1 + chance.nextInt(chance.nextInt(4) == 0 ? 180 : 40));
  }

  private InetAddress address() {
    addresses++;
    return IpPrefix.address("198.18." + addresses / 250 + "." + (1 + addresses % 250));
  }

  int ttl() {
    int[] choices = {0, 1, 5, 30, 300, 300, 3600, 86_400, 172_800};
    return choices[chance.nextInt(choices.length)];
  }

  static Name below(String label, SimZone zone) {
    return Name.of(label + "." + Records.dotted(zone.apex()));
  }

  /** Data of every kind, and questions about it. */
  private void fill(SimZone zone) {
    for (int i = 0; i < 2; i++) {
      Name host = below("www" + i, zone);
      put(zone, Records.address(host, ttl(), chance.nextInt(1 << 20)));
      ask(host, RrType.A);
      ask(host, chance.nextBoolean() ? RrType.AAAA : RrType.TXT);
    }
    Name deep = below("a.b.c", zone);
    put(zone, Records.address(deep, ttl(), 3));
    ask(deep, RrType.A);
    ask(below("b.c", zone), RrType.A);
    ask(below("missing", zone), RrType.A);
    ask(below("not.b.c", zone), RrType.A);
    ask(zone.apex(), chance.nextBoolean() ? RrType.SOA : RrType.NS);
    ask(zone.apex(), RrType.DS);
    // Liars below say that there is one.
    ask(zone.apex(), RrType.DNAME);
    if (chance.nextInt(3) == 0) {
      put(zone, Records.text(below("*.wild", zone), ttl(), 1));
      ask(below("x.wild", zone), RrType.TXT);
      ask(below("y.x.wild", zone), RrType.TXT);
      ask(below("x.wild", zone), RrType.A);
      ask(below("wild", zone), RrType.TXT);
    }
    if (chance.nextInt(3) == 0) {
      Name large = below("large", zone);
      put(zone, Records.text(large, ttl(), 5 + chance.nextInt(20)));
      ask(large, RrType.TXT);
    }
    if (chance.nextInt(4) == 0) {
      put(zone, Records.mail(zone.apex(), ttl(), below("www0", zone)));
      ask(zone.apex(), RrType.MX);
    }
    aliases(zone);
  }

  private void aliases(SimZone zone) {
    int count = chance.nextInt(4);
    for (int i = 0; i < count; i++) {
      Name alias = below("alias" + i, zone);
      List<Question> known = internet.questions();
      Name target = known.get(chance.nextInt(known.size())).name();
      put(zone, Records.alias(alias, RrType.CNAME, ttl(), target));
      ask(alias, RrType.A);
      ask(alias, chance.nextBoolean() ? RrType.TXT : RrType.CNAME);
    }
    if (chance.nextInt(5) == 0) {
      SimZone target = hosts.isEmpty() ? zone : hosts.get(chance.nextInt(hosts.size()));
      put(zone, Records.alias(below("d", zone), RrType.DNAME, ttl(), target.apex()));
      ask(below("www0.d", zone), RrType.A);
      ask(below("missing.d", zone), RrType.A);
      ask(below("d", zone), RrType.A);
      String label = "l".repeat(60);
      Name far = below(label + "." + label, zone);
      put(zone, Records.alias(below("far", zone), RrType.DNAME, ttl(), far));
      ask(below(String.join(".", label, label, label, "far"), zone), RrType.A);
    }
    if (chance.nextInt(6) == 0) {
      put(zone, Records.alias(below("loop1", zone), RrType.CNAME, ttl(), below("loop2", zone)));
      put(zone, Records.alias(below("loop2", zone), RrType.CNAME, ttl(), below("loop1", zone)));
      ask(below("loop1", zone), RrType.A);
    }
  }

  private void publish(SimZone zone, long since) {
    ZoneBuilder builder = Zone.builder(zone.apex());
    builder.add(Records.soa(zone.apex(), ttl(), ttl()));
    if (!zone.delegates().isEmpty()) {
      builder.add(nsOf(zone));
    }
    contentsOf(zone).forEach(builder::add);
    for (SimZone child : internet.zones().values()) {
      if (child.parent() == zone) {
        builder.add(nsOf(child));
      }
    }
    zone.change(since, builder.build());
  }

  private final Map<SimZone, RrSet> nsSets = new LinkedHashMap<>();

  private RrSet nsOf(SimZone zone) {
    return nsSets.computeIfAbsent(
        zone,
        _ ->
            Records.ns(zone.apex(), ttl(), zone.delegates().stream().map(Delegate::name).toList()));
  }
}
