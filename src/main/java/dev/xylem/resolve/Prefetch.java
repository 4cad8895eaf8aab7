package dev.xylem.resolve;

import dev.xylem.cache.Entry;
import dev.xylem.cache.FailureCache;
import dev.xylem.cache.Hits;
import dev.xylem.dns.Question;
import dev.xylem.runtime.Limits;
import dev.xylem.runtime.Work;
import dev.xylem.runtime.WorkExceeded;
import dev.xylem.runtime.World;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks up again what clients still ask for in the last tenth of its TTL, so that they need not
 * wait when it has expired: from the second hit on if nothing else is said, because what is asked
 * for only now and then would be looked up for nobody.
 *
 * <p>At most one look-up for each client query that finds such an answer, each on a ledger of its
 * own (S39), and only so many at once. One that failed is not repeated for a while (RFC 9520), and
 * what is cached stays in force.
 */
public final class Prefetch {
  private static final int MOST_AT_ONCE = 100;
  private static final int TENTH = 10;

  private final @Nullable World world;
  private final Limits limits;
  private final @Nullable FailureCache<Boolean> failures;
  private final @Nullable Hits hits;
  private final Set<Question> underWay = new HashSet<>();

  private Prefetch(
      @Nullable World world,
      Limits limits,
      @Nullable FailureCache<Boolean> failures,
      @Nullable Hits hits) {
    this.world = world;
    this.limits = limits;
    this.failures = failures;
    this.hits = hits;
  }

  /** Nothing is looked up before a client waits for it. */
  public static Prefetch none() {
    return new Prefetch(null, Limits.standard(), null, null);
  }

  /**
   * @param limits what one look-up may cost
   * @param failures what could not be looked up lately
   * @param hits what has been asked for again
   */
  public static Prefetch of(World world, Limits limits, FailureCache<Boolean> failures, Hits hits) {
    return new Prefetch(world, limits, failures, hits);
  }

  /**
   * Notes that a client is given {@code entry}; returns whether to look it up again: it is about to
   * expire, and has been given often enough.
   */
  boolean isWantedAfterHit(@Nullable Entry entry) {
    if (hits == null || !(entry instanceof Entry.Positive positive)) {
      return false;
    }
    return hits.isManyWithThis(positive) && secondsUncounted(positive) == 0;
  }

  /**
   * For how many seconds nothing depends on further hits of {@code entry}; 0 as long as there were
   * too few, and when it is about to expire.
   */
  long secondsUncounted(@Nullable Entry entry) {
    if (hits == null || world == null || !(entry instanceof Entry.Positive positive)) {
      return Long.MAX_VALUE;
    }
    long due = positive.expires() - positive.rrSet().ttl() / TENTH;
    return hits.isAboutToBeMany(positive) ? Math.max(0, due - world.time().agingSeconds()) : 0;
  }

  /**
   * Starts {@code refresh}, which says whether it could; false when that is under way, has failed
   * lately or would be one too many.
   */
  boolean hasStarted(Question question, Predicate<Work> refresh) {
    if (world == null || failures == null || failures.find(question) != null || !enter(question)) {
      return false;
    }
    FailureCache<Boolean> failed = failures;
    Work work = Work.open(world.time(), limits);
    world.tasks().start("prefetch", () -> run(question, refresh, work, failed));
    return true;
  }

  private void run(
      Question question, Predicate<Work> refresh, Work work, FailureCache<Boolean> failed) {
    boolean refreshed = false;
    try {
      refreshed = refresh.test(work);
    } catch (WorkExceeded e) {
      // It counts as failed.
    } finally {
      leave(question);
      if (refreshed) {
        failed.forget(question);
      } else {
        failed.store(question, true);
      }
    }
  }

  private synchronized boolean enter(Question question) {
    return underWay.size() < MOST_AT_ONCE && underWay.add(question);
  }

  private synchronized void leave(Question question) {
    underWay.remove(question);
  }
}
