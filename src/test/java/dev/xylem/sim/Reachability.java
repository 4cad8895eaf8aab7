package dev.xylem.sim;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import dev.xylem.sim.SimAuthority.Quirk;
import dev.xylem.sim.SimZone.Delegate;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a question must get its answer: every zone that is needed on the way has a server that
 * helps, and what is in the way costs less, even at its worst, than the ledger allows.
 */
final class Reachability {
  // What follows is compared with a worst case that never comes together, and so is generous.
  private static final int MOST_ALIASES = 11;
  private static final int MOST_PACKETS = 150;
  private static final int MOST_LOOKUPS = 20;
  private static final int MOST_DEPTH = 5;
  private static final double MOST_SECONDS = 20;

  /** Delegations are renewed after 30 s when no server helps; failures are kept 30 s. */
  private static final int RENEWED_AFTER = 100;

  private static final int LONGEST_TTL = 172_800;

  private final Internet internet;
  private final Oracle oracle;
  private final Faults faults;
  private final SimNetwork network;

  Reachability(Internet internet, Oracle oracle, Faults faults, SimNetwork network) {
    this.network = network;
    this.internet = internet;
    this.oracle = oracle;
    this.faults = faults;
  }

  /**
   * Why {@code question}, asked between two seconds of the wall clock, may remain without answer;
   * null when it must be answered.
   */
  @Nullable String obstacle(Question question, long from, long to) {
    var way = new Way(question.type().equals(RrType.TXT), from);
    return way.follow(question, from, to, 0) ? way.excess() : way.obstacle;
  }

  /** Everything that one question may need. */
  private final class Way {
    /** Zones entered, and whether they could be; not, as long as it is being tried. */
    private final Map<SimZone, Boolean> zones = new HashMap<>();

    private final Set<SimAuthority> slow = new HashSet<>();
    private final boolean large;
    private final long now;
    private int packets;
    private int lookups;
    private String obstacle = "";
    private double seconds;

    /**
     * @param large whether the answer may be too large for UDP
     */
    private Way(boolean large, long now) {
      this.large = large;
      this.now = now;
    }

    private @Nullable String excess() {
      // What is lost is noticed when the time-out is over; more than this is not lost by chance.
      double loss = faults.loss() / 100.0;
      double lost = packets * loss + 3 * Math.sqrt(packets * loss);
      boolean affordable =
          packets + lost <= MOST_PACKETS
              && lookups <= MOST_LOOKUPS
              && seconds + lost * 0.4 <= MOST_SECONDS;
      return affordable ? null : packets + " packets, " + lookups + " lookups, " + seconds + " s";
    }

    private boolean blocked(String by) {
      obstacle = by;
      return false;
    }

    /** Follows every alias there may be; false when one leads to something unreachable. */
    boolean follow(Question question, long from, long to, int aliases) {
      if (aliases > MOST_ALIASES) {
        return blocked("more aliases than " + MOST_ALIASES);
      }
      if (!reach(question.name(), question.type(), 0)) {
        return false;
      }
      for (Oracle.Truth truth : oracle.truths(question.name(), question.type(), from, to)) {
        if (truth instanceof Oracle.Truth.Alias alias) {
          Name target = alias.target();
          if (target == null) {
            return blocked("an alias too long");
          }
          if (!follow(question.withName(target), from, to, aliases + 1)) {
            return false;
          }
        }
      }
      return true;
    }

    private boolean reach(Name name, RrType type, int depth) {
      SimZone zone = internet.zoneOf(name, type);
      // Minimisation may ask once for each label, and once more with the real type.
      spend(zone, 1 + name.labelCount() - zone.apex().labelCount());
      return enter(zone, depth);
    }

    private void spend(SimZone zone, int exchanges) {
      int worst = 1;
      long delay = 0;
      for (Delegate delegate : zone.delegates()) {
        boolean odd = delegate.authority().quirk() != Quirk.NONE;
        boolean twice = faults.spoofs() > 0 || faults.late() > 0 || faults.truncation() > 0;
        worst = Math.max(worst, odd && delegate.helps(zone) ? 3 : twice ? 2 : 1);
        delay = Math.max(delay, delegate.authority().delay());
      }
      packets += exchanges * worst;
      seconds += exchanges * (worst == 1 ? 1 : worst + 1) * delay / 1e9;
    }

