package dev.xylem.resolve;

import dev.xylem.dns.ExtendedError;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.Security;
import dev.xylem.iterate.FailureCause;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client gets for its question. */
public sealed interface Resolution {

  /**
   * CNAME and DNAME RRsets that lead from the question's name to the name this is about, in order.
   */
  List<RrSet> chain();

  /** Whether every link of it is proven. */
  default boolean isSecure() {
    return switch (this) {
      case Answer answer -> answer.security() == Security.SECURE;
      case AnyAnswer answer -> answer.security() == Security.SECURE;
      case NoData none -> none.security() == Security.SECURE;
      case NxDomain none -> none.security() == Security.SECURE;
      case Stale stale -> stale.old().isSecure();
      case Failure _ -> false;
    };
  }

  /**
   * The RRset asked for.
   *
   * @param proofs NSEC and NSEC3 RRsets, for a client that wants DNSSEC records
   */
  record Answer(List<RrSet> chain, RrSet rrSet, List<RrSet> proofs, Security security)
      implements Resolution {}

  /** All RRsets that the name's server chose to give, at least one, to a question for ANY. */
  record AnyAnswer(List<RrSet> chain, List<RrSet> rrSets, List<RrSet> proofs, Security security)
      implements Resolution {}

  /** The name has no data of the type. */
  record NoData(List<RrSet> chain, @Nullable RrSet soa, List<RrSet> proofs, Security security)
      implements Resolution {}

  /** The name does not exist. */
  record NxDomain(List<RrSet> chain, @Nullable RrSet soa, List<RrSet> proofs, Security security)
      implements Resolution {}

  /**
   * What has expired, for want of anything newer (RFC 8767).
   *
   * @param old an answer, or that there is none
   */
  record Stale(Resolution old) implements Resolution {
    @Override
    public List<RrSet> chain() {
      return old.chain();
    }

    /** That it is stale, for clients (RFC 8914 §4.4, §4.20). */
    public ExtendedError extendedError() {
      boolean nxDomain = old instanceof NxDomain;
      return new ExtendedError(
          nxDomain ? ExtendedError.STALE_NXDOMAIN : ExtendedError.STALE_ANSWER, "");
    }
  }

  /**
   * There is no answer.
   *
   * @param detail what was tried, in a sentence
   * @param ttl seconds for which asking again is answered from memory
   */
  record Failure(List<RrSet> chain, FailureCause cause, String detail, int ttl)
      implements Resolution {

    /** The same failure at the end of {@code aliases}. */
    Failure behind(List<RrSet> aliases) {
      return new Failure(aliases, cause, detail, ttl);
    }

    /** SERVFAIL; but YXDOMAIN when a DNAME leads nowhere (RFC 6672 §2.2). */
    public Rcode rcode() {
      return cause == FailureCause.NAME_TOO_LONG ? Rcode.YXDOMAIN : Rcode.SERVFAIL;
    }

    /** The cause, for clients. */
    public ExtendedError extendedError() {
      return new ExtendedError(cause.extendedError(), detail);
    }
  }
}
