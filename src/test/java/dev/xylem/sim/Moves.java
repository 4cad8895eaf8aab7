package dev.xylem.sim;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.zone.Zone;
import dev.xylem.zone.ZoneBuilder;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Changes who serves what, and from where: a server gets other addresses, a zone is no longer
 * delegated (S20), the way to a server becomes another.
 */
final class Moves {
  private final Internet internet;
  private final Random chance;

  /** What becomes of an RRset; null: it goes. */
  private interface Change {
    @Nullable RrSet apply(RrSet set);
  }

  Moves(Internet internet, Random chance) {
    this.internet = internet;
    this.chance = chance;
  }

  /** A server moves; nobody is at its old addresses any more, and every zone knows the new ones. */
  void renumber(long now) {
    List<SimAuthority> movable =
        internet.authorities().values().stream()
            .distinct()
            .filter(a -> !a.serves(internet.root()) && a.quirk().isUseful())
            .toList();
    SimAuthority mover = movable.get(chance.nextInt(movable.size()));
    List<InetAddress> before = mover.addresses();
    List<InetAddress> after = before.stream().map(Moves::moved).toList();
    internet.authorities().keySet().removeAll(before);
    mover.move(after, now);
    internet.add(mover);
    for (SimZone zone : internet.zones().values()) {
      change(zone, now, set -> renumbered(set, before, after));
    }
  }

  /** The ways to some servers become longer or shorter. */
  void detour() {
    internet.authorities().values().stream()
        .distinct()
        .filter(_ -> chance.nextInt(3) == 0)
        .forEach(authority -> authority.detour(InternetGenerator.delay(chance)));
  }

  /** A parent stops to delegate a zone; its servers do not know yet. */
  void revoke(long now) {
    List<SimZone> candidates =
        internet.zones().values().stream()
            .filter(zone -> isRevocable(zone) && zone.versions().getLast().since() < now)
            .toList();
    if (candidates.isEmpty()) {
      return;
    }
    SimZone gone = candidates.get(chance.nextInt(candidates.size()));
    SimZone parent = parentOf(gone);
    List<SimZone> below =
        internet.zones().values().stream()
            .filter(zone -> zone.apex().isAtOrBelow(gone.apex()))
            .toList();
    int ttl = ttlOfDelegation(gone);
    // Who is asked about a zone above would go on answering from the old zone as an authority.
    for (SimAuthority authority : internet.authorities().values()) {
      if (below.stream().anyMatch(authority::serves) && isAskedAbove(authority, gone)) {
        // And until now it delegated what is below as if it were its own.
        ttl = Math.max(ttl, below.stream().mapToInt(Moves::ttlOfDelegation).max().orElse(0));
        below.forEach(authority::drop);
      }
    }
    gone.revoke(now, ttl);
    change(parent, now, set -> set.owner().isAtOrBelow(gone.apex()) ? null : set);
  }

  /** Whether a zone above {@code gone} is served there, or said to be. */
  private boolean isAskedAbove(SimAuthority authority, SimZone gone) {
    return internet.zones().values().stream()
        .filter(zone -> gone.apex().isBelow(zone.apex()))
        .anyMatch(zone ->
            authority.serves(zone)
                || zone.delegates().stream()
                    .anyMatch(delegate -> delegate.authority() == authority));
  }

  /** Seconds for which the zone above delegates {@code zone}. */
  private static int ttlOfDelegation(SimZone zone) {
    RrSet ns = parentOf(zone).zone().find(zone.apex(), RrType.NS);
    return ns == null ? 0 : ns.ttl();
  }

  private boolean isRevocable(SimZone zone) {
    Name canary = internet.poison().canary();
    return zone.parent() != null
        && zone.parent().parent() != null
        && !canary.isAtOrBelow(zone.apex())
        && !zone.delegates().isEmpty();
  }

  private static SimZone parentOf(SimZone zone) {
    SimZone parent = zone.parent();
    if (parent == null) {
      throw new IllegalArgumentException("the root has no parent");
    }
    return parent;
  }

  private static void change(SimZone zone, long now, Change change) {
    boolean changed = false;
    ZoneBuilder builder = Zone.builder(zone.apex());
    for (RrSet set : zone.zone().sets()) {
      RrSet other = change.apply(set);
      changed |= other != set;
      if (other != null) {
        builder.add(other);
      }
    }
    if (changed) {
      zone.change(now, builder.build());
    }
  }

  private static RrSet renumbered(RrSet set, List<InetAddress> before, List<InetAddress> after) {
    boolean addresses = set.type().equals(RrType.A) || set.type().equals(RrType.AAAA);
    if (!addresses || set.addresses().stream().noneMatch(before::contains)) {
      return set;
    }
    List<Rdata> records = new ArrayList<>();
    for (InetAddress address : set.addresses()) {
      int at = before.indexOf(address);
      records.add(Rdata.of((at < 0 ? address : after.get(at)).getAddress()));
    }
    return RrSet.of(set.owner(), set.type(), set.ttl(), records.toArray(Rdata[]::new));
  }

  /** An address of the same family where nobody is. */
  private static InetAddress moved(InetAddress address) {
    byte[] octets = Arrays.copyOf(address.getAddress(), address.getAddress().length);
    octets[octets.length - 2] ^= (byte) 0x80;
    try {
      return InetAddress.getByAddress(octets);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
