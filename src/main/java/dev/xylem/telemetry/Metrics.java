package dev.xylem.telemetry;

import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Security;
import dev.xylem.dns.Transport;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.Work;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Numbers for Prometheus and the like. What event loops answer is counted by each loop for itself
 * and read when somebody asks; everything else is read off the trace of a query when it is
 * answered, so that no algorithm knows of metrics.
 */
public final class Metrics implements QueryObserver {
  private static final double[] SECONDS = {
    .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10
  };

  /** Labels in lower case, by ordinal: each query needs some. */
  private static final String[] TRANSPORTS = lowerCase(Transport.values());

  private static final String[] SECURITIES = lowerCase(Security.values());

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final AtomicBoolean jvmJoined = new AtomicBoolean();
  private final List<HitCounts> loops = new CopyOnWriteArrayList<>();
  private final Counter resolved =
      Counter.builder()
          .name("xylem_resolved_queries_total")
          .help("Queries answered the long way, by transport, RR type and RCODE.")
          .labelNames("transport", "type", "rcode")
          .register(registry);
  private final Histogram duration =
      Histogram.builder()
          .name("xylem_resolution_duration_seconds")
          .unit(Unit.SECONDS)
          .help(
              "Time that queries answered the long way took; those from memory take microseconds.")
          .classicOnly()
          .classicUpperBounds(SECONDS)
          .register(registry);
  private final Counter upstream =
      Counter.builder()
          .name("xylem_upstream_queries_total")
          .help("Queries sent to authoritative servers, by transport and what came back.")
          .labelNames("transport", "outcome")
          .register(registry);
  private final Histogram upstreamDuration =
      Histogram.builder()
          .name("xylem_upstream_duration_seconds")
          .unit(Unit.SECONDS)
          .help("Time until a server replied, or until waiting for it ended.")
          .classicOnly()
          .classicUpperBounds(SECONDS)
          .register(registry);
  private final Counter validations =
      Counter.builder()
          .name("xylem_dnssec_validations_total")
          .help("Verdicts of validation, by result.")
          .labelNames("result")
          .register(registry);
  private final Counter failures =
      Counter.builder()
          .name("xylem_failures_total")
          .help("Look-ups that failed, by cause; one query may have several.")
          .labelNames("cause")
          .register(registry);
  private final Counter stale =
      Counter.builder()
          .name("xylem_stale_answers_total")
          .help("Queries answered with what had expired, by why there was nothing newer.")
          .labelNames("reason")
          .register(registry);
  private final Counter prefetches =
      Counter.builder()
          .name("xylem_prefetches_total")
          .help("Look-ups begun because what a client was answered was about to expire.")
          .register(registry);
  private final Counter refusals =
      Counter.builder()
          .name("xylem_ledger_refusals_total")
          .help("Queries that would have needed more than a limit, by limit.")
          .labelNames("limit")
          .register(registry);

  /** For {@code version}; the JVM's numbers are among them. */
  public Metrics(String version) {
    Info.builder()
        .name("xylem_build")
        .help("Which Xylem this is.")
        .labelNames("version")
        .register(registry)
        .setLabelValues(version);
    CounterWithCallback.builder()
        .name("xylem_dns_queries_total")
        .help("Queries answered, by transport, RR type and RCODE.")
        .labelNames("transport", "type", "rcode")
        .callback(callback -> allQueries((labels, count) -> callback.call(count, labels)))
        .register(registry);
    CounterWithCallback.builder()
        .name("xylem_cache_hits_total")
        .help("Queries answered on the event loop: from memory, or refused at once.")
        .callback(callback -> callback.call(hits()))
        .register(registry);
    CounterWithCallback.builder()
        .name("xylem_cache_misses_total")
        .help("Queries that took more than the event loop.")
        .callback(callback -> callback.call(misses()))
        .register(registry);
    stale.initLabelValues(Event.Stale.TOO_SLOW);
    stale.initLabelValues(Event.Stale.FAILED);
    for (Limit limit : Limit.values()) {
      refusals.initLabelValues(limit.key());
    }
  }

  /**
   * What is there now. The JVM's own numbers join at the first look: to start what they come from
   * takes a third of a second, which nobody who does not look should wait for.
   */
  private MetricSnapshots scrape() {
    if (!jvmJoined.getAndSet(true)) {
      JvmMetrics.builder().register(registry);
    }
    return registry.scrape();
  }

