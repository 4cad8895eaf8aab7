package dev.xylem.sim;

import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.zone.Zone;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is true of a name, by the zone tree alone. */
final class Oracle {
  /** No TTL counts for more than the cache's limits. */
  private static final int MAX_TTL = 86_400;

  private static final int MAX_NEGATIVE_TTL = 3_600;

  /** Seconds that a reply may be under way, or wait for the rest of its query. */
  private static final int UNDER_WAY = 10;

  private final Internet internet;

  Oracle(Internet internet) {
    this.internet = internet;
  }

  /** What is true of one name; an alias says nothing of what it leads to. */
  sealed interface Truth {
    /** Seconds for which it may be remembered. */
    int ttl();

    record Data(RrSet rrSet, int ttl) implements Truth {}

    /**
     * @param dname the DNAME above the name; null when there is a CNAME at it
     * @param target null when the name is too long
     */
    record Alias(@Nullable RrSet dname, @Nullable Name target, int ttl) implements Truth {}

    record NoData(int ttl) implements Truth {}

    record NxDomain(int ttl) implements Truth {}
  }

  /** All that a client may be told about {@code name} between two seconds of the wall clock. */
  List<Truth> truths(Name name, RrType type, long from, long to) {
    SimZone zone = internet.zoneOf(name, type);
    List<Truth> truths = truthsOf(zone, name, type, new Span(from, to));
    SimZone gone = zone.revoked();
    SimZone above = gone == null ? null : gone.parent();
    if (gone != null && above != null && to >= gone.revokedAt()) {
      // What was learnt by the delegation while it lasted lives as long as it says, no longer.
      truths.removeIf(truth -> from > gone.lastUse() + truth.ttl() + UNDER_WAY);
      truths.addAll(truthsOf(above, name, type, new Span(from, to)));
    }
    return truths;
  }

  /** Two seconds of the wall clock. */
  private record Span(long from, long to) {}

  private static List<Truth> truthsOf(SimZone zone, Name name, RrType type, Span span) {
    List<SimZone.Version> versions = zone.versions();
    List<Truth> truths = new ArrayList<>();
    for (int i = 0; i < versions.size(); i++) {
      SimZone.Version version = versions.get(i);
      boolean last = i == versions.size() - 1;
      Truth truth = truth(version.zone(), name, type);
      long end = last ? Long.MAX_VALUE : versions.get(i + 1).since() + truth.ttl() + UNDER_WAY;
      if (version.since() <= span.to() && end >= span.from()) {
        truths.add(truth);
        if (zone.isDeniedWrongly(name)) {
          truths.add(new Truth.NxDomain(truth.ttl()));
        }
      }
    }
    return truths;
  }

  /** RFC 1034 §4.3.2 within one zone, which is known to be the right one. */
  private static Truth truth(Zone zone, Name name, RrType type) {
    RrSet dname = zone.dnameAbove(name);
    if (dname != null) {
      Name target = name.replaceSuffix(dname.owner(), dname.target());
      return new Truth.Alias(dname, target, ttl(dname));
    }
    Name source = zone.exists(name) ? name : zone.sourceOfSynthesis(name);
    int negative = Math.min(zone.negativeTtl(), MAX_NEGATIVE_TTL);
    if (source == null) {
      return new Truth.NxDomain(negative);
    }
    RrSet data = zone.find(source, type);
    if (data != null) {
      return new Truth.Data(data, ttl(data));
    }
    RrSet cname = zone.find(source, RrType.CNAME);
    return cname != null
        ? new Truth.Alias(null, cname.target(), ttl(cname))
        : new Truth.NoData(negative);
  }

  private static int ttl(RrSet set) {
    return Math.min(set.ttl(), MAX_TTL);
  }
}
