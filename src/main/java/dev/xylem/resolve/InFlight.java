package dev.xylem.resolve;

import dev.xylem.dns.Question;
import dev.xylem.iterate.FailureCause;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.Tasks;
import dev.xylem.runtime.Work;
import dev.xylem.telemetry.Event;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Equal questions in flight are asked once (RFC 5452 §5, S09): the first asks, the others wait for
 * what it gets.
 *
 * <p>Waiting could go round in a circle, when name servers of two zones live in each other's (S34).
 * Before a query waits, the chain of who waits for whom is followed; one that would wait for itself
 * is told so instead.
 */
final class InFlight<T> {
  private final Map<Question, Flight<T>> flights = new HashMap<>();
  private final Map<Object, Flight<T>> waiting = new IdentityHashMap<>();
  private final Tasks tasks;
  private final BiFunction<FailureCause, String, T> failure;

  /** What those get who waited for a query that ended at a limit of its own. */
  private final T givenUp;

  /**
   * @param failure makes what stands for a failure
   */
  InFlight(Tasks tasks, BiFunction<FailureCause, String, T> failure) {
    this.tasks = tasks;
    this.failure = failure;
    this.givenUp = failure.apply(FailureCause.LIMIT, "another query for it was given up");
  }

  /** {@code leader} is the ledger of the query that asks. */
  private record Flight<T>(Object leader, Tasks.Promise<T> result) {}

  /** How it went. */
  private sealed interface Outcome<T> {
    /** This query asked; here is what it got. */
    record Led<T>(T result) implements Outcome<T> {}

    /** Another query was asking already; here is what that one got. */
    record Joined<T>(T result) implements Outcome<T> {}

    /** To answer the question, this query would have to wait for itself. */
    record Circular<T>() implements Outcome<T> {}

    /** The other query did not finish within this one's time. */
    record TooLate<T>() implements Outcome<T> {}
  }

  /** What {@code known} has, or else what {@code lead} gets for this query or another one. */
  T ask(Question question, Work work, Supplier<@Nullable T> known, Supplier<T> lead) {
    while (true) {
      T already = known.get();
      if (already != null) {
        return already;
      }
      switch (join(question, work, lead)) {
        case Outcome.Led<T>(T result) -> {
          return result;
        }
        case Outcome.Joined<T>(T result) when result == givenUp ->
            // The other query was at its limit; this one is not, or its ledger ends it here.
            work.spend(Limit.STEPS);
        case Outcome.Joined<T>(T result) -> {
          work.note(new Event.Joined(question));
          return result;
        }
        case Outcome.Circular<T> _ -> {
          // Not remembered: whoever is looking for it may yet find it by another way.
          String detail = "to find " + question.name() + ", it is needed itself";
          work.note(new Event.Failed(question, FailureCause.LOOP.toString(), detail));
          return failure.apply(FailureCause.LOOP, detail);
        }
        case Outcome.TooLate<T> _ -> work.spend(Limit.STEPS);
      }
    }
  }

  private Outcome<T> join(Question question, Work work, Supplier<T> lead) {
    Flight<T> mine = new Flight<>(work.ledger(), tasks.promise());
    Flight<T> flight = board(question, mine);
    if (flight == null) {
      return new Outcome.Circular<>();
    }
    return flight == mine ? new Outcome.Led<>(lead(question, mine, lead)) : await(flight, work);
  }

  private T lead(Question question, Flight<T> flight, Supplier<T> lead) {
    T result = givenUp;
    try {
      result = lead.get();
      return result;
    } finally {
      synchronized (this) {
        flights.remove(question);
      }
      flight.result().fill(result);
    }
  }

  private Outcome<T> await(Flight<T> flight, Work work) {
    try {
      T result = flight.result().await(work.nanosLeft());
      return result == null ? new Outcome.TooLate<>() : new Outcome.Joined<>(result);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.TooLate<>();
    } finally {
      synchronized (this) {
        waiting.remove(work.ledger());
      }
    }
  }

  /** The flight to take; null when taking it would be circular. */
  private synchronized @Nullable Flight<T> board(Question question, Flight<T> mine) {
    Flight<T> flight = flights.putIfAbsent(question, mine);
    if (flight == null) {
      return mine;
    }
    if (leadsBackTo(mine.leader(), flight.leader())) {
      return null;
    }
    waiting.put(mine.leader(), flight);
    return flight;
  }

  /**
   * Follows who waits for whom; a query works on one thing at a time, so there is one way to go.
   */
  private boolean leadsBackTo(Object self, Object leader) {
    Object at = leader;
    while (at != self) {
      Flight<T> next = waiting.get(at);
      // One that has landed no longer waits for anything, though who waited for it may not know
      // yet.
      if (next == null || !flights.containsValue(next)) {
        return false;
      }
      at = next.leader();
    }
    return true;
  }
}
