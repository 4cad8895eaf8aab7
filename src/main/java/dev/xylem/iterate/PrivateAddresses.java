package dev.xylem.iterate;

import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Addresses that names of the internet must not lead to: else a stranger's page makes a browser
 * talk to machines of the user's own network under the stranger's name (DNS rebinding).
 *
 * @param except names that may have these addresses, with all below
 */
public record PrivateAddresses(List<IpPrefix> addresses, List<Name> except) {
  private static final int IPV4_HINT = 4;
  private static final int IPV6_HINT = 6;

  /** No address is private. */
  public static PrivateAddresses none() {
    return new PrivateAddresses(List.of(), List.of());
  }

  /** The RRset without records that lead to a private address; it may be left without any. */
  RrSet takenOutOf(RrSet rrSet) {
    if (addresses.isEmpty() || isExcepted(rrSet.owner())) {
      return rrSet;
    }
    List<Rdata> kept = new ArrayList<>();
    for (Rdata rdata : rrSet.records()) {
      if (!leadsToPrivate(rrSet.type(), rdata)) {
        kept.add(rdata);
      }
    }
    return kept.size() == rrSet.records().size()
        ? rrSet
        : new RrSet(
            rrSet.owner(),
            rrSet.type(),
            rrSet.rrClass(),
            rrSet.ttl(),
            RdataList.of(kept),
            rrSet.signatures());
  }

  private boolean isExcepted(Name owner) {
    for (Name name : except) {
      if (owner.isAtOrBelow(name)) {
        return true;
      }
    }
    return false;
  }

  private boolean leadsToPrivate(RrType type, Rdata rdata) {
    if (type.equals(RrType.A) || type.equals(RrType.AAAA)) {
      return isPrivate(rdata, 0, rdata.length());
    }
    return (type.equals(RrType.SVCB) || type.equals(RrType.HTTPS)) && hintsAtPrivate(rdata);
  }

  /** SvcParams stand behind priority and target name: key, length, value (RFC 9460 §2.2). */
  private boolean hintsAtPrivate(Rdata rdata) {
    int at = rdata.endOfName(2);
    while (at + 4 <= rdata.length()) {
      int key = rdata.u16(at);
      int end = at + 4 + rdata.u16(at + 2);
      int size = key == IPV4_HINT ? 4 : key == IPV6_HINT ? 16 : 0;
      for (int hint = at + 4; size > 0 && hint + size <= end; hint += size) {
        if (isPrivate(rdata, hint, hint + size)) {
          return true;
        }
      }
      at = end;
    }
    return false;
  }

  private boolean isPrivate(Rdata rdata, int from, int to) {
    try {
      InetAddress address = InetAddress.getByAddress(rdata.copy(from, to));
      return IpPrefix.anyContains(addresses, address);
    } catch (UnknownHostException e) {
      // Neither 4 nor 16 octets: no address at all.
      return false;
    }
  }
}
