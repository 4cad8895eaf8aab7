package dev.xylem.cache;

import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A zone and the servers its parent delegated it to. The glue in it serves this delegation and
 * nothing else: it is never an answer, nor used for another zone.
 *
 * @param proofs DS, NSEC and NSEC3 RRsets that came with the delegation; not judged
 * @param ttl seconds, as the parent gave it, within bounds
 * @param since wall-clock second at which the parent said so
 * @param expires wall-clock second at which it must be asked for again
 * @param isConfigured whether an operator named these servers, who may be wherever they are
 */
public record DelegationPoint(
    Name zone,
    List<NameServer> servers,
    List<RrSet> proofs,
    int ttl,
    long since,
    long expires,
    boolean isConfigured) {
  public DelegationPoint {
    servers = NameServer.packed(servers, zone);
    proofs = List.copyOf(proofs);
  }

  /** Servers that configuration names: these never expire. */
  public static DelegationPoint configured(Name zone, List<NameServer> servers, int ttl) {
    return new DelegationPoint(zone, servers, List.of(), ttl, 0, Long.MAX_VALUE, true);
  }

  DelegationPoint withTimes(long newSince, long newExpires) {
    return new DelegationPoint(
        zone, servers, proofsAt(newSince), ttl, newSince, newExpires, isConfigured);
  }

  /** The proofs that are still in force at {@code epochSeconds}, with the TTLs they have left. */
  public List<RrSet> proofsAt(long epochSeconds) {
    int age = (int) Math.clamp(epochSeconds - since, 0, Integer.MAX_VALUE);
    List<RrSet> inForce = new ArrayList<>(proofs.size());
    for (RrSet rrSet : proofs) {
      if (rrSet.ttl() > age) {
        inForce.add(rrSet.withTtl(rrSet.ttl() - age));
      }
    }
    return inForce;
  }

  /** The glue of {@code server}; empty when it has none, or is no server of this zone. */
  public List<InetAddress> glueOf(Name server) {
    return NameServer.addressesOf(server, servers);
  }

  int weight() {
    int weight = 96 + zone.length();
    for (NameServer server : servers) {
      weight += 96 + server.name().length() + 48 * server.addresses().size();
    }
    for (RrSet rrSet : proofs) {
      weight += rrSet.weight();
    }
    return weight;
  }
}
