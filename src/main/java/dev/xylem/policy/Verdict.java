package dev.xylem.policy;

import dev.xylem.dns.RrSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** The name is an alias; what it leads to is resolved as usual. */
  record Alias(RrSet cname) implements Verdict {}

  /** An alias leads to a name that is too long (RFC 6672 §2.2). */
  record TooLong() implements Verdict {}

  /** The name exists, the type does not; {@code soa} goes into the authority section. */
  record NoData(@Nullable RrSet soa) implements Verdict {}

  /** The name does not exist; {@code soa} goes into the authority section. */
  record NxDomain(@Nullable RrSet soa) implements Verdict {}

  /** The operator does not want the name to be found; {@code instead} is what is said. */
  record Blocked(Verdict instead) implements Verdict {}

  /** The question is refused. */
  record Refuse() implements Verdict {}

  /** Nothing is sent. */
  record Drop() implements Verdict {}
}
