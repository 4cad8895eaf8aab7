package dev.xylem.lab;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.RdataText;
import dev.xylem.dnssec.CanonicalForm;
import dev.xylem.dnssec.DelegationSigner;
import dev.xylem.zone.Zone;
import dev.xylem.zone.ZoneBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The signer of one zone, who signs honestly when asked to, and anything else as well: wrong things
 * with the right key.
 */
public final class LyingSigner {
  private static final Denial NSEC = new Denial.Nsec();

  private final Name apex;
  private final SigningKey entryPoint;
  private final SigningKey zoneKey;
  private Denial denial = NSEC;

  private LyingSigner(Name apex, SigningKey entryPoint, SigningKey zoneKey) {
    this.apex = apex;
    this.entryPoint = entryPoint;
    this.zoneKey = zoneKey;
  }

  /** With keys on the curve P-256 that depend on the apex only. */
  public static LyingSigner of(String apex) {
    return of(apex, "ECDSAP256SHA256");
  }

  /** With keys of one of the lab's algorithms. */
  public static LyingSigner of(String apex, String algorithm) {
    var signing = SigningAlgorithm.valueOf(algorithm);
    return new LyingSigner(
        Name.of(apex),
        signing.key(SigningKey.ENTRY_POINT, apex + " entry point"),
        signing.key(SigningKey.ZONE_KEY, apex + " zone key"));
  }

  /** With one key that the caller has made, for both purposes. */
  public static LyingSigner of(
      String apex, int algorithm, byte[] publicKey, UnaryOperator<byte[]> signing) {
    SigningKey key = SigningKey.of(SigningKey.ENTRY_POINT, algorithm, publicKey, signing);
    return new LyingSigner(Name.of(apex), key, key);
  }

  /** From now on the zone denies with hashed names. */
  public LyingSigner hashing(int iterations, String salt) {
    denial = new Denial.Nsec3(salt, iterations, Denial.Coverage.ALL);
    return this;
  }

  /** From now on the zone denies with hashed names and opt-out. */
  public LyingSigner optingOut() {
    denial = new Denial.Nsec3("", 0, Denial.Coverage.OPT_OUT);
    return this;
  }

  /** From now on the zone denies with plain names. */
  public LyingSigner plain() {
    denial = NSEC;
    return this;
  }

  /** The zone as its owner should sign it. */
  public Zone sign(Zone zone) {
    List<SigningKey> keys =
        entryPoint == zoneKey ? List.of(entryPoint) : List.of(entryPoint, zoneKey);
    return new ZoneSigner(keys, denial, Validity.CURRENT).sign(zone);
  }

  /** What the zone above publishes of this one, with a digest of SHA-256. */
  public Rdata ds() {
    return DelegationSigner.of(apex, entryPoint.dnskey(), DelegationSigner.SHA256);
  }

  /** RDATA of the keys. */
  public List<Rdata> dnskeys() {
    return List.of(entryPoint.dnskey(), zoneKey.dnskey());
  }

  /** The key that signs everything but DNSKEY. */
  public int zoneKeyTag() {
    return zoneKey.tag();
  }

  /**
   * What an RRSIG says of itself (RFC 4034 §3.1).
   *
   * @param labels of the name that was signed
   */
  public record Claim(int labels, int originalTtl, long inception, long expiration, Name signer) {

    public Claim withLabels(int other) {
      return new Claim(other, originalTtl, inception, expiration, signer);
    }

    public Claim withOriginalTtl(int other) {
      return new Claim(labels, other, inception, expiration, signer);
    }

    /** Valid from and until these seconds since 1970. */
    public Claim within(long from, long until) {
      return new Claim(labels, originalTtl, from, until, signer);
    }

    public Claim withSigner(String other) {
      return new Claim(labels, originalTtl, inception, expiration, Name.of(other));
    }
  }

  /** {@code set}, signed honestly. */
  public RrSet signed(RrSet set) {
    return signed(set, claim -> claim);
  }

  /** {@code set} with one signature by the right key that claims what {@code lie} makes of it. */
  public RrSet signed(RrSet set, UnaryOperator<Claim> lie) {
    return set.withSignatures(RdataList.of(List.of(signature(set, lie))));
  }

  /** {@code dnskey} with the signer's keys and {@code others}, signed honestly. */
  public RrSet signedWith(List<Rdata> others, RrSet dnskey) {
    List<Rdata> keys = new ArrayList<>(dnskeys());
    keys.addAll(others);
    return signed(
        new RrSet(
            dnskey.owner(),
            dnskey.type(),
            dnskey.rrClass(),
            dnskey.ttl(),
            RdataList.of(keys),
            RdataList.EMPTY));
  }

  /** The records of {@code text}, of one owner and type, signed honestly. */
  public RrSet signed(String owner, RrType type, int ttl, String... text) {
    return signed(unsigned(owner, type, ttl, text));
  }

  /** The records of {@code text}, of one owner and type. */
  public static RrSet unsigned(String owner, RrType type, int ttl, String... text) {
    Rdata[] records =
        Arrays.stream(text).map(t -> RdataText.parse(type, t, Name.ROOT)).toArray(Rdata[]::new);
    return RrSet.of(Name.of(owner), type, ttl, records);
  }

  /** The RDATA of an RRSIG. */
  public Rdata signature(RrSet set, UnaryOperator<Claim> lie) {
    int own = set.owner().labelCount() - (set.owner().isWildcard() ? 1 : 0);
    Validity now = Validity.CURRENT;
    Claim claim = lie.apply(new Claim(own, set.ttl(), now.inception(), now.expiration(), apex));
    SigningKey key = set.type().equals(RrType.DNSKEY) ? entryPoint : zoneKey;
    var fields = ByteBuffer.allocate(18 + claim.signer().length());
    fields.putShort((short) set.type().code()).put((byte) key.algorithm());
    fields.put((byte) claim.labels()).putInt(claim.originalTtl());
    fields.putInt((int) claim.expiration()).putInt((int) claim.inception());
    fields.putShort((short) key.tag()).put(claim.signer().toWire());
    byte[] signature = key.sign(CanonicalForm.signedData(set, Rdata.of(fields.array())));
    byte[] rdata = Arrays.copyOf(fields.array(), fields.capacity() + signature.length);
    System.arraycopy(signature, 0, rdata, fields.capacity(), signature.length);
    return Rdata.of(rdata);
  }

  /** {@code set}, whose signatures' octets after the signer's name are all wrong. */
  public static RrSet damaged(RrSet set) {
    List<Rdata> wrong = new ArrayList<>();
    for (Rdata signature : set.signatures()) {
      byte[] octets = signature.toArray();
      octets[octets.length - 1] ^= 1;
      wrong.add(Rdata.of(octets));
    }
    return set.withSignatures(RdataList.of(wrong));
  }

  /** {@code zone} with {@code others} in place of its RRsets of the same owner and type. */
  public static Zone with(Zone zone, RrSet... others) {
    ZoneBuilder builder = Zone.builder(zone.apex());
    for (RrSet set : zone.sets()) {
      boolean replaced =
          Arrays.stream(others)
              .anyMatch(o -> o.owner().equals(set.owner()) && o.type().equals(set.type()));
      if (!replaced) {
        builder.add(set);
      }
    }
    for (RrSet other : others) {
      builder.add(other);
    }
    return builder.build();
  }

  /** {@code zone} with each RRset as {@code change} makes it. */
  public static Zone changed(Zone zone, UnaryOperator<RrSet> change) {
    return Zone.builder(zone.apex()).addAll(zone, change).build();
  }
}
