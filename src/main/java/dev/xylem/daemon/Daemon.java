package dev.xylem.daemon;

import dev.xylem.config.Answers;
import dev.xylem.config.Settings;
import dev.xylem.config.TrustAnchorUpdates;
import dev.xylem.dns.EdnsOption;
import dev.xylem.iterate.RootHints;
import dev.xylem.listen.CachedAnswers;
import dev.xylem.listen.CannotListenException;
import dev.xylem.listen.FastPath;
import dev.xylem.listen.Identity;
import dev.xylem.listen.Listeners;
import dev.xylem.listen.RecursiveService;
import dev.xylem.policy.AccessList;
import dev.xylem.resolve.AnchorCare;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.World;
import dev.xylem.telemetry.QueryObserver;
import dev.xylem.upstream.Network;
import dev.xylem.upstream.Sockets;
import dev.xylem.upstream.SystemSockets;
import dev.xylem.upstream.TcpExchange;
import dev.xylem.upstream.UdpExchange;
import dev.xylem.validate.TrustPoints;
import dev.xylem.validate.anchor.TrustPointStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A resolver with its doors open. */
public final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private final Listeners listeners;
  private final AnchorCare care;

  private Daemon(Listeners listeners, AnchorCare care) {
    this.listeners = listeners;
    this.care = care;
  }

  /** Builds the resolver, opens the doors and begins to prime. */
  public static Daemon start(Settings settings, RootHints hints) throws CannotListenException {
    World world = World.system();
    ResolverStack stack =
        ResolverStack.build(settings, hints, network(world), world, tracking(settings));
    AccessList access = OperatorPolicy.access(settings.access());
    RecursiveService service = service(settings, stack, access, queryLog(settings), world);
    Supplier<FastPath> fastPath = fastPath(settings, stack, access, world);
    Listeners listeners = Listeners.start(settings.listen(), fastPath, service, world);
    if (settings.iteration().priming()) {
      world.tasks().start("priming", () -> prime(stack));
    }
    return new Daemon(listeners, care(settings, stack, world));
  }

  private static TrustPoints.Tracking tracking(Settings settings) {
    TrustPoints.Tracking begun = ResolverStack.tracking(settings, TrustPointStore.none());
    Optional<Path> path = TrustPointFile.find(settings.dnssec().updates(), System.getenv());
    if (path.isEmpty() || begun.points().isEmpty()) {
      return begun;
    }
    var file = new TrustPointFile(path.get());
    LOG.info("the state of trust anchors is kept in {}", path.get());
    return new TrustPoints.Tracking(file.resume(begun.points()), begun.times(), file);
  }

  private static AnchorCare care(Settings settings, ResolverStack stack, World world) {
    var care = new AnchorCare(stack.resolver(), stack.anchors(), settings.limits(), world);
    if (settings.dnssec().validation()) {
      TrustAnchorUpdates updates = settings.dnssec().updates();
      care.keepUpToDate();
      care.checkNegatives(updates.negativeRecheck().toSeconds());
      if (updates.signaling()) {
        care.signal();
      }
    }
    return care;
  }

  /** Where it listens, each address over UDP and TCP. */
  public List<InetSocketAddress> addresses() {
    return listeners.addresses();
  }

  /** Stops taking queries, answers those taken, and ends. */
  @Override
  public void close() {
    care.stop();
    listeners.close();
  }

  private static void prime(ResolverStack stack) {
    if (!stack.resolver().prime()) {
      LOG.warn("no root server answers: is there a network? Asking goes on with the root hints");
    }
  }

  /** The real network. */
  static Network network(World world) {
    Sockets sockets = new SystemSockets(world.entropy());
    return new Network(
        new UdpExchange(sockets, world.time()), new TcpExchange(sockets, world.time()));
  }

  /** What answers on an event loop, one for each. */
  public static Supplier<FastPath> fastPath(
      Settings settings, ResolverStack stack, AccessList access, World world) {
    if (settings.log().queries()) {
      // With a query log every query goes the long way, where there is time to write a line.
      return () -> (_, _, _, _) -> FastPath.Outcome.MISSED;
    }
    var detours =
        new CachedAnswers.Detours(
            OperatorPolicy.localZones(settings),
            answeredOptions(settings),
            settings.cache().prefetch());
    int udpAnswerSize = settings.listen().udpAnswerSize();
    return () -> new CachedAnswers(stack.answers(), access, world.time(), udpAnswerSize, detours);
  }

  /** What answers the queries that no cached answer fits. */
  static RecursiveService service(
      Settings settings,
      ResolverStack stack,
      AccessList access,
      QueryObserver observer,
      World world) {
    var policy =
        new RecursiveService.Policy(
            access,
            OperatorPolicy.localZones(settings),
            identity(settings, world),
            settings.listen().udpAnswerSize(),
            settings.answers().any() == Answers.AnyAnswer.WHOLE,
            observer);
    return new RecursiveService(
        stack.resolver(), stack.answers(), policy, world.time(), settings.limits());
  }

  private static QueryObserver queryLog(Settings settings) {
    return !settings.log().queries()
        ? QueryObserver.none()
        : (client, question, rcode, work) ->
            LOG.info(
                "query {} {} {} {} packets {} ms",
                client.getAddress().getHostAddress(),
                question,
                rcode,
                work.spent(Limit.UPSTREAM_PACKETS),
                work.spent(Limit.MILLISECONDS));
  }

  private static Set<Integer> answeredOptions(Settings settings) {
    Set<Integer> options = new HashSet<>();
    if (settings.identity().nsid().length() > 0) {
      options.add(EdnsOption.NSID);
    }
    if (settings.cookies().enabled()) {
      options.add(EdnsOption.COOKIE);
    }
    return options;
  }

  private static Identity identity(Settings all, World world) {
    Settings.Identity settings = all.identity();
    String version = settings.version().isEmpty() ? Version.text() : settings.version();
    String serverId = settings.serverId().isEmpty() ? hostName() : settings.serverId();
    return new Identity(
        settings.hideVersion() ? Optional.empty() : Optional.of(version),
        settings.hideServerId() ? Optional.empty() : Optional.of(serverId),
        settings.nsid(),
        OperatorPolicy.cookies(all.cookies(), world.entropy()));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
