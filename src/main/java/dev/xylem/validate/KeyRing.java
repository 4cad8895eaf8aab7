package dev.xylem.validate;

import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dnssec.Dnskey;
import dev.xylem.dnssec.SignatureVerifier;
import dev.xylem.dnssec.UnusableKeyException;
import dev.xylem.dnssec.VerificationKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The keys of a zone's DNSKEY RRset that may verify its data, each parsed when first used. */
final class KeyRing {
  /** Keys that share a tag: chance makes two of them, only malice more (S50). */
  private static final int MOST_OF_ONE_TAG = 2;

  /** A key that nothing verifies with, so that it is tried but once (S55). */
  private static final VerificationKey UNUSABLE = (data, signature) -> false;

  private final List<Dnskey> keys;
  private final @Nullable RrSet rrSet;
  private final SignatureVerifier verifier;
  private final Map<Dnskey, VerificationKey> parsed = new ConcurrentHashMap<>();

  private KeyRing(List<Dnskey> keys, @Nullable RrSet rrSet, SignatureVerifier verifier) {
    this.keys = keys;
    this.rrSet = rrSet;
    this.verifier = verifier;
  }

  /** The zone keys of {@code dnskeys} that are not revoked (RFC 4034 §2.1, RFC 5011 §2.1). */
  static KeyRing of(RrSet dnskeys, SignatureVerifier verifier) {
    List<Dnskey> keys = new ArrayList<>();
    for (Rdata rdata : dnskeys.records()) {
      Dnskey key = Dnskey.of(rdata);
      if (key.isZoneKey() && !key.isRevoked() && hasRoomFor(keys, key)) {
        keys.add(key);
      }
    }
    return new KeyRing(List.copyOf(keys), dnskeys, verifier);
  }

  /** As {@link #of}, with the one key {@code only}. */
  static KeyRing ofOne(Dnskey only, SignatureVerifier verifier) {
    return new KeyRing(List.of(only), null, verifier);
  }

  private static boolean hasRoomFor(List<Dnskey> keys, Dnskey key) {
    return called(keys, key.tag(), key.algorithm()).size() < MOST_OF_ONE_TAG;
  }

  /** The RRset that these are from, signatures included. */
  @Nullable RrSet rrSet() {
    return rrSet;
  }

  List<Dnskey> all() {
    return keys;
  }

  /** The keys that an RRSIG with this tag and algorithm may mean. */
  List<Dnskey> called(int tag, int algorithm) {
    return called(keys, tag, algorithm);
  }

  private static List<Dnskey> called(List<Dnskey> keys, int tag, int algorithm) {
    List<Dnskey> called = new ArrayList<>(MOST_OF_ONE_TAG);
    for (Dnskey key : keys) {
      if (key.tag() == tag && key.algorithm() == algorithm) {
        called.add(key);
      }
    }
    return called;
  }

  VerificationKey parsed(Dnskey key) {
    return parsed.computeIfAbsent(
        key,
        k -> {
          try {
            return verifier.key(k);
          } catch (UnusableKeyException e) {
            return UNUSABLE;
          }
        });
  }
}
