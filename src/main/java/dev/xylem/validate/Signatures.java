package dev.xylem.validate;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dnssec.Algorithm;
import dev.xylem.dnssec.CanonicalForm;
import dev.xylem.dnssec.Dnskey;
import dev.xylem.dnssec.Rrsig;
import dev.xylem.dnssec.VerificationKey;
import dev.xylem.iterate.FailureCause;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.TimeSource;
import dev.xylem.runtime.Work;
import dev.xylem.telemetry.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Verifies RRsets with the keys of a zone (RFC 4035 §5.3). */
final class Signatures {
  /** Wrong signatures tried for one RRset: a second one is for a key roll-over (S50, S53). */
  private static final int MOST_WRONG = 4;

  private final ValidationPolicy policy;
  private final TimeSource time;
  private final RightSignatures rights = new RightSignatures();

  Signatures(ValidationPolicy policy, TimeSource time) {
    this.policy = policy;
    this.time = time;
  }

  /** An RRset with a right signature, and the TTL that this allows. Nobody else makes one (S67). */
  static final class VerifiedRrSet {
    private final RrSet rrSet;

    private VerifiedRrSet(RrSet rrSet) {
      this.rrSet = rrSet;
    }

    RrSet rrSet() {
      return rrSet;
    }
  }

  /** How it went. */
  sealed interface Outcome {

    /**
     * One signature is right.
     *
     * @param encloser when it was made from a wildcard, the name above that wildcard
     */
    record Verified(VerifiedRrSet verified, @Nullable Name encloser) implements Outcome {
      RrSet rrSet() {
        return verified.rrSet();
      }
    }

    /** None is right; why the most promising one is not. */
    record Unverified(FailureCause cause, String detail) implements Outcome {}
  }

  Outcome verify(RrSet rrSet, ZoneTrust.Secure zone, Work work) {
    return verify(rrSet, zone.zone(), zone.keys(), work);
  }

  Outcome verify(RrSet rrSet, Name zone, KeyRing keys, Work work) {
    Outcome.Unverified worst = null;
    int wrong = 0;
    for (Rdata rdata : rrSet.signatures()) {
      Rrsig rrsig = new Rrsig(rdata);
      Outcome.Unverified unfit = unfit(rrSet, rrsig, zone);
      if (unfit != null) {
        worst = worse(worst, unfit);
        continue;
      }
      List<Dnskey> candidates = keys.called(rrsig.keyTag(), rrsig.algorithm());
      if (candidates.isEmpty()) {
        String why = zone + " has no such key";
        worst = worse(worst, unverified(FailureCause.DNSKEY_MISSING, rrSet, rrsig, why));
      }
      for (Dnskey key : candidates) {
        if (isRight(rrSet, rrsig, keys.parsed(key), work)) {
          return verified(rrSet, rrsig);
        }
        worst = worse(worst, unverified(FailureCause.BOGUS, rrSet, rrsig, "it does not verify"));
        if (++wrong == MOST_WRONG) {
          return worst;
        }
      }
    }
    return worst != null ? worst : unsigned(rrSet, zone);
  }

  private static Outcome.Unverified unsigned(RrSet rrSet, Name zone) {
    return new Outcome.Unverified(
        FailureCause.SIGNATURE_MISSING,
        rrSet.owner() + " " + rrSet.type() + " has no signature of " + zone);
  }

  /** The more telling of two reasons: the first, unless only the other is a wrong signature. */
  private static Outcome.Unverified worse(
      Outcome.@Nullable Unverified one, Outcome.Unverified other) {
    boolean better = other.cause() == FailureCause.BOGUS;
    return one == null || better && one.cause() != FailureCause.BOGUS ? other : one;
  }

  /** What is wrong with a signature before it is verified (RFC 4035 §5.3.1). */
  private Outcome.@Nullable Unverified unfit(RrSet rrSet, Rrsig rrsig, Name zone) {
    long now = time.epochSeconds();
    if (!rrsig.signer().equals(zone)) {
      return unverified(
          FailureCause.BOGUS, rrSet, rrsig, rrsig.signer() + " is not its zone, " + zone);
    }
    // Fewer labels than the zone has: a wildcard from above the zone (S60).
    if (rrsig.labels() > labels(rrSet.owner()) || rrsig.labels() < zone.labelCount()) {
      return unverified(FailureCause.BOGUS, rrSet, rrsig, "of " + rrsig.labels() + " labels");
    }
    if (!policy.supports(rrsig.algorithm())) {
      String reason = "algorithm " + rrsig.algorithm() + " is not supported";
      return unverified(FailureCause.BOGUS, rrSet, rrsig, reason);
    }
    if (rrsig.secondsLeft(rrsig.inception()) < 0) {
      return unverified(FailureCause.BOGUS, rrSet, rrsig, "expires before it becomes valid");
    }
    if (rrsig.secondsLeft(now) + (long) policy.skew() < 0) {
      String reason = "expired " + -rrsig.secondsLeft(now) + " seconds ago";
      return unverified(FailureCause.SIGNATURE_EXPIRED, rrSet, rrsig, reason);
    }
    if (rrsig.secondsValid(now) + (long) policy.skew() < 0) {
      String reason = "valid in " + -rrsig.secondsValid(now) + " seconds";
      return unverified(FailureCause.SIGNATURE_NOT_YET_VALID, rrSet, rrsig, reason);
    }
    return null;
  }

  private boolean isRight(RrSet rrSet, Rrsig rrsig, VerificationKey key, Work work) {
    byte[] data = CanonicalForm.signedData(rrSet, rrsig.rdata());
    boolean right =
        rights.isRight(
            key, rrSet.type(), data, rrsig.signature(), () -> work.spend(Limit.SIGNATURE_CHECKS));
    work.note(
        new Event.Verified(
            rrSet.owner(), rrSet.type(), described(rrsig), right ? "right" : "wrong"));
    return right;
  }

  private static Event.Signature described(Rrsig rrsig) {
    return new Event.Signature(
        rrsig.signer(),
        rrsig.keyTag(),
        rrsig.algorithm(),
        Algorithm.describe(rrsig.algorithm()),
        rrsig.inception(),
        rrsig.expiration());
  }

  private Outcome.Verified verified(RrSet rrSet, Rrsig rrsig) {
    int left = Math.max(0, rrsig.secondsLeft(time.epochSeconds()));
    int ttl = Math.min(Math.min(rrSet.ttl(), rrsig.originalTtl()), left);
    Name encloser =
        rrsig.labels() < labels(rrSet.owner()) ? rrSet.owner().ancestor(rrsig.labels()) : null;
    return new Outcome.Verified(new VerifiedRrSet(rrSet.withTtl(ttl)), encloser);
  }

  /** Labels as RRSIG records count them: without the asterisk (RFC 4034 §3.1.3). */
  private static int labels(Name owner) {
    return owner.isWildcard() ? owner.labelCount() - 1 : owner.labelCount();
  }

  private static Outcome.Unverified unverified(
      FailureCause cause, RrSet rrSet, Rrsig rrsig, String why) {
    String what = rrSet.owner() + " " + rrSet.type() + " by key " + rrsig.keyTag();
    return new Outcome.Unverified(cause, "the signature of " + what + ": " + why);
  }
}
