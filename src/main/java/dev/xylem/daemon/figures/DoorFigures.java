package dev.xylem.daemon.figures;

import dev.xylem.daemon.dnstap.Dnstap;
import dev.xylem.daemon.querylog.QueryLogWriter;
import dev.xylem.listen.Listeners;
import dev.xylem.listen.rate.RateLimit;
import dev.xylem.telemetry.Metrics;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Who was not served, what was not logged, and what is being done, as metrics. */
public final class DoorFigures {
  private DoorFigures() {}

  /** Offers what {@code doors} say of clients that were turned away. */
  public static void offer(Listeners doors, RateLimit.Counts aboveLimit, Metrics metrics) {
    metrics.counter(
        "xylem_door_refusals_total",
        "Queries that got no place, gave way, or whose answer came too late, by reason.",
        "reason",
        each -> doors.refusals().forEach(each));
    metrics.counter(
        "xylem_client_rate_limited_total",
        "Queries above the limit of their client's prefix, by what was done about them.",
        "action",
        each -> {
          each.accept("dropped", aboveLimit.dropped());
          each.accept("truncated", aboveLimit.truncated());
        });
    metrics.gauge(
        "xylem_resolving_queries",
        "Queries being resolved now.",
        "state",
        each -> each.accept("working", doors.workingQueries()));
  }

  /** Offers what logs could not take. */
  public static void offerLogs(
      @Nullable QueryLogWriter queryLog, @Nullable Dnstap dnstap, Metrics metrics) {
    metrics.counter(
        "xylem_query_log_dropped_total",
        "Queries missing in the query log, because it could not be written in time, or at all.",
        "output",
        each -> {
          each.accept("file", queryLog == null ? 0 : queryLog.dropped());
          if (dnstap != null) {
            dnstap.forEachDropped((name, count) -> each.accept("dnstap-" + name, count));
          }
        });
  }

  /** Offers how many zones are not validated. */
  public static void offerNegatives(IntSupplier inForce, Metrics metrics) {
    metrics.gauge(
        "xylem_negative_trust_anchors",
        "Negative trust anchors in force.",
        "zones",
        each -> each.accept("all", inForce.getAsInt()));
  }
}
