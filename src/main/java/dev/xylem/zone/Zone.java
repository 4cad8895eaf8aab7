package dev.xylem.zone;

import dev.xylem.dns.Name;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * The data of one zone (RFC 1034 §4.2), immutable, its names in canonical order (RFC 4034 §6.1).
 *
 * <p>NSEC3 records are kept apart: their owner names are hashes, not names of the zone, and must
 * not be found when a question happens to ask for one (RFC 5155 §7.2.8).
 */
public final class Zone {
  private final Name apex;
  private final RrClass rrClass;
  private final NavigableMap<Name, List<RrSet>> names;
  private final NavigableMap<Name, RrSet> nsec3;

  Zone(
      Name apex,
      RrClass rrClass,
      NavigableMap<Name, List<RrSet>> names,
      NavigableMap<Name, RrSet> nsec3) {
    this.apex = apex;
    this.rrClass = rrClass;
    this.names = Collections.unmodifiableNavigableMap(names);
    this.nsec3 = Collections.unmodifiableNavigableMap(nsec3);
  }

  /** A builder for the zone of class IN at {@code apex}. */
  public static ZoneBuilder builder(Name apex) {
    return new ZoneBuilder(apex, RrClass.IN);
  }

  /** A zone of these records, in any order. */
  public static Zone of(Name apex, Iterable<ResourceRecord> records) {
    ZoneBuilder builder = builder(apex);
    records.forEach(builder::add);
    return builder.build();
  }

  public Name apex() {
    return apex;
  }

  public RrClass rrClass() {
    return rrClass;
  }

  /** The RRset of this owner and type; null when there is none. Not for NSEC3. */
  public @Nullable RrSet find(Name owner, RrType type) {
    for (RrSet set : at(owner)) {
      if (set.type().equals(type)) {
        return set;
      }
    }
    return null;
  }

  /** All RRsets of {@code owner} in the order of their type numbers, NSEC3 excepted. */
  public List<RrSet> at(Name owner) {
    return names.getOrDefault(owner, List.of());
  }

  public RrSet soa() {
    RrSet soa = find(apex, RrType.SOA);
    if (soa == null) {
      throw new IllegalStateException("the builder lets no zone without SOA pass");
    }
    return soa;
  }

  /** The TTL of negative answers: the lesser of the SOA's TTL and its MINIMUM (RFC 2308 §5). */
  public int negativeTtl() {
    RrSet soa = soa();
    long minimum = soa.records().first().u32(soa.records().first().length() - 4);
    return (int) Math.min(soa.ttl(), minimum);
  }

  /** Owner names and their RRsets in canonical order, NSEC3 excepted. */
  public NavigableMap<Name, List<RrSet>> names() {
    return names;
  }

  /** The NSEC3 RRsets by their owner names, which is the order of their hashes. */
  public NavigableMap<Name, RrSet> nsec3() {
    return nsec3;
  }

  /** Every RRset of the zone, in canonical order, NSEC3 last. */
  public List<RrSet> sets() {
    List<RrSet> sets = new ArrayList<>();
    names.values().forEach(sets::addAll);
    sets.addAll(nsec3.values());
    return sets;
  }

  /** Whether {@code name} exists: it has records, or names below it have (RFC 4592 §2.2.2). */
  public boolean exists(Name name) {
    // A name's descendants follow it directly in canonical order.
    Name next = names.ceilingKey(name);
    return next != null && next.isAtOrBelow(name);
  }

  /** The longest existing ancestor of {@code name}, or itself (RFC 4592 §3.3.1). */
  public Name closestEncloser(Name name) {
    Name candidate = name;
    while (candidate.labelCount() > apex.labelCount() && !exists(candidate)) {
      candidate = candidate.parent();
    }
    return candidate;
  }

  /** The wildcard that would answer for {@code name}, which does not exist; null when none. */
  public @Nullable Name sourceOfSynthesis(Name name) {
    Name wildcard = closestEncloser(name).wildcard();
    return wildcard != null && exists(wildcard) ? wildcard : null;
  }

  /** Whether {@code name} has NS records and is not the apex. */
  public boolean isDelegation(Name name) {
    return !name.equals(apex) && find(name, RrType.NS) != null;
  }

  /** The NS RRset of the highest zone cut at or above {@code name}; null in authoritative data. */
  public @Nullable RrSet cutAtOrAbove(Name name) {
    for (int labels = apex.labelCount() + 1; labels <= name.labelCount(); labels++) {
      RrSet ns = find(name.ancestor(labels), RrType.NS);
      if (ns != null) {
        return ns;
      }
    }
    return null;
  }

  /** The highest DNAME above {@code name} (RFC 6672 §2.3); null when none. */
  public @Nullable RrSet dnameAbove(Name name) {
    for (int labels = apex.labelCount(); labels < name.labelCount(); labels++) {
      RrSet dname = find(name.ancestor(labels), RrType.DNAME);
      if (dname != null) {
        return dname;
      }
    }
    return null;
  }

  /** Whether {@code name} lies below a zone cut or a DNAME: glue, or never to be seen at all. */
  public boolean isOccluded(Name name) {
    RrSet cut = cutAtOrAbove(name);
    return (cut != null && name.isBelow(cut.owner())) || dnameAbove(name) != null;
  }

  @Override
  public String toString() {
    return "Zone[" + apex + "]";
  }
}
