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

/** Changes who serves what: a server gets other addresses, a zone is no longer delegated (S20). */
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
    RrSet ns = parent.zone().find(gone.apex(), RrType.NS);
    gone.revoke(now, ns == null ? 0 : ns.ttl());
    // Who serves a zone above would go on answering from the old zone as an authority.
    for (SimAuthority authority : internet.authorities().values()) {
      if (internet.zones().values().stream()
          .anyMatch(zone -> gone.apex().isBelow(zone.apex()) && authority.serves(zone))) {
        internet.zones().values().stream()
            .filter(zone -> zone.apex().isAtOrBelow(gone.apex()))
            .forEach(authority::drop);
      }
    }
    change(parent, now, set -> set.owner().isAtOrBelow(gone.apex()) ? null : set);
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
