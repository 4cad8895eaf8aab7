package dev.xylem.control;

import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.telemetry.RecentQueries;
import dev.xylem.telemetry.RecentQueries.Recent;
import dev.xylem.telemetry.TraceText;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How queries were answered. */
final class TraceRoutes {
  private static final int USUAL_COUNT = 50;

  private final Operator operator;
  private final RecentQueries recent;

  TraceRoutes(Operator operator, RecentQueries recent) {
    this.operator = operator;
    this.recent = recent;
  }

  /** A query without its trace. */
  private record Line(
      String id,
      String time,
      InetAddress client,
      Transport transport,
      Question question,
      Rcode rcode,
      double milliseconds) {
    static Line of(Recent query) {
      return new Line(
          query.id(),
          Instant.ofEpochSecond(query.epochSecond()).toString(),
          query.client(),
          query.transport(),
          query.question(),
          query.rcode(),
          query.nanos() / 1e6);
    }

    String text() {
      return String.format(
          Locale.ROOT,
          "%s  %s  %s %s  %s  %s  %.1f ms%n",
          id,
          time,
          IpPrefix.text(client),
          transport,
          question,
          rcode,
          milliseconds);
    }
  }

  private record Explained(Line query, TraceView how) {}

  List<Route> all() {
    return List.of(
        new Route("GET", "/v1/trace", Set.of("id"), this::explain),
        new Route("POST", "/v1/trace", Set.of("name", "type"), this::trace),
        new Route("GET", "/v1/recent", Set.of("client", "name", "failed", "limit"), this::latest));
  }

  private Reply explain(Request request) {
    return explained(request, request.text("id"));
  }

  private Reply trace(Request request) {
    RrType type = request.type().orElse(RrType.A);
    if (type.isMeta()) {
      throw new Request.BadRequest(type + " is no type of data");
    }
    var question = new Question(request.name(), type);
    return explained(request, operator.trace(question));
  }

  private Reply explained(Request request, String id) {
    @Nullable Recent query = recent.find(id);
    return query == null
        ? Reply.problem(404, "no query with trace '" + id + "' is remembered")
        : Reply.of(
            request,
            new Explained(Line.of(query), TraceView.of(query.trace())),
            () -> Line.of(query).text() + TraceText.format(query.trace()));
  }

  private Reply latest(Request request) {
    Predicate<Recent> wanted = _ -> true;
    if (request.has("failed")) {
      wanted = wanted.and(Recent::failed);
    }
    if (request.address("client").orElse(null) instanceof InetAddress client) {
      wanted = wanted.and(query -> query.client().equals(client));
    }
    if (request.optional("name", Name::of).orElse(null) instanceof Name name) {
      wanted = wanted.and(query -> query.question().name().isAtOrBelow(name));
    }
    int limit = request.optional("limit", Integer::parseUnsignedInt).orElse(USUAL_COUNT);
    List<Line> lines = recent.latest(limit, wanted).stream().map(Line::of).toList();
    return Reply.of(
        request, lines, () -> lines.stream().map(Line::text).collect(Collectors.joining()));
  }
}
