package dev.xylem.config;

import static dev.xylem.config.text.ValueType.FILE;
import static dev.xylem.config.text.ValueType.SWITCH;
import static dev.xylem.config.text.ValueType.choice;
import static dev.xylem.config.text.ValueType.duration;
import static dev.xylem.config.text.ValueType.number;

import dev.xylem.config.text.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Validation. */
public record Dnssec(
    boolean validation,
    List<TrustAnchor> trustAnchors,
    Optional<Path> trustAnchorFile,
    List<SignatureAlgorithm> algorithms,
    List<DigestType> digests,
    int nsec3Iterations,
    Duration clockSkew,
    Duration bogusTtl,
    boolean aggressiveNsec,
    boolean requireAllAlgorithms,
    Verifier verifier,
    TrustAnchorUpdates updates) {

  /** Who does the mathematics. */
  public enum Verifier {
    AUTO,
    BOUNCYCASTLE
  }

  /** Signature algorithms. */
  public enum SignatureAlgorithm {
    DSA,
    RSASHA1,
    DSA_NSEC3_SHA1,
    RSASHA1_NSEC3_SHA1,
    RSASHA256,
    RSASHA512,
    ECDSAP256SHA256,
    ECDSAP384SHA384,
    ED25519,
    ED448
  }

  /** DS digest types. */
  public enum DigestType {
    SHA_1,
    SHA_256,
    SHA_384
  }

  /** The same with other trust anchors that stay as they are. */
  public Dnssec withTrustAnchors(List<TrustAnchor> others) {
    return with(others, updates);
  }

  /** The same with {@code others} from the file of trust anchors. */
  public Dnssec withFileAnchors(List<TrustAnchor> others) {
    return with(trustAnchors, updates.with(others));
  }

  private Dnssec with(List<TrustAnchor> others, TrustAnchorUpdates changed) {
    return new Dnssec(
        validation,
        others,
        trustAnchorFile,
        algorithms,
        digests,
        nsec3Iterations,
        clockSkew,
        bogusTtl,
        aggressiveNsec,
        requireAllAlgorithms,
        verifier,
        changed);
  }

  static Dnssec read(Source dnssec) {
    return new Dnssec(
        dnssec.value(
            "validation", SWITCH, "true", "check every answer before it is sent (RFC 4035)"),
        dnssec.list(
            "trust-anchors",
            TrustAnchor.TYPE,
            List.of(),
            "DS or DNSKEY records trusted without proof; without one for the root, the root's"
                + " are those built in"),
        dnssec.value(
            "trust-anchor-file",
            FILE,
            "",
            "file with more such records and nothing else, as in a zone file; TTL and class may be"
                + " left out"),
        dnssec.list(
            "algorithms",
            choice(SignatureAlgorithm.class),
            List.of(
                "rsasha256", "rsasha512", "ecdsap256sha256", "ecdsap384sha384", "ed25519", "ed448"),
            "signature algorithms that are verified, one at least; a zone with no other counts as"
                + " unsigned (RFC 4035 §5.2). Those with SHA-1 can be added, but no longer should be"
                + " (RFC 9905 §2)"),
        dnssec.list(
            "digests",
            choice(DigestType.class),
            List.of("sha-1", "sha-256", "sha-384"),
            "DS digests that are believed, one at least; SHA-1 only where there is no other (RFC"
                + " 4509)"),
        dnssec.value(
            "nsec3-iterations",
            number(0, 500),
            "50",
            "additional NSEC3 iterations; a zone with more counts as unsigned where it denies"
                + " something (RFC 9276, S51)"),
        dnssec.value(
            "clock-skew",
            duration("0s", "1d"),
            "5m",
            "how far this clock and a signer's may differ"),
        dnssec.value(
            "bogus-ttl",
            duration("1s", "5m"),
            "1m",
            "how long a zone whose keys do not verify is remembered as such (S73)"),
        dnssec.value(
            "aggressive-nsec",
            SWITCH,
            "true",
            "answer from what a zone has denied before, without asking again (RFC 8198)"),
        dnssec.value(
            "require-all-algorithms",
            SWITCH,
            "false",
            "demand signatures with every algorithm that a zone's DS records name, not just one:"
                + " stricter than RFC 6840 §5.11"),
        dnssec.value(
            "verifier",
            choice(Verifier.class),
            "bouncycastle",
            "bouncycastle: that, with arithmetic of our own for ECDSAP256SHA256, and no C; auto: OpenSSL's libcrypto.so.3, where there is one,"
                + " verifies ECDSAP256SHA256, for which it is quicker, and Bouncy Castle the rest"),
        TrustAnchorUpdates.read(dnssec));
  }
}
