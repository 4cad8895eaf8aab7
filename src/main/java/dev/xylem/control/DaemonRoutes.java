package dev.xylem.control;

import dev.xylem.config.Settings.LogLevel;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** About the server itself. */
final class DaemonRoutes {
  private final Operator operator;

  DaemonRoutes(Operator operator) {
    this.operator = operator;
  }

  List<Route> all() {
    return List.of(
        new Route("GET", "/v1/status", Set.of(), this::status),
        new Route("POST", "/v1/reload", Set.of(), this::reload),
        new Route("PUT", "/v1/log", Set.of("level"), this::log),
        new Route("POST", "/v1/stop", Set.of(), this::stop),
        new Route("GET", "/health/live", Set.of(), request -> Reply.said(request, "alive")),
        new Route("GET", "/health/ready", Set.of(), this::ready));
  }

  private Reply status(Request request) {
    Operator.Status status = operator.status();
    return Reply.of(
        request,
        status,
        () ->
            String.format(
                Locale.ROOT,
                "%s, process %d, up %d s%nlistening on %s%nconfiguration: %s%nresolving now: %d%n"
                    + "negative trust anchors: %d%nlog level: %s%n%s",
                status.version(),
                status.pid(),
                status.uptime(),
                String.join(", ", status.addresses()),
                status.config().isEmpty() ? "all defaults" : status.config(),
                status.working(),
                status.negativeAnchors(),
                status.logLevel(),
                text(status.notServed())));
  }

  private static String text(Operator.NotServed not) {
    var text = new StringBuilder("client rate: ");
    text.append(not.rate() == 0 ? "no limit" : not.rate() + " queries a second");
    if (not.dropped() + not.truncated() > 0) {
      text.append("; above it ")
          .append(not.dropped() + " dropped, " + not.truncated() + " truncated")
          .append(", the latest of ")
          .append(not.latest());
    }
    text.append("\nnot served: ");
    var reasons = new StringJoiner(", ");
    not.refusals()
        .forEach((reason, count) -> {
          if (count > 0) {
            reasons.add(reason + " " + count);
          }
        });
    return text.append(reasons.length() == 0 ? "none" : reasons).append('\n').toString();
  }

  private Reply reload(Request request) {
    return switch (operator.reload()) {
      case Operator.Reloading.Refused(String problem) -> Reply.problem(409, problem);
      case Operator.Reloading.Done done ->
          Reply.of(
              request,
              done,
              () -> {
                String changed =
                    done.changed().isEmpty() ? "nothing" : String.join(", ", done.changed());
                return "changed: "
                    + changed
                    + "\n"
                    + (done.later().isEmpty()
                        ? ""
                        : "from the next start on: " + String.join(", ", done.later()) + "\n");
              });
    };
  }

  private Reply log(Request request) {
    LogLevel level =
        request.required("level", text -> LogLevel.valueOf(text.toUpperCase(Locale.ROOT)));
    operator.logLevel(level.name());
    return Reply.said(request, "log level is " + level.name().toLowerCase(Locale.ROOT));
  }

  private Reply stop(Request request) {
    operator.stop();
    return Reply.said(request, "stopping");
  }

  private Reply ready(Request request) {
    return operator.isReady()
        ? Reply.of(request, Map.of("done", "ready"), () -> "ready\n")
        : Reply.problem(503, "not ready");
  }
}
