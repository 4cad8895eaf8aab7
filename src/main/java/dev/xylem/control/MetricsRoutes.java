package dev.xylem.control;

import dev.xylem.telemetry.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Numbers: for Prometheus, and a digest of them for people. */
final class MetricsRoutes {
  private final Metrics metrics;

  MetricsRoutes(Metrics metrics) {
    this.metrics = metrics;
  }

  List<Route> all() {
    return List.of(
        new Route("GET", "/metrics", Set.of(), this::metrics),
        new Route("GET", "/v1/stats", Set.of(), this::stats));
  }

  private Reply metrics(Request request) {
    Metrics.Format format =
        request.accept().contains("application/openmetrics-text")
            ? Metrics.Format.OPEN_METRICS
            : Metrics.Format.PROMETHEUS;
    return new Reply(200, format.contentType(), metrics.text(format));
  }

  /** What is Xylem's own, without the JVM's and the buckets of histograms. */
  private Reply stats(Request request) {
    Map<String, Double> numbers = new TreeMap<>();
    new String(metrics.text(Metrics.Format.PROMETHEUS), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith("xylem_") && !line.contains("_bucket{"))
        .forEach(line -> {
          int end = line.lastIndexOf(' ');
          numbers.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
        });
    return Reply.of(request, numbers, () -> text(numbers));
  }

  private static String text(Map<String, Double> numbers) {
    var text = new StringBuilder();
    numbers.forEach((name, number) ->
        text.append(name.substring("xylem_".length()))
            .append(' ')
            .append(number == Math.rint(number) ? Long.toString(number.longValue()) : number)
            .append('\n'));
    return text.toString();
  }
}
