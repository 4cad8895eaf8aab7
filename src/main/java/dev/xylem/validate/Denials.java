package dev.xylem.validate;

import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dnssec.Denial;
import dev.xylem.iterate.FailureCause;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The verified NSEC and NSEC3 RRsets of a reply.
 *
 * @param rrSets with the TTLs that their signatures allow
 * @param unverified what is wrong with the last that could not be verified; null when all could
 * @param isTooCostly whether the zone hashes more often than is done here (RFC 9276 §3.2): it then
 *     counts as unsigned in this
 */
record Denials(
    List<RrSet> rrSets,
    List<Denial> kinds,
    Signatures.Outcome.@Nullable Unverified unverified,
    boolean isTooCostly) {

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
    return kinds.stream()
        .map(kind -> kind.cut(name))
        .filter(cut -> cut != Denial.Cut.UNKNOWN)
        .findFirst()
        .orElse(Denial.Cut.UNKNOWN);
  }

  /** Seconds for which all of it may be used. */
  int ttl() {
    return rrSets.stream().mapToInt(RrSet::ttl).min().orElse(0);
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
