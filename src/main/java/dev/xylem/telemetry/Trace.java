package dev.xylem.telemetry;

import dev.xylem.runtime.Limit;
import dev.xylem.runtime.Limits;
import dev.xylem.runtime.Work;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * All that one ledger holds: what happened, in order, and what it cost.
 *
 * @param spent for each limit what was spent of it
 */
public record Trace(List<Step> steps, Map<Limit, Integer> spent, Limits limits) {

  /**
   * @param nanos since the query began
   * @param depth how many look-ups this step was nested in
   */
  public record Step(long nanos, int depth, Event event) {}

  /** The trace of {@code work} up to now. */
  public static Trace of(Work work) {
    List<Step> steps = new ArrayList<>();
    for (Work.Booked booked : work.entries()) {
      if (booked.entry() instanceof Event event) {
        steps.add(new Step(booked.nanos(), booked.depth(), event));
      }
    }
    var spent = new EnumMap<Limit, Integer>(Limit.class);
    for (Limit limit : Limit.values()) {
      spent.put(limit, work.spent(limit));
    }
    return new Trace(List.copyOf(steps), spent, work.limits());
  }
}
