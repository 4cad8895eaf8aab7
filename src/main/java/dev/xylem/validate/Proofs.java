package dev.xylem.validate;

import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
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
    List<Signatures.VerifiedRrSet> good = new ArrayList<>();
    Signatures.Outcome.Unverified unverified = null;
    for (RrSet rrSet : rrSets) {
      if (rrSet.type().equals(RrType.NSEC) || rrSet.type().equals(RrType.NSEC3)) {
        switch (signatures.verify(rrSet, zone, work)) {
          case Signatures.Outcome.Verified(var verified, var encloser) when encloser == null ->
              good.add(verified);
          // One that was made from a wildcard would deny what its owner never said.
          case Signatures.Outcome.Verified _ -> {}
          case Signatures.Outcome.Unverified bad -> unverified = bad;
        }
      }
    }
    return Denials.of(zone.zone(), good, unverified, policy, () -> work.spend(Limit.NSEC3_HASHES));
  }
}
