package dev.xylem.lab;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dnssec.CanonicalForm;
import dev.xylem.zone.Zone;
import dev.xylem.zone.ZoneBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Signs a zone (RFC 4035 §2): adds DNSKEY, the chain that denies existence, and an RRSIG to every
 * RRset that the zone is authoritative for.
 *
 * <p>The entry-point keys sign the DNSKEY RRset and the others everything else; a zone that has one
 * kind only signs everything with it.
 */
final class ZoneSigner {
  private static final int DNSKEY_TTL = 3600;

  private final List<SigningKey> keys;
  private final Denial denial;
  private final Validity validity;

  ZoneSigner(List<SigningKey> keys, Denial denial, Validity validity) {
    this.keys = List.copyOf(keys);
    this.denial = denial;
    this.validity = validity;
  }

  /** The signed form of {@code zone}, which has no DNSSEC records but DS yet. */
  Zone sign(Zone zone) {
    ZoneBuilder builder = Zone.builder(zone.apex()).addAll(zone, set -> set);
    Rdata[] dnskeys = keys.stream().map(SigningKey::dnskey).toArray(Rdata[]::new);
    builder.add(RrSet.of(zone.apex(), RrType.DNSKEY, DNSKEY_TTL, dnskeys));
    if (denial instanceof Denial.Nsec3 nsec3) {
      builder.add(Nsec3Chain.parameters(zone.apex(), nsec3));
    }
    Zone withKeys = builder.build();
    List<RrSet> chain =
        switch (denial) {
          case Denial.Nsec nsec -> NsecChain.of(withKeys);
          case Denial.Nsec3 nsec3 -> Nsec3Chain.of(withKeys, nsec3);
        };
    chain.forEach(builder::add);
    Zone complete = builder.build();
    return Zone.builder(zone.apex()).addAll(complete, set -> signed(complete, set)).build();
  }

  /** Whether the zone at its own apex speaks for {@code set}: no glue, no NS of a delegation. */
  static boolean isAuthoritative(Zone zone, RrSet set) {
    if (set.type().equals(RrType.NSEC3)) {
      return true;
    }
    boolean atParent = set.type().equals(RrType.DS) || set.type().equals(RrType.NSEC);
    return !zone.isOccluded(set.owner()) && (atParent || !zone.isDelegation(set.owner()));
  }

  private RrSet signed(Zone zone, RrSet set) {
    if (!isAuthoritative(zone, set)) {
      return set;
    }
    List<Rdata> signatures = new ArrayList<>();
    for (SigningKey key : keys) {
      if (signs(key, set.type())) {
        signatures.add(signature(zone.apex(), set, key));
      }
    }
    return set.withSignatures(RdataList.of(signatures));
  }

  private boolean signs(SigningKey key, RrType type) {
    boolean wanted = type.equals(RrType.DNSKEY);
    return key.isEntryPoint() == wanted
        || keys.stream().noneMatch(other -> other.isEntryPoint() == wanted);
  }

  /** RFC 4034 §3.1. */
  private Rdata signature(Name apex, RrSet set, SigningKey key) {
    int labels = set.owner().labelCount() - (set.owner().isWildcard() ? 1 : 0);
    var fields = ByteBuffer.allocate(18 + apex.length());
    fields.putShort((short) set.type().code()).put((byte) key.algorithm()).put((byte) labels);
    fields.putInt(set.ttl()).putInt((int) validity.expiration());
    fields.putInt((int) validity.inception()).putShort((short) key.tag()).put(apex.toWire());
    byte[] signature = key.sign(CanonicalForm.signedData(set, Rdata.of(fields.array())));
    byte[] rdata = Arrays.copyOf(fields.array(), fields.capacity() + signature.length);
    System.arraycopy(signature, 0, rdata, fields.capacity(), signature.length);
    return Rdata.of(rdata);
  }
}
