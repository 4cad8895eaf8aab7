package dev.xylem.validate;

import dev.xylem.cache.Scope;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrSet;
import dev.xylem.runtime.Work;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** Judges what the walk finds (RFC 4035 §5). */
public interface Validator {

  /**
   * What follows for {@code question} from what was judged before (RFC 8198); null when nothing
   * does.
   */
  Judgement.@Nullable Judged conclude(Question question, Records records, Work work);

  /**
   * Whether a secure answer to {@code question} would say something else of the root's trust
   * anchors than what is so (RFC 8509).
   */
  boolean contradictsSentinel(Question question);

  /** Forgets what zones have shown of themselves that matters to what {@code scope} means. */
  void forget(Scope scope);

  /**
   * Looks up the keys of a trust anchor's zone, whatever is remembered of them, and takes down what
   * they say (RFC 5011); false when they cannot be had or do not verify.
   */
  boolean renewAnchor(Name zone, Records records, Work work);

  /** Whether {@code zone} would be secure without its negative trust anchor (RFC 7646). */
  boolean isSecureWithoutNegative(Name zone, Records records, Work work);

  /**
   * Shows the DNSKEY RRsets by which zones are judged now, each with the wall-clock second at which
   * it is over.
   */
  void forEachKeySet(ObjLongConsumer<RrSet> each);

  /** Judges what {@code records} have as the answer to {@code question}; pays with {@code work}. */
  Judgement judge(Question question, Records records, Work work);
}
