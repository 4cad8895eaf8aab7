package dev.xylem.policy;

import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Names that have a meaning of their own and are never asked for on the internet (RFC 6761, RFC
 * 6303): this machine, private addresses, other name systems. Asking would tell strangers what
 * names and addresses a network uses, load the root and AS112 servers, and believe whoever answers.
 *
 * <p>Which zones they are, and why, is in {@link SpecialUseZones}. Each has a SOA and an NS record
 * and is otherwise empty, but for the names of the loopback addresses.
 */
public final class SpecialUse {
  private static final int TTL = 10_800;
  private static final Name LOCALHOST = Name.of("localhost.");
  private static final Name MAILBOX = Name.of("nobody.invalid.");

  private SpecialUse() {}

  /** All built-in zones; names at or below one of {@code except} are resolved as usual. */
  public static LocalZones builtIn(Collection<Name> except) {
    return LocalZones.of(zones(except));
  }

  /** The built-in zones; names at or below one of {@code except} are resolved as usual. */
  public static List<LocalZone> zones(Collection<Name> except) {
    Map<Name, List<RrSet>> records = new HashMap<>();
    SpecialUseZones.TEXT.lines().forEach(line -> addZone(records, line));
    addTo(records, "127.in-addr.arpa.", "1.0.0.127.in-addr.arpa.", RrType.PTR, Rdata.of(LOCALHOST));
    String loopback = "1." + "0.".repeat(31) + "ip6.arpa.";
    addTo(records, loopback, loopback, RrType.PTR, Rdata.of(LOCALHOST));
    for (String owner : new String[] {"localhost.", "*.localhost."}) {
      addTo(records, "localhost.", owner, RrType.A, address("127.0.0.1"));
      addTo(records, "localhost.", owner, RrType.AAAA, address("::1"));
    }
    List<LocalZone> zones = new ArrayList<>();
    records.forEach((apex, rrSets) -> {
      if (except.stream().noneMatch(apex::isAtOrBelow)) {
        zones.add(new LocalZone(apex, LocalZone.Type.STATIC, rrSets));
      }
    });
    for (Name name : except) {
      // A name below a built-in zone that has servers of its own (S23).
      zones.add(new LocalZone(name, LocalZone.Type.ALWAYS_TRANSPARENT, List.of()));
    }
    return zones;
  }

  private static void addZone(Map<Name, List<RrSet>> records, String line) {
    int comment = line.indexOf('#');
    String apex = (comment < 0 ? line : line.substring(0, comment)).strip();
    if (!apex.isEmpty()) {
      Name name = Name.of(apex);
      // RFC 6303 §3 wants a SOA and an NS record.
      List<RrSet> rrSets = new ArrayList<>();
      rrSets.add(RrSet.of(name, RrType.SOA, TTL, soaRdata()));
      rrSets.add(RrSet.of(name, RrType.NS, TTL, Rdata.of(LOCALHOST)));
      records.put(name, rrSets);
    }
  }

  private static void addTo(
      Map<Name, List<RrSet>> records, String apex, String owner, RrType type, Rdata rdata) {
    Objects.requireNonNull(records.get(Name.of(apex)), apex)
        .add(RrSet.of(Name.of(owner), type, TTL, rdata));
  }

  private static Rdata address(String text) {
    return Rdata.of(IpPrefix.address(text).getAddress());
  }

  private static Rdata soaRdata() {
    byte[] octets = new byte[LOCALHOST.length() + MAILBOX.length() + 20];
    int at = MAILBOX.copyTo(octets, LOCALHOST.copyTo(octets, 0));
    ByteBuffer numbers = ByteBuffer.wrap(octets, at, 20);
    numbers.putInt(1).putInt(3600).putInt(1200).putInt(604_800).putInt(TTL);
    return Rdata.of(octets);
  }
}
