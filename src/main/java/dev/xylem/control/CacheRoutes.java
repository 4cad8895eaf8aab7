package dev.xylem.control;

import dev.xylem.cache.DelegationPoint;
import dev.xylem.cache.Entry;
import dev.xylem.cache.NameServer;
import dev.xylem.cache.RrSetCache;
import dev.xylem.cache.Scope;
import dev.xylem.cache.server.ServerFacts;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.RrSetText;
import dev.xylem.resolve.Resolution;
import dev.xylem.resolve.Resolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What is known: to be seen, and to be forgotten. */
final class CacheRoutes {
  private final Operator operator;

  CacheRoutes(Operator operator) {
    this.operator = operator;
  }

  /** What is kept under one name and type. */
  private record Kept(
      String state, Question question, String what, int ttl, String security, String records) {
    String text() {
      return String.format(
          Locale.ROOT,
          "; %s %s: %s, %s, %d s left%n%s",
          state,
          question,
          what,
          security,
          ttl,
          records);
    }
  }

  /** A server of a zone; times in milliseconds, 0 for what was never measured. */
  private record Server(
      Name name,
      InetAddress address,
      double rtt,
      double timeout,
      int silences,
      boolean edns,
      boolean lame) {
    String text() {
      return String.format(
          Locale.ROOT,
          "%s %s  %s, time-out %.0f ms%s%s%s%n",
          name,
          IpPrefix.text(address),
          rtt == 0 ? "never measured" : String.format(Locale.ROOT, "%.1f ms", rtt),
          timeout,
          silences == 0 ? "" : ", silent " + silences + " times",
          edns ? "" : ", had trouble with EDNS",
          lame ? ", lame" : "");
    }
  }

  private record Servers(Name zone, List<Server> servers) {}

  private record Flushed(int entries) {}

  List<Route> all() {
    return List.of(
        new Route("POST", "/v1/flush", Set.of("name", "type", "tree"), this::flush),
        new Route("GET", "/v1/cache", Set.of("name"), this::look),
        new Route("GET", "/v1/servers", Set.of("name"), this::servers));
  }

  private Reply flush(Request request) {
    Knowledge known = operator.knowledge();
    var reach = request.has("tree") ? Scope.Reach.TREE : Scope.Reach.NAME;
    var scope = new Scope(request.name(), reach, request.type().orElse(null));
    int entries = known.resolver().forget(scope);
    // Whatever alias leads to it: rendered answers are made anew from what is left.
    known.answers().clear();
    return Reply.of(request, new Flushed(entries), () -> "forgot " + entries + " entries\n");
  }

  private Reply look(Request request) {
    Knowledge known = operator.knowledge();
    List<Kept> kept = new ArrayList<>();
    addKept(kept, "judged", known.memories().judged(), request.name());
    addKept(kept, "unjudged", known.memories().unjudged(), request.name());
    return kept.isEmpty()
        ? Reply.problem(404, "nothing is known of " + request.name())
        : Reply.of(
            request, kept, () -> kept.stream().map(Kept::text).collect(Collectors.joining()));
  }

  private static void addKept(List<Kept> kept, String state, Resolver.Caches caches, Name name) {
    RrSetCache rrSets = caches.rrSets();
    rrSets
        .at(name)
        .forEach((question, entry) -> {
          int ttl = rrSets.secondsLeft(entry);
          String security = entry.security().toString();
          kept.add(
              switch (entry) {
                case Entry.Positive(var rrSet, _, _, _, _) ->
                    new Kept(
                        state,
                        question,
                        "data",
                        ttl,
                        security,
                        RrSetText.format(rrSet.withTtl(ttl)));
                case Entry.Negative(boolean wholeName, _, _, _, _) ->
                    new Kept(
                        state, question, wholeName ? "no such name" : "no data", ttl, security, "");
              });
        });
    for (Resolution.Failure failure : caches.failures().at(name)) {
      kept.add(
          new Kept(
              state,
              new Question(name, RrType.ANY),
              "failed: " + failure.cause(),
              0,
              "UNCHECKED",
              "; " + failure.detail() + "\n"));
    }
  }

  private Reply servers(Request request) {
    Knowledge known = operator.knowledge();
    DelegationPoint zone = known.resolver().closestDelegation(request.name());
    List<Server> servers = new ArrayList<>();
    for (NameServer server : zone.servers()) {
      for (InetAddress address : server.addresses()) {
        servers.add(
            server(
                known, zone.zone(), server.name(), new InetSocketAddress(address, server.port())));
      }
      if (server.addresses().isEmpty()) {
        addLookedUp(known, zone.zone(), server, servers);
      }
    }
    var told = new Servers(zone.zone(), servers);
    return Reply.of(
        request,
        told,
        () ->
            "zone "
                + told.zone()
                + "\n"
                + servers.stream().map(Server::text).collect(Collectors.joining()));
  }

  /** Servers without glue: the addresses that were found for them. */
  private static void addLookedUp(
      Knowledge known, Name zone, NameServer server, List<Server> servers) {
    RrSetCache unjudged = known.memories().unjudged().rrSets();
    for (Entry entry : unjudged.at(server.name()).values()) {
      if (entry instanceof Entry.Positive(var rrSet, _, _, _, _) && isAddress(rrSet.type())) {
        for (InetAddress address : rrSet.addresses()) {
          var at = new InetSocketAddress(address, server.port());
          servers.add(server(known, zone, server.name(), at));
        }
      }
    }
  }

  private static boolean isAddress(RrType type) {
    return type.equals(RrType.A) || type.equals(RrType.AAAA);
  }

  private static Server server(Knowledge known, Name zone, Name name, InetSocketAddress at) {
    ServerFacts facts = known.servers().of(at);
    return new Server(
        name,
        at.getAddress(),
        facts.smoothedRtt() / 1e6,
        facts.timeout(RrType.A) / 1e6,
        facts.silence(RrType.A).count(),
        facts.ednsErrors() == 0,
        known.servers().isLame(at, zone));
  }
}
