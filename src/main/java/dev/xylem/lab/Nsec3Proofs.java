package dev.xylem.lab;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dnssec.Nsec3Hash;
import dev.xylem.zone.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Proofs of a zone with NSEC3 (RFC 5155 §7.2). */
final class Nsec3Proofs implements DenialProofs {
  private final Zone zone;
  private final byte[] salt;
  private final int iterations;

  Nsec3Proofs(Zone zone) {
    this.zone = zone;
    Rdata any = zone.nsec3().firstEntry().getValue().records().first();
    this.iterations = any.u16(2);
    this.salt = any.copy(5, 5 + any.u8(4));
  }

  /** §7.2.3 and, where Opt-Out left the name without a record, §7.2.4. */
  @Override
  public List<RrSet> noData(Name name) {
    RrSet own = matching(name);
    return own == null ? closestEncloserProof(name) : List.of(own);
  }

  /** §7.2.2. */
  @Override
  public List<RrSet> nxDomain(Name name) {
    List<RrSet> proof = closestEncloserProof(name);
    Name wildcard = closestProvable(name).wildcard();
    if (wildcard != null) {
      addOnce(proof, covering(wildcard));
    }
    return proof;
  }

  /** §7.2.6: the closest encloser shows in the label count of the answer's signature. */
  @Override
  public List<RrSet> wildcardAnswer(Name name) {
    return List.of(covering(name.ancestor(closestProvable(name).labelCount() + 1)));
  }

  /** §7.2.5. */
  @Override
  public List<RrSet> wildcardNoData(Name name, Name wildcard) {
    List<RrSet> proof = closestEncloserProof(name);
    RrSet own = matching(wildcard);
    addOnce(proof, own == null ? covering(wildcard) : own);
    return proof;
  }

  /** §7.2.1: the record of the closest encloser, and the one that covers the next closer name. */
  private List<RrSet> closestEncloserProof(Name name) {
    Name encloser = closestProvable(name);
    List<RrSet> proof = new ArrayList<>(3);
    RrSet own = matching(encloser);
    if (own != null) {
      proof.add(own);
    }
    if (!encloser.equals(name)) {
      addOnce(proof, covering(name.ancestor(encloser.labelCount() + 1)));
    }
    return proof;
  }

  /** The longest ancestor with an NSEC3 record; with Opt-Out not each that exists has one. */
  private Name closestProvable(Name name) {
    Name candidate = zone.closestEncloser(name);
    while (!candidate.equals(zone.apex()) && matching(candidate) == null) {
      candidate = candidate.parent();
    }
    return candidate;
  }

  private @Nullable RrSet matching(Name name) {
    Name owner = hashed(name);
    return owner == null ? null : zone.nsec3().get(owner);
  }

  private RrSet covering(Name name) {
    Name owner = hashed(name);
    Map.Entry<Name, RrSet> before = owner == null ? null : zone.nsec3().floorEntry(owner);
    // The chain is a circle: what lies before the first hash is covered by the last.
    return before == null ? zone.nsec3().lastEntry().getValue() : before.getValue();
  }

  private @Nullable Name hashed(Name name) {
    return Nsec3Hash.ownerName(Nsec3Hash.of(name, salt, iterations), zone.apex());
  }

  private static void addOnce(List<RrSet> proof, RrSet set) {
    if (!proof.contains(set)) {
      proof.add(set);
    }
  }
}
