package dev.xylem.control;

import dev.xylem.telemetry.Metrics;
import dev.xylem.telemetry.RecentQueries;
import java.util.ArrayList;
import java.util.List;

/** All routes of the interface. */
public final class Routes {
  private final List<Route> all;

  /** For the server that {@code operator} runs. */
  public Routes(Operator operator, RecentQueries recent, Metrics metrics) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(new DaemonRoutes(operator).all());
    routes.addAll(new CacheRoutes(operator).all());
    routes.addAll(new CacheDump(operator).all());
    routes.addAll(new NegativeAnchorRoutes(operator).all());
    routes.addAll(new TraceRoutes(operator, recent).all());
    routes.addAll(new MetricsRoutes(metrics).all());
    all = List.copyOf(routes);
  }

  List<Route> all() {
    return all;
  }

  /** The answer to {@code request}; mistakes are answers, too. */
  Reply answer(Request request) {
    boolean known = false;
    for (Route route : all) {
      if (route.path().equals(request.path())) {
        known = true;
        if (route.method().equals(request.method())) {
          return answer(route, request);
        }
      }
    }
    return known
        ? Reply.problem(405, request.path() + " does not know " + request.method())
        : Reply.problem(404, "there is no " + request.path());
  }

  private static Reply answer(Route route, Request request) {
    try {
      return route.answer(request);
    } catch (Request.BadRequest e) {
      return Reply.problem(400, String.valueOf(e.getMessage()));
    }
  }
}
