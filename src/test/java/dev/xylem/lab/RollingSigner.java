package dev.xylem.lab;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dnssec.DelegationSigner;
import dev.xylem.dnssec.Dnskey;
import dev.xylem.dnssec.Rrsig;
import dev.xylem.zone.Zone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The signer of one zone whose entry points, each of a name, come and go (RFC 5011). */
public final class RollingSigner {
  private static final int REVOKED_ENTRY_POINT = SigningKey.ENTRY_POINT | 0x80;

  private final Name apex;
  private final SigningKey zoneKey = SigningAlgorithm.ED25519.key(SigningKey.ZONE_KEY, "zone key");
  private List<SigningKey> entryPoints = List.of();

  public RollingSigner(String apex) {
    this.apex = Name.of(apex);
  }

  private static SigningKey key(String name) {
    return name.startsWith("revoked ")
        ? SigningAlgorithm.ED25519.key(REVOKED_ENTRY_POINT, name.substring("revoked ".length()))
        : SigningAlgorithm.ED25519.key(SigningKey.ENTRY_POINT, name);
  }

  /** From now on these are the zone's entry points, and all of them sign; "revoked x" is one. */
  public void has(String... names) {
    entryPoints = Arrays.stream(names).map(RollingSigner::key).toList();
  }

  /** RDATA of the key of this name. */
  public static Rdata dnskey(String name) {
    return key(name).dnskey();
  }

  /** A digest of it. */
  public Rdata ds(String name) {
    return DelegationSigner.of(apex, dnskey(name), DelegationSigner.SHA256);
  }

  /** The zone as its owner should sign it. */
  public Zone sign(Zone zone) {
    List<SigningKey> keys = new ArrayList<>(entryPoints);
    keys.add(zoneKey);
    return new ZoneSigner(keys, new Denial.Nsec(), Validity.CURRENT).sign(zone);
  }

  /** {@code zone} without what the key of this name has signed, although the key is there. */
  public static Zone unsignedBy(String name, Zone zone) {
    int tag = Dnskey.of(dnskey(name)).tag();
    return LyingSigner.changed(
        zone, set -> set.type().equals(RrType.DNSKEY) ? without(tag, set) : set);
  }

  private static RrSet without(int tag, RrSet set) {
    List<Rdata> others = new ArrayList<>();
    for (Rdata signature : set.signatures()) {
      if (new Rrsig(signature).keyTag() != tag) {
        others.add(signature);
      }
    }
    return set.withSignatures(RdataList.of(others));
  }
}
