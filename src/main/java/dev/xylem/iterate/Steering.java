package dev.xylem.iterate;

import dev.xylem.cache.DelegationPoint;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an operator leads questions another way than down from the root. */
public record Steering(List<Route> routes) {

  public Steering {
    routes = List.copyOf(routes);
  }

  /** Every question goes down from the root. */
  public static Steering none() {
    return new Steering(List.of());
  }

  /** A way for all names at or below one. */
  public sealed interface Route {

    /** The name and its servers. */
    DelegationPoint servers();

    /** Whether the usual way is gone when these servers do not answer. */
    boolean first();

    /** Whether these servers are asked over TCP only. */
    boolean tcp();

    /** Whether what they say is kept. */
    boolean keep();
  }

  /** A zone whose authoritative servers are known; the walk begins there. */
  public record Stub(DelegationPoint servers, boolean first, boolean tcp, boolean keep)
      implements Route {}

  /** Resolvers that are asked instead of walking. */
  public record Forward(DelegationPoint servers, boolean first, boolean tcp, boolean keep)
      implements Route {}

  /** The route of the longest name at or above the question's; null when it has none. */
  @Nullable Route routeOf(Question question) {
    return longestAround(startingPoint(question));
  }

  /** The route of the longest name above that of {@code route}; null when there is none. */
  @Nullable Route around(Route route) {
    Name name = route.servers().zone();
    return name.isRoot() ? null : longestAround(name.parent());
  }

  private @Nullable Route longestAround(Name name) {
    Route longest = null;
    for (Route route : routes) {
      Name zone = route.servers().zone();
      boolean longer = longest == null || zone.labelCount() > longest.servers().zone().labelCount();
      if (name.isAtOrBelow(zone) && longer) {
        longest = route;
      }
    }
    return longest;
  }

  /** Whether {@code zone} is a route's own whose servers are asked over TCP only. */
  boolean overTcp(DelegationPoint zone) {
    for (Route route : routes) {
      if (route.tcp() && route.servers() == zone) {
        return true;
      }
    }
    return false;
  }

  /** Where to look for servers: a DS RRset belongs to the parent's side (RFC 4035 §3.1.4.1). */
  static Name startingPoint(Question question) {
    boolean parentSide = question.type().equals(RrType.DS) && !question.name().isRoot();
    return parentSide ? question.name().parent() : question.name();
  }
}
