package dev.xylem.lab;

import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.zone.Zone;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Proofs of a zone with NSEC (RFC 4035 §3.1.3). */
final class NsecProofs implements DenialProofs {
  private final Zone zone;
  private final NavigableMap<Name, RrSet> chain = new TreeMap<>();

  NsecProofs(Zone zone) {
    this.zone = zone;
    for (Name name : zone.names().keySet()) {
      RrSet nsec = zone.find(name, RrType.NSEC);
      if (nsec != null) {
        chain.put(name, nsec);
      }
    }
  }

  @Override
  public List<RrSet> noData(Name name) {
    return List.of(atOrBefore(name));
  }

  @Override
  public List<RrSet> nxDomain(Name name) {
    Name wildcard = zone.closestEncloser(name).wildcard();
    return wildcard == null
        ? List.of(atOrBefore(name))
        : distinct(atOrBefore(name), atOrBefore(wildcard));
  }

  @Override
  public List<RrSet> wildcardAnswer(Name name) {
    return List.of(atOrBefore(name));
  }

  @Override
  public List<RrSet> wildcardNoData(Name name, Name wildcard) {
    return distinct(atOrBefore(wildcard), atOrBefore(name));
  }

  /** The NSEC that {@code name} owns, or the one whose span it lies in. */
  private RrSet atOrBefore(Name name) {
    // The apex comes first in canonical order, and no name that is asked about lies before it.
    return chain.floorEntry(name).getValue();
  }

  private static List<RrSet> distinct(RrSet first, RrSet second) {
    return Stream.of(first, second).distinct().toList();
  }
}
