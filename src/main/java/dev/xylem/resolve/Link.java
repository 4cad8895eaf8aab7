package dev.xylem.resolve;

import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.Security;
import dev.xylem.iterate.FailureCause;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of one name on the way from a question to its answer. */
sealed interface Link {

  /** The RRset. */
  record Data(RrSet rrSet, List<RrSet> proofs, Security security) implements Link {}

  /**
   * An alias; the next link is about {@code target}.
   *
   * @param chain the CNAME, or the DNAME and the CNAME made from it
   */
  record AliasTo(List<RrSet> chain, Name target, List<RrSet> proofs, Security security)
      implements Link {}

  /** No data, or no name at all. */
  record Nothing(boolean wholeName, @Nullable RrSet soa, List<RrSet> proofs, Security security)
      implements Link {}

  /** A failure, and the seconds it is remembered. */
  record Broken(List<RrSet> chain, FailureCause cause, String detail, int ttl) implements Link {}
}
