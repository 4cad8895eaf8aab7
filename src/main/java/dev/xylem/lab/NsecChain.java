package dev.xylem.lab;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.RdataText;
import dev.xylem.zone.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The NSEC records of a zone (RFC 4034 §4, RFC 4035 §2.3). */
final class NsecChain {
  private NsecChain() {}

  static List<RrSet> of(Zone zone) {
    List<Name> owners =
        zone.names().keySet().stream().filter(name -> !zone.isOccluded(name)).toList();
    List<RrSet> chain = new ArrayList<>(owners.size());
    for (int i = 0; i < owners.size(); i++) {
      Name owner = owners.get(i);
      Name next = owners.get((i + 1) % owners.size());
      String types = typesAt(zone, owner, RrType.NSEC, RrType.RRSIG);
      Rdata rdata = RdataText.parse(RrType.NSEC, next + " " + types, Name.ROOT);
      // The TTL of negative answers (RFC 9077 §3).
      chain.add(RrSet.of(owner, RrType.NSEC, zone.negativeTtl(), rdata));
    }
    return chain;
  }

  /**
   * The types that the bitmap of {@code owner} names, besides {@code more}: at a delegation only
   * those the parent speaks for.
   */
  static String typesAt(Zone zone, Name owner, RrType... more) {
    var types = new TreeSet<Integer>();
    for (RrType type : more) {
      types.add(type.code());
    }
    for (RrSet set : zone.at(owner)) {
      boolean parents = set.type().equals(RrType.NS) || set.type().equals(RrType.DS);
      if (parents || !zone.isDelegation(owner)) {
        types.add(set.type().code());
      }
    }
    return types.stream().map(code -> RrType.of(code).toString()).collect(Collectors.joining(" "));
  }
}
