package dev.xylem.control;

import dev.xylem.runtime.Limit;
import dev.xylem.telemetry.Event;
import dev.xylem.telemetry.Trace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A trace as it is told to programs. */
public record TraceView(List<Step> trace, Map<String, Cost> cost) {

  /** What happened, and when in the query's life. */
  public record Step(double milliseconds, int depth, Event what) {}

  /** What was spent of a limit. */
  public record Cost(int spent, int limit) {}

  public static TraceView of(Trace trace) {
    List<Step> steps =
        trace.steps().stream().map(s -> new Step(s.nanos() / 1e6, s.depth(), s.event())).toList();
    Map<String, Cost> cost = new LinkedHashMap<>();
    trace
        .spent()
        .forEach((Limit limit, Integer spent) ->
            cost.put(limit.key(), new Cost(spent, trace.limits().of(limit))));
    return new TraceView(steps, cost);
  }
}
