package dev.xylem.daemon;

import dev.xylem.cache.Scope;
import dev.xylem.config.Answers;
import dev.xylem.config.Settings;
import dev.xylem.config.TrustAnchorUpdates;
import dev.xylem.control.Operator;
import dev.xylem.daemon.anchor.TrustPointFile;
import dev.xylem.daemon.dnstap.Dnstap;
import dev.xylem.daemon.figures.CacheFigures;
import dev.xylem.daemon.figures.DoorFigures;
import dev.xylem.daemon.querylog.QueryLogWriter;
import dev.xylem.daemon.state.NegativeAnchorFile;
import dev.xylem.daemon.state.NegativeAnchors;
import dev.xylem.daemon.state.WarmRestart;
import dev.xylem.daemon.state.WarmUp;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.Transport;
import dev.xylem.iterate.RootHints;
import dev.xylem.linux.InheritedSocket;
import dev.xylem.listen.CachedAnswers;
import dev.xylem.listen.CannotListenException;
import dev.xylem.listen.CurrentFastPath;
import dev.xylem.listen.FastPath;
import dev.xylem.listen.Listeners;
import dev.xylem.listen.QueryService;
import dev.xylem.listen.RecursiveService;
import dev.xylem.listen.rate.ClientRates;
import dev.xylem.listen.rate.RateLimit;
import dev.xylem.listen.rate.RateLimitedPath;
import dev.xylem.listen.rate.RateReport;
import dev.xylem.policy.AccessList;
import dev.xylem.resolve.AnchorCare;
import dev.xylem.resolve.Resolution;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.Tasks;
import dev.xylem.runtime.Work;
import dev.xylem.runtime.World;
import dev.xylem.telemetry.Metrics;
import dev.xylem.telemetry.QueryObserver;
import dev.xylem.telemetry.RecentQueries;
import dev.xylem.upstream.Network;
import dev.xylem.upstream.Sockets;
import dev.xylem.upstream.SystemSockets;
import dev.xylem.upstream.TcpExchange;
import dev.xylem.upstream.UdpExchange;
import dev.xylem.validate.TrustAnchors;
import dev.xylem.validate.TrustPoints;
import dev.xylem.validate.anchor.TrustPointStore;
import dev.xylem.wire.ServerCookies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A resolver with its doors open. */
public final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private static final FastPath ALL_MISSED = (_, _, _, _) -> FastPath.Outcome.MISSED;

  private static final long ALIVE_NANOS = 5_000_000_000L;
  private static final long WARM_UP_NANOS = 15_000_000_000L;
  private static final int LONGEST_READ_SECONDS = 5;

  private final World world = World.system();
  private final Network network;
  private final @Nullable Dnstap dnstap;
  private final RecentQueries recent;
  private final ResolverStack.Caches caches;
  private final Metrics metrics = new Metrics(Version.text());
  private final RateLimit.Counts aboveLimit = new RateLimit.Counts();
  private final Rdata cookieSecret = OperatorPolicy.secret(world.entropy());
  private final @Nullable QueryLogWriter queryLog;
  private final @Nullable WarmRestart warmRestart;
  private final NegativeAnchors negatives;
  private final Listeners listeners;
  private volatile Generation current;
  private volatile AnchorCare care;
  private volatile boolean closing;

  /** The launcher sizes the heap; others who start a JVM may not know. */
  private static void warnOfSmallHeap(long cacheSize) {
    long most = Runtime.getRuntime().maxMemory();
    if (most < cacheSize + cacheSize / 2) {
      LOG.warn(
          "the heap may grow to {} MiB, too little for a cache.size of {} MiB: see -Xmx",
          most >> 20,
          cacheSize >> 20);
    }
  }

  private Daemon(Settings settings, RootHints hints) throws IOException {
    recent = new RecentQueries(settings.recent().queries(), settings.recent().size(), world);
    caches = ResolverStack.Caches.of(settings.cache(), world);
    warnOfSmallHeap(settings.cache().size());
    dnstap =
        Dnstap.of(
            settings.queryLog(),
            OperatorPolicy.serverId(settings.identity()),
            Version.text(),
            world.time());
    network = dnstap == null ? network(world) : dnstap.tapped(network(world));
    queryLog =
        settings
            .queryLog()
            .file()
            .map(file -> new QueryLogWriter(file, settings.queryLog(), world.time()))
            .orElse(null);
    warmRestart = WarmRestart.of(settings.cache().saving(), System.getenv(), world);
    negatives =
        new NegativeAnchors(
            NegativeAnchorFile.of(settings.dnssec().updates().state(), System.getenv()),
            world.time());
    current = generation(settings, hints, anchors(settings));
    if (warmRestart != null) {
      warmRestart.begin(() -> current.content(), settings.cache().maxTtl().toSeconds());
    }
    if (settings.listen().sharePort()) {
      warmUp(settings);
    }
    listeners =
        Listeners.start(
            InheritedSocket.all(System.getenv()),
            settings.listen(),
            () -> new CurrentFastPath(() -> current.fastPath(), metrics.forLoop()),
            doors(settings),
            world);
    care = care(settings, current.stack(), world);
    CacheFigures.offer(caches, metrics);
    CacheFigures.offerSaving(warmRestart, metrics);
    DoorFigures.offer(listeners, aboveLimit, metrics);
    DoorFigures.offerLogs(queryLog, dnstap, metrics);
    DoorFigures.offerNegatives(() -> negativesInForce().size(), metrics);
  }

  private QueryService doors(Settings settings) {
    QueryService service =
        (query, client, transport) -> current.service().answer(query, client, transport);
    if (dnstap == null) {
      return service;
    }
    List<InetAddress> at = settings.listen().addresses();
    boolean isOne = at.size() == 1 && !at.getFirst().isAnyLocalAddress();
    return dnstap.tapped(
        service, isOne ? new InetSocketAddress(at.getFirst(), settings.listen().port()) : null);
  }

  /** Builds the resolver, opens the doors and begins to prime. */
  public static Daemon start(Settings settings, RootHints hints) throws IOException {
    var daemon = new Daemon(settings, hints);
    if (settings.iteration().priming() && !settings.listen().sharePort()) {
      daemon.world.tasks().start("priming", daemon::prime);
    }
    var report = new RateReport(daemon.aboveLimit);
    daemon.world.tasks().start("rate-report", () -> report.run(daemon.world.time()));
    return daemon;
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
    closing = true;
    care.stop();
    listeners.close();
    negatives.prune(current.stack().anchors());
    if (warmRestart != null) {
      warmRestart.end(current.content());
    }
    if (queryLog != null) {
      queryLog.close();
    }
    if (dnstap != null) {
      dnstap.close();
    }
  }

  World world() {
    return world;
  }

  @Nullable WarmRestart warmRestart() {
    return warmRestart;
  }

  RecentQueries recent() {
    return recent;
  }

  Metrics metrics() {
    return metrics;
  }

  /** What answers queries now. */
  Generation current() {
    return current;
  }

  /** How many queries are being resolved now. */
  int workingQueries() {
    return listeners.workingQueries();
  }

  /** Clients that got less than they asked for. */
  Operator.NotServed notServed() {
    IpPrefix latest = aboveLimit.latest();
    return new Operator.NotServed(
        current.settings().clientRate().queriesPerSecond(),
        aboveLimit.dropped(),
        aboveLimit.truncated(),
        latest == null ? "" : latest.toString(),
        listeners.refusals());
  }

  /** Whether everything that takes queries and works for them goes on, told within 5 s. */
  boolean isWorking() throws InterruptedException {
    Tasks.Promise<Boolean> done = world.tasks().promise();
    world.tasks().start("watchdog", () -> done.fill(true));
    return done.await(ALIVE_NANOS) != null && listeners.isWorking(ALIVE_NANOS);
  }

  /** Whether it is about to end. */
  boolean isClosing() {
    return closing;
  }

  /** Resolves {@code question} as for a client on this machine; returns the id of its trace. */
  String trace(Question question) {
    Generation now = current;
    Work work = Work.open(world.time(), now.settings().limits());
    Resolution resolution = now.stack().resolver().resolve(question, work);
    var self = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return recent.resolved(
        new QueryObserver.Answered(self, Transport.TCP, question, resolution.rcode(), work));
  }

  /**
   * What a reload did.
   *
   * @param now sections that have changed
   * @param later settings that count from the next start on
   */
  record Change(List<String> now, List<String> later) {}

  /**
   * Answers by {@code settings} from now on. All is built before anything is changed; the caches
   * and the doors stay, and queries being resolved end by the settings they began with.
   */
  synchronized Change reload(Settings settings, RootHints hints) throws CannotListenException {
    Settings before = current.settings();
    // What was learnt of anchors stays, unless others are configured.
    boolean others = SettingsChange.judgesOtherwise(before, settings);
    TrustPoints anchors = others ? anchors(settings) : current.stack().anchors();
    Generation next = generation(settings, hints, anchors);
    listeners.change(settings.listen().addresses());
    current = next;
    care.stop();
    care = care(settings, next.stack(), world);
    // Rendered by the settings before; the RRsets they were made from are still there.
    caches.answers().clear();
    if (others) {
      caches.memories().judged().rrSets().clear();
      caches.memories().judged().failures().clear();
      caches.memories().restored().rrSets().clear();
    }
    SettingsChange.moved(before, settings)
        .forEach(zone -> next.stack().resolver().forget(new Scope(zone, Scope.Reach.TREE, null)));
    return new Change(SettingsChange.now(before, settings), SettingsChange.later(before, settings));
  }

  /** Negative trust anchors, of the settings and added. */
  List<TrustAnchors.Negative> negativesInForce() {
    return current.stack().anchors().now().negatives(world.time().epochSeconds());
  }

  /** What was added by command. */
  NegativeAnchors negatives() {
    return negatives;
  }

  /** Believes nothing to be bogus below the anchor's name any more. */
  synchronized void addNegative(TrustAnchors.Negative negative) {
    negatives.add(negative, current.stack().anchors());
    judgeAnew(negative.zone());
  }

  /** Validates below {@code zone} again; false when there was no such anchor. */
  synchronized boolean removeNegative(Name zone) {
    boolean known = negatives.remove(zone, current.stack().anchors());
    if (known) {
      judgeAnew(zone);
    }
    return known;
  }

  /** Forgets the verdicts, not what they were about: that is still in the unjudged half. */
  private void judgeAnew(Name zone) {
    var scope = new Scope(zone, Scope.Reach.TREE, null);
    caches.memories().judged().rrSets().forget(scope);
    caches.memories().judged().failures().forget(scope);
    caches.answers().clear();
    care.stop();
    care = care(current.settings(), current.stack(), world);
  }

  private TrustPoints anchors(Settings settings) {
    return negatives.addTo(ResolverStack.anchors(settings, tracking(settings), world));
  }

  private Generation generation(Settings settings, RootHints hints, TrustPoints anchors) {
    var kept = new ResolverStack.Kept(caches, anchors);
    ResolverStack stack = ResolverStack.build(settings, hints, network, world, kept);
    AccessList access = OperatorPolicy.access(settings.access());
    QueryObserver told = metrics.after(logged(settings).after(recent));
    QueryObserver observer = queryLog == null ? told : queryLog.after(told);
    var clients =
        new Clients(access, OperatorPolicy.cookies(settings.cookies(), cookieSecret), observer);
    RecursiveService service = service(settings, stack, clients, world);
    // With a query log every query goes the long way, where there is time to write a line.
    Supplier<FastPath> fastPath =
        queryLog == null && dnstap == null
            ? fastPath(settings, stack, access, world)
            : () -> ALL_MISSED;
    return new Generation(settings, hints, stack, service, limited(settings, clients, fastPath));
  }

  /** Behind the limit of clients' queries, if there is one. */
  private Supplier<FastPath> limited(
      Settings settings, Clients clients, Supplier<FastPath> fastPath) {
    RateLimit limit = OperatorPolicy.rateLimit(settings.clientRate());
    if (limit == null) {
      return fastPath;
    }
    var rates = new ClientRates(limit.perSecond(), world.time(), world.entropy());
    var shared =
        new RateLimitedPath.Shared(
            limit, rates, clients.access(), clients.cookies(), world.time(), aboveLimit);
    return () -> new RateLimitedPath(fastPath.get(), shared);
  }

  /** Whoever shares the port answers meanwhile: the doors open when nobody has to wait for us. */
  private void warmUp(Settings settings) {
    Generation now = current;
    var self = List.of(IpPrefix.of("127.0.0.0/8"), IpPrefix.of("::1/128"));
    var access = new AccessList(Map.of(AccessList.Treatment.SERVE, self));
    var clients = new Clients(access, null, QueryObserver.none());
    var warmUp = new WarmUp(service(settings, now.stack(), clients, world), world.time());
    Tasks.Promise<Integer> asked = world.tasks().promise();
    world
        .tasks()
        .start(
            "warm-up",
            () -> {
              if (settings.iteration().priming()) {
                prime();
              }
              asked.fill(warmUp.ask(remembered(settings)));
            });
    try {
      Integer count = asked.await(WARM_UP_NANOS);
      if (count == null) {
        LOG.warn("not warm after {} s, opening all the same", WARM_UP_NANOS / 1_000_000_000L);
      } else {
        LOG.info("warmed up with {} queries", count);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was saved and is in use again, what was used most first. */
  private List<Question> remembered(Settings settings) {
    return warmRestart != null && warmRestart.awaitRead(LONGEST_READ_SECONDS)
        ? List.copyOf(
            caches.memories().restored().rrSets().mostUsed(settings.cache().size()).keySet())
        : List.of();
  }

  private void prime() {
    if (!current.stack().resolver().prime()) {
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
      return () -> ALL_MISSED;
    }
    var detours =
        new CachedAnswers.Detours(
            OperatorPolicy.localZones(settings), OperatorPolicy.answeredOptions(settings));
    int udpAnswerSize = settings.listen().udpAnswerSize();
    return () -> new CachedAnswers(stack.answers(), access, world.time(), udpAnswerSize, detours);
  }

  /**
   * Whom answers are for.
   *
   * @param cookies given to clients that have one themselves; null for none
   * @param observer sees what was answered
   */
  record Clients(AccessList access, @Nullable ServerCookies cookies, QueryObserver observer) {}

  /** What answers the queries that no cached answer fits. */
  static RecursiveService service(
      Settings settings, ResolverStack stack, Clients clients, World world) {
    var policy =
        new RecursiveService.Policy(
            clients.access(),
            OperatorPolicy.localZones(settings),
            OperatorPolicy.identity(settings, clients.cookies()),
            settings.listen().udpAnswerSize(),
            settings.answers().any() == Answers.AnyAnswer.WHOLE,
            clients.observer());
    return new RecursiveService(
        stack.resolver(), stack.answers(), policy, world.time(), settings.limits());
  }

  private static QueryObserver logged(Settings settings) {
    return !settings.log().queries()
        ? QueryObserver.none()
        : query -> {
          LOG.info(
              "query {} {} {} {} packets {} ms",
              query.client().getAddress().getHostAddress(),
              query.question(),
              query.rcode(),
              query.work().spent(Limit.UPSTREAM_PACKETS),
              query.work().spent(Limit.MILLISECONDS));
          return "";
        };
  }
}
