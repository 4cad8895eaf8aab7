package dev.xylem.validate;

import dev.xylem.cache.RrSetCache;
import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dnssec.Denial;
import dev.xylem.dnssec.Nsec3Denial;
import dev.xylem.dnssec.NsecDenial;
import dev.xylem.iterate.FailureCause;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The NSEC and NSEC3 RRsets of a reply that are verified: they can be made of no others, so nothing
 * is concluded from what is not, nor remembered (S67).
 */
final class Denials {
  private final List<RrSet> rrSets;
  private final List<Denial> kinds;
  private final Signatures.Outcome.@Nullable Unverified unverified;
  private final boolean isTooCostly;

  private Denials(
      List<RrSet> rrSets,
      List<Denial> kinds,
      Signatures.Outcome.@Nullable Unverified unverified,
      boolean isTooCostly) {
    this.rrSets = rrSets;
    this.kinds = kinds;
    this.unverified = unverified;
    this.isTooCostly = isTooCostly;
  }

  /**
   * What those of {@code verified} deny that conclusions are drawn from.
   *
   * @param zone that has signed them
   * @param unverified what is wrong with the last that could not be verified; null when all could
   * @param price of a hash
   */
  static Denials of(
      Name zone,
      List<Signatures.VerifiedRrSet> verified,
      Signatures.Outcome.@Nullable Unverified unverified,
      ValidationPolicy policy,
      Nsec3Denial.Price price) {
    List<RrSet> nsec = ofType(RrType.NSEC, verified);
    List<RrSet> nsec3 = ofType(RrType.NSEC3, verified);
    var plain = new NsecDenial(zone, nsec);
    var hashed = new Nsec3Denial(zone, nsec3, price);
    List<RrSet> used = new ArrayList<>(verified.size());
    addUsed(nsec, plain, used);
    addUsed(nsec3, hashed, used);
    boolean tooCostly = hashed.iterations() > policy.nsec3Iterations();
    return new Denials(List.copyOf(used), List.of(plain, hashed), unverified, tooCostly);
  }

  private static List<RrSet> ofType(RrType type, List<Signatures.VerifiedRrSet> verified) {
    List<RrSet> rrSets = new ArrayList<>(verified.size());
    for (Signatures.VerifiedRrSet one : verified) {
      if (one.rrSet().type().equals(type)) {
        rrSets.add(one.rrSet());
      }
    }
    return rrSets;
  }

  private static void addUsed(List<RrSet> rrSets, Denial denial, List<RrSet> used) {
    for (RrSet rrSet : rrSets) {
      if (denial.uses(rrSet)) {
        used.add(rrSet);
      }
    }
  }

  /** With the TTLs that their signatures allow. */
  List<RrSet> rrSets() {
    return rrSets;
  }

  /**
   * Whether the zone hashes more often than is done here (RFC 9276 §3.2): it then counts as
   * unsigned in this.
   */
  boolean isTooCostly() {
    return isTooCostly;
  }

  /** Why something is not proven by these. */
  FailureCause lack() {
    if (unverified != null) {
      return unverified.cause();
    }
    return rrSets.isEmpty() ? FailureCause.NSEC_MISSING : FailureCause.BOGUS;
  }

  /** More about that, to be added to a sentence. */
  String why() {
    return unverified == null ? "" : "; " + unverified.detail();
  }

  Denial.Proof noData(Name name, RrType type) {
    return best(kind -> kind.noData(name, type));
  }

  Denial.Proof noName(Name name) {
    return best(kind -> kind.noName(name));
  }

  Denial.Proof noCloserMatch(Name name, Name encloser) {
    return best(kind -> kind.noCloserMatch(name, encloser));
  }

  Denial.Cut cut(Name name) {
    if (isTooCostly) {
      return Denial.Cut.UNSIGNED;
    }
    for (Denial kind : kinds) {
      Denial.Cut cut = kind.cut(name);
      if (cut != Denial.Cut.UNKNOWN) {
        return cut;
      }
    }
    return Denial.Cut.UNKNOWN;
  }

  /** Seconds for which all of it may be used. */
  int ttl() {
    return rrSets.isEmpty() ? 0 : RrSetCache.leastTtl(Integer.MAX_VALUE, rrSets);
  }

  private Denial.Proof best(Function<Denial, Denial.Proof> question) {
    if (isTooCostly) {
      return Denial.Proof.OPT_OUT;
    }
    Denial.Proof best = Denial.Proof.NOT_PROVEN;
    for (Denial kind : kinds) {
      Denial.Proof proof = question.apply(kind);
      best = proof.compareTo(best) < 0 ? proof : best;
    }
    return best;
  }
}
