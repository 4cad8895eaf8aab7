package dev.xylem.lab;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dnssec.DelegationSigner;
import dev.xylem.zone.Zone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One zone of the lab: its data, how it is signed and what is wrong with it.
 *
 * @param algorithm null for an unsigned zone
 */
record ZonePlan(Zone data, @Nullable SigningAlgorithm algorithm, Denial denial, Flaw flaw) {
  private static final int DS_TTL = 3600;

  Name apex() {
    return data.apex();
  }

  /** The DS RRset that the parent has for this zone; null when there is none. */
  @Nullable RrSet delegationSigner() {
    if (algorithm == null) {
      return null;
    }
    String seed = flaw == Flaw.WRONG_DS ? "someone else" : apex().toString();
    Rdata dnskey = entryPoint(algorithm, seed).dnskey();
    int digestType =
        algorithm == SigningAlgorithm.ECDSAP384SHA384
            ? DelegationSigner.SHA384
            : DelegationSigner.SHA256;
    Rdata ds = DelegationSigner.of(apex(), dnskey, digestType);
    return RrSet.of(apex(), RrType.DS, DS_TTL, flaw == Flaw.UNKNOWN_DIGEST ? unknown(ds) : ds);
  }

  /** The zone as its servers have it: signed, and broken where it is to be broken. */
  Zone served(List<RrSet> delegationSigners) {
    var builder = Zone.builder(apex()).addAll(data, set -> set);
    delegationSigners.forEach(builder::add);
    Zone complete = builder.build();
    if (algorithm == null || flaw == Flaw.STRIPPED) {
      return complete;
    }
    Zone signed = new ZoneSigner(keys(algorithm), denial, flaw.validity()).sign(complete);
    return flaw == Flaw.BOGUS ? Zone.builder(apex()).addAll(signed, flaw::applyTo).build() : signed;
  }

  /** RSA zones have one key for all, as there is only one in the resources. */
  private List<SigningKey> keys(SigningAlgorithm signing) {
    SigningKey entryPoint = entryPoint(signing, apex().toString());
    return signing.isRsa()
        ? List.of(entryPoint)
        : List.of(entryPoint, signing.key(SigningKey.ZONE_KEY, apex() + " zone key"));
  }

  private static SigningKey entryPoint(SigningAlgorithm signing, String seed) {
    return signing.key(SigningKey.ENTRY_POINT, seed + " entry point");
  }

  private static Rdata unknown(Rdata ds) {
    byte[] octets = ds.toArray();
    octets[3] = (byte) 250;
    return Rdata.of(octets);
  }
}