    /** Counts what it takes to have a server of {@code zone} that helps; false when none does. */
    private boolean enter(SimZone zone, int depth) {
      if (zone.parent() == null) {
        return true;
      }
      if (depth > MOST_DEPTH || zone.delegates().size() > 8) {
        return blocked("the servers of " + zone.apex());
      }
      Boolean known = zones.putIfAbsent(zone, false);
      if (known != null) {
        return known || blocked(zone.apex() + " again");
      }
      if (zone.revoked() != null) {
        return blocked(zone.apex() + " is not delegated any more");
      }
      SimZone parent = zone.parent();
      spend(parent, zone.apex().labelCount() - parent.apex().labelCount());
      boolean reachable = enter(parent, depth) && hasHelp(zone, depth);
      zones.put(zone, reachable);
      return reachable;
    }

    private boolean hasHelp(SimZone zone, int depth) {
      boolean atOnce = false;
      boolean afterLookup = false;
      boolean allFound = true;
      for (Delegate delegate : zone.delegates()) {
        boolean within = delegate.name().isAtOrBelow(zone.apex());
        boolean helps =
            delegate.helps(zone)
                && isSteady(delegate.authority())
                && isKnownAgain(delegate.authority(), within);
        if (!helps && slow.add(delegate.authority())) {
          packets += 3;
          seconds += delegate.authority().quirk() == Quirk.DEAD ? 2 : 0.5;
        }
        boolean usable = hasUsableGlue(delegate);
        if (delegate.glue() != SimZone.Glue.NONE && !usable || hasMoved(delegate.authority())) {
          seconds += 3;
          packets += 4;
        }
        atOnce |= helps && usable;
        if (!usable && !within) {
          lookups += 2;
          boolean found = reach(delegate.name(), RrType.A, depth + 1);
          allFound &= found;
          afterLookup |= helps && found;
        }
      }
      // A server with glue that answers the first time spares us all others; looking for one whose
      // own zone is dead may take all the time there is.
      boolean sure = (atOnce && faults.loss() == 0) || (allFound && (atOnce || afterLookup));
      return sure || blocked("no sure help for " + zone.apex());
    }

    private static boolean hasMoved(SimAuthority authority) {
      return authority.movedAt() > Long.MIN_VALUE;
    }

    /**
     * Whether a server that moved is found where it is now: by asking the parent again, or when no
     * TTL there may be keeps its old addresses any more.
     */
    private boolean isKnownAgain(SimAuthority authority, boolean within) {
      int seconds = within ? RENEWED_AFTER : LONGEST_TTL;
      return !hasMoved(authority) || now - authority.movedAt() > seconds;
    }

    /** Whether the glue leads to the server, by a family that works. */
    private boolean hasUsableGlue(Delegate delegate) {
      if (internet.zoneOf(delegate.name(), RrType.A).revoked() != null) {
        return false;
      }
      List<InetAddress> addresses = delegate.authority().addresses();
      return switch (delegate.glue()) {
        case RIGHT -> addresses.stream().anyMatch(this::hasRoute);
        case HALF -> hasRoute(addresses.getLast());
        case NONE, WRONG -> false;
      };
    }

    private boolean hasRoute(InetAddress address) {
      return !faults.ipv4Only() || address instanceof Inet4Address;
    }

    /** Whether a server that helps does so in three exchanges under the faults there are. */
    private boolean isSteady(SimAuthority authority) {
      boolean routed = authority.addresses().stream().anyMatch(this::hasRoute);
      boolean late = authority.isFarther() && faults.loss() > 0;
      if (!routed || late || network.seemsDown(authority.addresses())) {
        return false;
      }
      boolean calm =
          faults.loss() == 0
              && faults.spoofs() == 0
              && faults.late() == 0
              && faults.truncation() == 0;
      return switch (authority.quirk()) {
        case NONE, LIES -> true;
        case NO_TCP, FOLDS_CASE_NO_TCP -> calm && !large;
        default -> calm;
      };
    }
  }
}
