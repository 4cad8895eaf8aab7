package dev.xylem.validate;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrSet;
import dev.xylem.iterate.Found;
import dev.xylem.runtime.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a validator gets what it judges and what it judges by. None of it is judged yet. */
public interface Records {

  /** What servers say to {@code question}. */
  Replies ask(Question question, Work work);

  /** What different servers say to one question. */
  interface Replies {

    /** What is known, or what the first server says. */
    Found first();

    /**
     * What a server says that has not been asked yet; null when there is none, it has nothing to
     * say, or enough have been asked. Some servers of a zone may be out of step or lie, while
     * others tell the truth.
     */
    @Nullable Found next();
  }

  /**
   * The zone directly below {@code above} that {@code name} is known to lie in; null when no
   * delegation is known there.
   */
  @Nullable Name delegationBelow(Name above, Name name);

  /**
   * The zone at or above which nothing may be concluded about {@code question}'s name, since the
   * operator leads it elsewhere (S23); the root when not.
   */
  Name top(Question question);

  /**
   * DS, NSEC and NSEC3 RRsets that came with the delegation of {@code zone}; empty when none is
   * known.
   */
  List<RrSet> referralProofs(Name zone);
}
