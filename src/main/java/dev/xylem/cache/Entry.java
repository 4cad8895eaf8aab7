package dev.xylem.cache;

import dev.xylem.dns.RrSet;
import dev.xylem.dns.Security;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the cache holds about one name and type. */
public sealed interface Entry {

  /** Wall-clock second from which on this is no longer true. */
  long expires();

  /** What validation found. */
  Security security();

  /** Heap octets, about. */
  int weight();

  /** Seconds for which it was true when it was found. */
  int originalTtl();

  /** RRsets kept beside this for proof: NSEC and NSEC3 with their signatures. */
  List<RrSet> proofs();

  /**
   * An RRset.
   *
   * @param proofs that no closer name exists, when the RRset was expanded from a wildcard
   */
  record Positive(RrSet rrSet, List<RrSet> proofs, Trust trust, Security security, long expires)
      implements Entry {
    @Override
    public int weight() {
      return 64 + rrSet.weight() + weightOf(proofs);
    }

    @Override
    public int originalTtl() {
      return rrSet.ttl();
    }
  }

  /**
   * That something does not exist (RFC 2308).
   *
   * @param wholeName whether the name itself does not exist (NXDOMAIN), rather than only the type
   * @param soa the zone's SOA, to be shown to clients; null when the server sent none
   */
  record Negative(
      boolean wholeName, @Nullable RrSet soa, List<RrSet> proofs, Security security, long expires)
      implements Entry {
    @Override
    public int weight() {
      return 64 + (soa == null ? 0 : soa.weight()) + weightOf(proofs);
    }

    @Override
    public int originalTtl() {
      return soa == null ? 0 : soa.ttl();
    }
  }

  /**
   * This after its TTL, not secure any more once a signature has expired by {@code epochSeconds}.
   */
  default Entry staleAt(long epochSeconds) {
    return switch (this) {
      case Positive(RrSet rrSet, var proofs, Trust trust, Security security, long expires)
          when security == Security.SECURE && hasExpiredSignature(rrSet, proofs, epochSeconds) ->
          new Positive(rrSet, proofs, trust, Security.INSECURE, expires);
      case Negative(boolean wholeName, var soa, var proofs, Security security, long expires)
          when security == Security.SECURE && hasExpiredSignature(soa, proofs, epochSeconds) ->
          new Negative(wholeName, soa, proofs, Security.INSECURE, expires);
      case Entry entry -> entry;
    };
  }

  private static boolean hasExpiredSignature(
      @Nullable RrSet rrSet, List<RrSet> proofs, long epochSeconds) {
    if (rrSet != null && rrSet.signedFor(epochSeconds) < 0) {
      return true;
    }
    for (RrSet proof : proofs) {
      if (proof.signedFor(epochSeconds) < 0) {
        return true;
      }
    }
    return false;
  }

  private static int weightOf(List<RrSet> rrSets) {
    int weight = 0;
    for (RrSet rrSet : rrSets) {
      weight += rrSet.weight();
    }
    return weight;
  }
}
