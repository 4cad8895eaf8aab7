package dev.xylem.policy;

import dev.xylem.dns.RrSet;
import java.util.List;

/** What a policy says about a question. */
public sealed interface Verdict {

  /** Nothing: the question is resolved as usual. */
  record Resolve() implements Verdict {}

  /** The answer is these RRsets. */
  record Answer(List<RrSet> rrSets) implements Verdict {
    public Answer {
      rrSets = List.copyOf(rrSets);
    }
  }

  /** The name exists, the type does not; {@code soa} goes into the authority section. */
  record NoData(RrSet soa) implements Verdict {}

  /** The name does not exist; {@code soa} goes into the authority section. */
  record NxDomain(RrSet soa) implements Verdict {}
}
