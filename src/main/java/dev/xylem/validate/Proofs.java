package dev.xylem.validate;

import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dnssec.Denial;
import dev.xylem.dnssec.Nsec3Denial;
import dev.xylem.dnssec.NsecDenial;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.Work;
import java.util.ArrayList;
import java.util.List;

/** Verifies the records that deny something, before anybody concludes anything from them (S67). */
final class Proofs {
  private final Signatures signatures;
  private final ValidationPolicy policy;

  Proofs(Signatures signatures, ValidationPolicy policy) {
    this.signatures = signatures;
    this.policy = policy;
  }

  /** What {@code zone} denies by those of {@code rrSets} that it has signed. */
  Denials verified(List<RrSet> rrSets, ZoneTrust.Secure zone, Work work) {
    List<RrSet> good = new ArrayList<>();
    Signatures.Outcome.Unverified unverified = null;
    for (RrSet rrSet : rrSets) {
      if (rrSet.type().equals(RrType.NSEC) || rrSet.type().equals(RrType.NSEC3)) {
        switch (signatures.verify(rrSet, zone, work)) {
          case Signatures.Outcome.Verified(RrSet verified, var encloser) when encloser == null ->
              good.add(verified);
          // One that was made from a wildcard would deny what its owner never said.
          case Signatures.Outcome.Verified _ -> {}
          case Signatures.Outcome.Unverified bad -> unverified = bad;
        }
      }
    }
    List<Denial> kinds = new ArrayList<>();
    List<RrSet> nsec = ofType(RrType.NSEC, good);
    if (!nsec.isEmpty()) {
      var plain = new NsecDenial(zone.zone(), nsec);
      kinds.add(plain);
      nsec.stream().filter(rrSet -> !plain.uses(rrSet)).forEach(good::remove);
    }
    List<RrSet> nsec3 = ofType(RrType.NSEC3, good);
    var hashed = new Nsec3Denial(zone.zone(), nsec3, () -> work.spend(Limit.NSEC3_HASHES));
    kinds.add(hashed);
    nsec3.stream().filter(rrSet -> !hashed.uses(rrSet)).forEach(good::remove);
    boolean tooCostly = hashed.iterations() > policy.nsec3Iterations();
    return new Denials(good, kinds, unverified, tooCostly);
  }

  private static List<RrSet> ofType(RrType type, List<RrSet> rrSets) {
    return rrSets.stream().filter(rrSet -> rrSet.type().equals(type)).toList();
  }
}
