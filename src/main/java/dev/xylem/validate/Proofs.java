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
    List<RrSet> nsec = new ArrayList<>();
    List<RrSet> nsec3 = new ArrayList<>();
    for (RrSet rrSet : rrSets) {
      boolean hashed = rrSet.type().equals(RrType.NSEC3);
      // One that was made from a wildcard would deny what its owner never said.
      if ((hashed || rrSet.type().equals(RrType.NSEC))
          && signatures.verify(rrSet, zone, work)
              instanceof Signatures.Outcome.Verified(RrSet verified, var encloser)
          && encloser == null) {
        (hashed ? nsec3 : nsec).add(verified);
      }
    }
    return denials(nsec, nsec3, zone, work);
  }

  private Denials denials(List<RrSet> nsec, List<RrSet> nsec3, ZoneTrust.Secure zone, Work work) {
    List<Denial> kinds = new ArrayList<>();
    boolean tooCostly = false;
    if (!nsec.isEmpty()) {
      kinds.add(new NsecDenial(zone.zone(), nsec));
    }
    if (!nsec3.isEmpty()) {
      var hashed = new Nsec3Denial(zone.zone(), nsec3, () -> work.spend(Limit.NSEC3_HASHES));
      tooCostly = hashed.iterations() > policy.nsec3Iterations();
      kinds.add(hashed);
    }
    List<RrSet> all = new ArrayList<>(nsec);
    all.addAll(nsec3);
    return new Denials(all, kinds, tooCostly);
  }
}
