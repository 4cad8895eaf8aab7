package dev.xylem.sim;

import dev.xylem.dns.Name;
import dev.xylem.zone.Zone;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A zone of the simulated internet: who serves it, and what it holds from when on. */
final class SimZone {

  /** What the parent says about the addresses of a name server. */
  enum Glue {
    RIGHT,
    NONE,
    /** Only the last of its addresses. */
    HALF,
    /** The address of nobody. */
    WRONG
  }

  /** A name server in the delegation. */
  record Delegate(Name name, SimAuthority authority, Glue glue) {

    /** Whether it can be asked as soon as the referral is there, and helps. */
    boolean helpsAtOnce(SimZone zone) {
      return glue == Glue.RIGHT && helps(zone);
    }

    boolean helps(SimZone zone) {
      return authority.quirk().isUseful() && authority.serves(zone);
    }
  }

  /** What the zone holds from {@code since} on, in seconds of the wall clock. */
  record Version(long since, Zone zone) {}

  private static final int LEAST_DELEGATION_TTL = 30;
  private static final int MOST_DELEGATION_TTL = 86_400;

  private final Name apex;
  private final @Nullable SimZone parent;
  private final List<Delegate> delegates = new ArrayList<>();
  private final List<Version> versions = new ArrayList<>();
  private long revokedAt = Long.MAX_VALUE;
  private long lastUse = Long.MAX_VALUE;

  SimZone(Name apex, @Nullable SimZone parent) {
    this.apex = apex;
    this.parent = parent;
  }

  Name apex() {
    return apex;
  }

  @Nullable SimZone parent() {
    return parent;
  }

  List<Delegate> delegates() {
    return delegates;
  }

  List<Version> versions() {
    return versions;
  }

  /**
   * The parent delegates the zone no longer; until now it did for {@code ttl} seconds each time.
   */
  void revoke(long now, int ttl) {
    revokedAt = now;
    lastUse = now + Math.clamp(ttl, LEAST_DELEGATION_TTL, MOST_DELEGATION_TTL);
  }

  /** This zone or the one above it that is not delegated any more; null when all are. */
  @Nullable SimZone revoked() {
    if (revokedAt < Long.MAX_VALUE) {
      return this;
    }
    return parent == null ? null : parent.revoked();
  }

  long revokedAt() {
    return revokedAt;
  }

  /** The last second at which the delegation may still be followed. */
  long lastUse() {
    return lastUse;
  }

  /** What the zone holds now. */
  Zone zone() {
    return versions.getLast().zone();
  }

  void change(long since, Zone zone) {
    versions.add(new Version(since, zone));
    for (Delegate delegate : delegates) {
      delegate.authority().zonesChanged();
    }
  }

  boolean isEmptyNonTerminal(Name name) {
    return name.isBelow(apex) && zone().exists(name) && zone().at(name).isEmpty();
  }

  /** Whether a server of this zone denies that {@code name} exists although names below it do. */
  boolean isDeniedWrongly(Name name) {
    return isEmptyNonTerminal(name)
        && delegates.stream()
            .anyMatch(d -> d.authority().quirk() == SimAuthority.Quirk.DENIES_EMPTY_NAMES);
  }

  @Override
  public String toString() {
    return apex + " " + delegates;
  }
}
