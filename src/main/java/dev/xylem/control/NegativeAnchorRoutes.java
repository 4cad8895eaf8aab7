package dev.xylem.control;

import dev.xylem.control.Operator.NegativeAnchor;
import dev.xylem.dns.text.TtlText;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Zones that are not validated for a while, because they are known to be broken (RFC 7646). */
final class NegativeAnchorRoutes {
  /** A week, as RFC 7646 §2 says and BIND does. */
  private static final long LONGEST = 7 * 86_400;

  private static final long STANDARD = 3600;
  private static final int LONGEST_REASON = 200;

  private final Operator operator;

  NegativeAnchorRoutes(Operator operator) {
    this.operator = operator;
  }

  List<Route> all() {
    return List.of(
        new Route("GET", "/v1/nta", Set.of(), this::list),
        new Route("POST", "/v1/nta", Set.of("name", "reason", "for"), this::add),
        new Route("DELETE", "/v1/nta", Set.of("name"), this::remove));
  }

  private Reply list(Request request) {
    List<NegativeAnchor> all = operator.negativeAnchors();
    return Reply.of(
        request,
        all,
        () -> all.stream().map(NegativeAnchorRoutes::text).collect(Collectors.joining()));
  }

  private static String text(NegativeAnchor anchor) {
    return String.format(
        Locale.ROOT,
        "%s  %s  %s%s%n",
        anchor.name(),
        anchor.until().isEmpty() ? "for ever" : "until " + anchor.until(),
        "by " + anchor.origin(),
        anchor.reason().isEmpty() ? "" : ": " + anchor.reason());
  }

  private Reply add(Request request) {
    long seconds = request.optional("for", NegativeAnchorRoutes::seconds).orElse(STANDARD);
    String reason = request.optional("reason", NegativeAnchorRoutes::reason).orElse("");
    String problem = operator.addNegativeAnchor(request.name(), reason, seconds);
    return problem.isEmpty()
        ? Reply.said(request, request.name() + " is not validated for " + seconds + " s")
        : Reply.problem(409, problem);
  }

  private static long seconds(String text) {
    long seconds = TtlText.parse(text);
    if (seconds < 1 || seconds > LONGEST) {
      throw new IllegalArgumentException("must be from 1s to 7d");
    }
    return seconds;
  }

  private static String reason(String text) {
    if (text.length() > LONGEST_REASON || text.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("must be one line of at most 200 characters");
    }
    return text;
  }

  private Reply remove(Request request) {
    String problem = operator.removeNegativeAnchor(request.name());
    return problem.isEmpty()
        ? Reply.said(request, request.name() + " is validated again")
        : Reply.problem(409, problem);
  }
}
