package dev.xylem.zone;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the records of one zone; {@link #build} checks what holds for the zone as a whole.
 *
 * <p>All methods throw {@link IllegalArgumentException} for what no zone can hold.
 */
public final class ZoneBuilder {
  private record Key(Name owner, RrType type) {}

  /** The records of one RRset so far, and its signatures. */
  private static final class Gathered {
    private int ttl = Integer.MAX_VALUE;
    private final Name owner;
    private final List<Rdata> records = new ArrayList<>();
    private final List<Rdata> signatures = new ArrayList<>();

    Gathered(Name owner) {
      this.owner = owner;
    }

    RrSet toSet(RrType type, RrClass rrClass) {
      return new RrSet(owner, type, rrClass, ttl, RdataList.of(records), RdataList.of(signatures));
    }
  }

  private final Name apex;
  private final RrClass rrClass;
  private final SequencedMap<Key, Gathered> sets = new LinkedHashMap<>();

  ZoneBuilder(Name apex, RrClass rrClass) {
    this.apex = apex;
    this.rrClass = rrClass;
  }

  /** Adds one record; an RRSIG goes to the RRset it covers. */
  public ZoneBuilder add(ResourceRecord record) {
    require(record.owner().isAtOrBelow(apex), record.owner() + " is not in zone " + apex);
    require(record.rrClass().equals(rrClass), record.rrClass() + " in a zone of " + rrClass);
    require(!record.type().isMeta(), record.type() + " is a type that no zone holds");
    boolean signature = record.type().equals(RrType.RRSIG);
    RrType type = signature ? RrType.of(record.rdata().u16(0)) : record.type();
    Gathered gathered =
        sets.computeIfAbsent(new Key(record.owner(), type), key -> new Gathered(record.owner()));
    (signature ? gathered.signatures : gathered.records).add(record.rdata());
    if (!signature) {
      // TTLs of one RRset must be equal; the least of them is safe (RFC 2181 §5.2).
      gathered.ttl = Math.min(gathered.ttl, record.ttl());
    }
    return this;
  }

  /** Adds an RRset with its signatures. */
  public ZoneBuilder add(RrSet set) {
    for (Rdata rdata : set.records()) {
      add(new ResourceRecord(set.owner(), set.type(), set.rrClass(), set.ttl(), rdata));
    }
    for (Rdata rdata : set.signatures()) {
      add(new ResourceRecord(set.owner(), RrType.RRSIG, set.rrClass(), set.ttl(), rdata));
    }
    return this;
  }

  /** Adds all RRsets of {@code zone}, each as {@code change} makes it. */
  public ZoneBuilder addAll(Zone zone, UnaryOperator<RrSet> change) {
    zone.sets().forEach(set -> add(change.apply(set)));
    return this;
  }

  /** The zone. */
  public Zone build() {
    NavigableMap<Name, List<RrSet>> names = new TreeMap<>();
    NavigableMap<Name, RrSet> nsec3 = new TreeMap<>();
    sets.forEach((key, gathered) -> {
      require(!gathered.records.isEmpty(), key.owner + " has an RRSIG over missing " + key.type);
      RrSet set = gathered.toSet(key.type, rrClass);
      if (key.type.equals(RrType.NSEC3)) {
        nsec3.put(key.owner, set);
      } else {
        names.computeIfAbsent(key.owner, owner -> new ArrayList<>(2)).add(set);
      }
    });
    names.replaceAll((owner, node) -> checked(owner, node));
    RrSet soa = gatheredSoa(names.get(apex));
    require(soa != null && soa.records().size() == 1, apex + " needs exactly one SOA");
    return new Zone(apex, rrClass, names, nsec3);
  }

  private static @Nullable RrSet gatheredSoa(@Nullable List<RrSet> node) {
    if (node == null) {
      return null;
    }
    return node.stream().filter(set -> set.type().equals(RrType.SOA)).findFirst().orElse(null);
  }

  private List<RrSet> checked(Name owner, List<RrSet> node) {
    for (RrSet set : node) {
      boolean alias = set.type().equals(RrType.CNAME);
      boolean single = alias || set.type().equals(RrType.DNAME);
      require(!single || set.records().size() == 1, owner + " has several " + set.type());
      require(!alias || isAlone(node), owner + " has CNAME and other data");
      boolean soa = set.type().equals(RrType.SOA);
      require(!soa || owner.equals(apex), owner + " has an SOA but is not the apex");
    }
    return node.stream().sorted(Comparator.comparingInt(set -> set.type().code())).toList();
  }

  /** Beside a CNAME there may be only what DNSSEC needs (RFC 4034 §3 and §4). */
  private static boolean isAlone(List<RrSet> node) {
    return node.stream()
        .allMatch(set -> set.type().equals(RrType.CNAME) || set.type().equals(RrType.NSEC));
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException(problem);
    }
  }
}