  /** Counters for one more event loop. */
  public HitCounts forLoop() {
    var counts = new HitCounts();
    loops.add(counts);
    return counts;
  }

  /** Offers numbers that somebody else keeps; {@code read} gives a label and its number each. */
  public void gauge(
      String name, String help, String label, Consumer<BiConsumer<String, Number>> read) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(
            callback -> read.accept((value, number) -> callback.call(number.doubleValue(), value)))
        .register(registry);
  }

  /** As {@link #gauge}, for what only grows. */
  public void counter(
      String name, String help, String label, Consumer<BiConsumer<String, Number>> read) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(
            callback -> read.accept((value, number) -> callback.call(number.doubleValue(), value)))
        .register(registry);
  }

  @Override
  public String resolved(Answered query) {
    resolved
        .labelValues(
            labels(query.transport(), query.question().type().code(), query.rcode().code()))
        .inc();
    duration.observe(query.work().nanosGone() / 1e9);
    for (Work.Booked booked : query.work().entries()) {
      if (booked.entry() instanceof Event event) {
        count(event);
      }
    }
    for (Limit limit : Limit.values()) {
      if (query.work().spent(limit) > query.work().limits().of(limit)) {
        refusals.labelValues(limit.key()).inc();
      }
    }
    return "";
  }

  private void count(Event event) {
    switch (event) {
      case Event.Exchanged exchanged -> {
        upstream.labelValues(label(exchanged.transport()), exchanged.outcome().kind()).inc();
        upstreamDuration.observe(exchanged.nanos() / 1e9);
      }
      case Event.Judged judged -> validations.labelValues(label(judged.security())).inc();
      case Event.Failed failed ->
          failures.labelValues(failed.cause().toLowerCase(Locale.ROOT)).inc();
      case Event.Stale expired -> stale.labelValues(expired.why()).inc();
      case Event.Prefetched _ -> prefetches.inc();
      default -> {}
    }
  }

  /** As text, in the format of OpenMetrics if that is {@code wanted}, else of Prometheus. */
  public byte[] text(Format wanted) {
    var text = new ByteArrayOutputStream();
    try {
      if (wanted == Format.OPEN_METRICS) {
        OpenMetricsTextFormatWriter.create().write(text, scrape());
      } else {
        PrometheusTextFormatWriter.create().write(text, scrape());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }

  /** How numbers are written. */
  public enum Format {
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private final String contentType;

    Format(String contentType) {
      this.contentType = contentType;
    }

    public String contentType() {
      return contentType;
    }
  }

  private void allQueries(BiConsumer<String[], Long> each) {
    Map<List<String>, Long> all = new HashMap<>();
    for (HitCounts loop : loops) {
      loop.visit((transport, type, rcode, count) ->
          all.merge(List.of(labels(transport, type, rcode)), count, Long::sum));
    }
    resolved
        .collect()
        .getDataPoints()
        .forEach(point -> {
          List<String> labels =
              List.of(
                  point.getLabels().get("transport"),
                  point.getLabels().get("type"),
                  point.getLabels().get("rcode"));
          all.merge(labels, (long) point.getValue(), Long::sum);
        });
    all.forEach((labels, count) -> each.accept(labels.toArray(String[]::new), count));
  }

  private long hits() {
    long[] sum = {0};
    loops.forEach(loop -> loop.visit((_, _, _, count) -> sum[0] += count));
    return sum[0];
  }

  private long misses() {
    return (long)
        resolved.collect().getDataPoints().stream().mapToDouble(point -> point.getValue()).sum();
  }

  private static String[] labels(Transport transport, int type, int rcode) {
    int counted = HitCounts.counted(type);
    return new String[] {
      label(transport),
      counted == HitCounts.OTHER_TYPE ? "other" : RrType.of(counted).toString(),
      new Rcode(rcode).toString()
    };
  }

  private static String label(Transport transport) {
    return TRANSPORTS[transport.ordinal()];
  }

  private static String label(Security security) {
    return SECURITIES[security.ordinal()];
  }

  private static String[] lowerCase(Enum<?>[] constants) {
    String[] names = new String[constants.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = constants[i].name().toLowerCase(Locale.ROOT);
    }
    return names;
  }
}
