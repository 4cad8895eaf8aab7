package dev.xylem.resolve;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.iterate.FailureCause;
import dev.xylem.runtime.Limits;
import dev.xylem.runtime.Tasks;
import dev.xylem.runtime.Work;
import dev.xylem.runtime.WorkExceeded;
import dev.xylem.runtime.World;
import dev.xylem.telemetry.Event;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers with what has expired when nothing newer can be had in time (RFC 8767). What is looked up
 * meanwhile goes on, on the same ledger, for the next client.
 *
 * <p>Only what was kept as valid once is given, never what was found bogus; and when what is new is
 * known to be bogus, the client is told so.
 */
public final class ServeStale {
  /** Look-ups that go on without a client: beyond, an expired answer starts none. */
  private static final int MOST_AT_ONCE = 1000;

  private final Terms terms;
  private final World world;
  private final Limits limits;
  private final AtomicInteger atOnce = new AtomicInteger();

  /**
   * On which terms.
   *
   * @param seconds how long after its expiry a record may be given
   * @param ttl given with it, at most, in seconds
   * @param waitNanos how long a client waits for something newer; 0: not at all
   * @param except names at and below which nothing expired is given, by whatever alias one comes
   *     there
   */
  public record Terms(int seconds, int ttl, long waitNanos, List<Name> except) {
    public Terms {
      except = List.copyOf(except);
    }
  }

  /**
   * @param limits what one query may cost
   */
  public ServeStale(Terms terms, World world, Limits limits) {
    this.terms = terms;
    this.world = world;
    this.limits = limits;
  }

  /**
   * An answer to {@code question} of which at least a part has expired, and nothing is missing;
   * null when {@code memory} has none.
   */
  private @Nullable Resolution expired(Question question, Memory.Judged memory) {
    var missing = new Link.Broken(List.of(), FailureCause.NO_REPLY, "", 0);
    var isOld = new AtomicBoolean();
    try {
      // A look into memory costs nobody anything: the query's own ledger pays for what is new.
      Resolution old =
          AliasChain.follow(
              question,
              Work.open(world.time(), limits),
              at -> {
                isOld.compareAndSet(false, memory.knownData(at) == null);
                // An alias elsewhere is no way round the exceptions.
                Link link =
                    isExcepted(at.name())
                        ? memory.knownData(at)
                        : memory.knownOrExpired(at, terms.seconds(), terms.ttl());
                return link == null ? missing : link;
              });
      return isOld.get() && !(old instanceof Resolution.Failure) ? old : null;
    } catch (WorkExceeded e) {
      return null;
    }
  }

  private boolean isExcepted(Name name) {
    for (Name except : terms.except()) {
      if (name.isAtOrBelow(except)) {
        return true;
      }
    }
    return false;
  }

  /** What {@code fresh} resolves, if it can in time, or else what {@code memory} has of old. */
  Resolution answer(
      Question question, Memory.Judged memory, Work work, Supplier<Resolution> fresh) {
    Resolution old = expired(question, memory);
    if (old == null) {
      return fresh.get();
    }
    Resolution now = begun(work, fresh);
    boolean failed =
        now == null
            || now instanceof Resolution.Failure failure && failure.cause().isOfServersOrMeans();
    if (now != null && !failed) {
      return now;
    }
    work.note(new Event.Stale(question, now == null ? Event.Stale.TOO_SLOW : Event.Stale.FAILED));
    // The part that has not expired has aged meanwhile.
    Resolution aged = expired(question, memory);
    return new Resolution.Stale(aged == null ? old : aged);
  }

  /** What came of it within a client's patience; null when nothing did yet. */
  private @Nullable Resolution begun(Work work, Supplier<Resolution> fresh) {
    if (atOnce.incrementAndGet() > MOST_AT_ONCE) {
      atOnce.decrementAndGet();
      return null;
    }
    Tasks.Promise<Resolution> result = world.tasks().promise();
    world
        .tasks()
        .start(
            "renewal",
            () -> {
              try {
                result.fill(fresh.get());
              } finally {
                atOnce.decrementAndGet();
              }
            });
    try {
      return terms.waitNanos() == 0
          ? null
          : result.await(Math.min(terms.waitNanos(), work.nanosLeft()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (WorkExceeded e) {
      return null;
    }
  }
}
