package dev.xylem.lab;

import dev.xylem.dns.RrType;
import dev.xylem.zone.Zone;

/** A zone together with the proofs it can give. */
record ServedZone(Zone zone, DenialProofs proofs) {

  ServedZone(Zone zone) {
    this(zone, proofsOf(zone));
  }

  private static DenialProofs proofsOf(Zone zone) {
    if (!zone.nsec3().isEmpty()) {
      return new Nsec3Proofs(zone);
    }
    boolean nsec = zone.find(zone.apex(), RrType.NSEC) != null;
    return nsec ? new NsecProofs(zone) : new NoProofs();
  }
}
