package dev.xylem.daemon;

import dev.xylem.cache.AnswerCache;
import dev.xylem.cache.CachePolicy;
import dev.xylem.cache.DelegationCache;
import dev.xylem.cache.DelegationPoint;
import dev.xylem.cache.FailureCache;
import dev.xylem.cache.Hits;
import dev.xylem.cache.InnerNames;
import dev.xylem.cache.NameServer;
import dev.xylem.cache.RrSetCache;
import dev.xylem.cache.server.ServerCache;
import dev.xylem.config.Answers;
import dev.xylem.config.Cache;
import dev.xylem.config.Dnssec;
import dev.xylem.config.ForwardZone;
import dev.xylem.config.Iteration;
import dev.xylem.config.Settings;
import dev.xylem.config.Stale;
import dev.xylem.config.StubZone;
import dev.xylem.config.TrustAnchorUpdates;
import dev.xylem.config.Upstream;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dnssec.Algorithm;
import dev.xylem.dnssec.BouncyCastleVerifier;
import dev.xylem.dnssec.DelegationSigner;
import dev.xylem.dnssec.LibCryptoVerifier;
import dev.xylem.dnssec.SignatureVerifier;
import dev.xylem.iterate.IterationPolicy;
import dev.xylem.iterate.IterativeLookup;
import dev.xylem.iterate.PrivateAddresses;
import dev.xylem.iterate.QnameMinimization;
import dev.xylem.iterate.RootHints;
import dev.xylem.iterate.Steering;
import dev.xylem.resolve.Dns64;
import dev.xylem.resolve.Prefetch;
import dev.xylem.resolve.ResolutionPolicy;
import dev.xylem.resolve.Resolver;
import dev.xylem.resolve.ServeStale;
import dev.xylem.runtime.TimeSource;
import dev.xylem.runtime.World;
import dev.xylem.upstream.Network;
import dev.xylem.validate.DnssecValidator;
import dev.xylem.validate.NoValidation;
import dev.xylem.validate.TrustPoints;
import dev.xylem.validate.ValidationPolicy;
import dev.xylem.validate.Validator;
import dev.xylem.validate.anchor.HoldDowns;
import dev.xylem.validate.anchor.TrustPointStore;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A resolver put together from settings: caches, walk, validator; without doors. The daemon, {@code
 * xylem lookup} and the simulation all use this same one.
 *
 * @param caches all that is remembered
 * @param anchors trust anchors as they are now
 */
public record ResolverStack(Resolver resolver, Caches caches, TrustPoints anchors) {

  /** What outlives a change of settings. */
  record Kept(Caches caches, TrustPoints anchors) {}

  /**
   * What is remembered. It outlives a change of settings.
   *
   * @param answers what doors answer from; filled by whoever renders answers
   */
  public record Caches(
      Resolver.Memories memories,
      AnswerCache answers,
      DelegationCache delegations,
      ServerCache servers,
      InnerNames innerNames) {

    /** Empty ones, as {@code settings} want them. */
    public static Caches of(Cache settings, World world) {
      CachePolicy policy = cachePolicy(settings);
      long percent = settings.size() / 100;
      // What clients ask again is in both of the first; there are far fewer delegations than names.
      return new Caches(
          new Resolver.Memories(
              half(34 * percent, policy, world),
              half(6 * percent, policy, world),
              half(settings.saving().size(), policy, world)),
          new AnswerCache(38 * percent, world.time()),
          new DelegationCache(10 * percent, policy, world.time()),
          new ServerCache(4 * percent, world.time()),
          new InnerNames(2 * percent, world.time()));
    }

    private static Resolver.Caches half(long bytes, CachePolicy policy, World world) {
      return new Resolver.Caches(
          new RrSetCache(bytes, policy, world.time()),
          new RrSetCache(0, policy, world.time()),
          new FailureCache<>(bytes / 16, policy, world.time()));
    }
  }

  /** Shown to clients that ask for a referral to a configured zone, in seconds. */
  private static final int CONFIGURED_TTL = 60;

  /** What doors answer from. */
  public AnswerCache answers() {
    return caches.answers();
  }

  /** What is known of servers. */
  public ServerCache servers() {
    return caches.servers();
  }

  /** Builds a resolver that begins at {@code hints} and sees the world through the other two. */
  public static ResolverStack build(
      Settings settings, RootHints hints, Network network, World world) {
    return build(settings, hints, network, world, tracking(settings, TrustPointStore.none()));
  }

  /** As above, with trust anchors that were followed before. */
  public static ResolverStack build(
      Settings settings,
      RootHints hints,
      Network network,
      World world,
      TrustPoints.Tracking tracking) {
    var kept = new Kept(Caches.of(settings.cache(), world), anchors(settings, tracking, world));
    return build(settings, hints, network, world, kept);
  }

  /** The trust anchors that {@code settings} begin with. */
  static TrustPoints anchors(Settings settings, TrustPoints.Tracking tracking, World world) {
    return new TrustPoints(TrustAnchorFile.of(settings), tracking, world.time(), world.entropy());
  }

  /** Trust anchors that are kept up to date, as configured; what is learnt goes to a store. */
  static TrustPoints.Tracking tracking(Settings settings, TrustPointStore store) {
    return new TrustPoints.Tracking(
        TrustAnchorFile.tracked(settings), holdDowns(settings.dnssec().updates()), store);
  }

  /** The settings' times in seconds. */
  public static HoldDowns holdDowns(TrustAnchorUpdates updates) {
    return new HoldDowns(
        updates.addHoldDown().toSeconds(),
        updates.delHoldDown().toSeconds(),
        updates.keepMissing().toSeconds());
  }

  /** As the other, with what is known already. */
  static ResolverStack build(
      Settings settings, RootHints hints, Network network, World world, Kept kept) {
    Caches caches = kept.caches();
    var knowledge =
        new IterativeLookup.Knowledge(caches.delegations(), caches.servers(), caches.innerNames());
    var walk = new IterativeLookup(hints, knowledge, iterationPolicy(settings), network, world);
    long percent = settings.cache().size() / 100;
    Validator validator = validator(settings.dnssec(), kept.anchors(), 2 * percent, world.time());
    ResolutionPolicy policy = resolution(settings, cachePolicy(settings.cache()), world);
    return new ResolverStack(
        new Resolver(walk, validator, caches.memories(), policy, world.tasks()),
        caches,
        kept.anchors());
  }

  private static Validator validator(
      Dnssec dnssec, TrustPoints anchors, long memory, TimeSource time) {
    if (!dnssec.validation()) {
      return new NoValidation();
    }
    var policy =
        new ValidationPolicy(
            dnssec.algorithms().stream()
                .map(algorithm -> Algorithm.valueOf(algorithm.name()))
                .collect(Collectors.toSet()),
            dnssec.digests().stream().map(ResolverStack::number).collect(Collectors.toSet()),
            dnssec.nsec3Iterations(),
            (int) dnssec.clockSkew().toSeconds(),
            (int) dnssec.bogusTtl().toSeconds(),
            dnssec.aggressiveNsec(),
            dnssec.requireAllAlgorithms());
    SignatureVerifier verifier =
        switch (dnssec.verifier()) {
          case AUTO -> new LibCryptoVerifier();
          case BOUNCYCASTLE -> new BouncyCastleVerifier();
        };
    return new DnssecValidator(anchors, policy, verifier, memory, time);
  }

  private static int number(Dnssec.DigestType digest) {
    return switch (digest) {
      case SHA_1 -> DelegationSigner.SHA1;
      case SHA_256 -> DelegationSigner.SHA256;
      case SHA_384 -> DelegationSigner.SHA384;
    };
  }

  private static ResolutionPolicy resolution(Settings settings, CachePolicy policy, World world) {
    Answers answers = settings.answers();
    Dns64 dns64 = answers.dns64() ? new Dns64(answers.dns64Prefix(), answers.dns64Ignore()) : null;
    Stale stale = settings.stale();
    var terms =
        new ServeStale.Terms(
            (int) stale.maxAge().toSeconds(),
            (int) stale.answerTtl().toSeconds(),
            stale.clientWait().toNanos(),
            stale.except());
    return new ResolutionPolicy(
        prefetch(settings, policy, world),
        stale.enabled() ? new ServeStale(terms, world, settings.limits()) : null,
        dns64);
  }

  private static Prefetch prefetch(Settings settings, CachePolicy policy, World world) {
    long percent = settings.cache().size() / 100;
    return settings.cache().prefetch()
        ? Prefetch.of(
            world,
            settings.limits(),
            new FailureCache<>(percent, policy, world.time()),
            new Hits(percent, settings.cache().prefetchHits()))
        : Prefetch.none();
  }

  private static CachePolicy cachePolicy(Cache cache) {
    return new CachePolicy(
        (int) cache.maxTtl().toSeconds(),
        (int) cache.minTtl().toSeconds(),
        (int) cache.delegationMinTtl().toSeconds(),
        (int) cache.maxNegativeTtl().toSeconds(),
        (int) cache.failureTtl().toSeconds(),
        (int) cache.failureMaxTtl().toSeconds());
  }

  private static IterationPolicy iterationPolicy(Settings settings) {
    Iteration iteration = settings.iteration();
    QnameMinimization.Mode mode =
        switch (iteration.qnameMinimisation()) {
          case OFF -> QnameMinimization.Mode.OFF;
          case RELAXED -> QnameMinimization.Mode.RELAXED;
          case STRICT -> QnameMinimization.Mode.STRICT;
        };
    return new IterationPolicy(
        iteration.priming(),
        mode,
        iteration.caseRandomisation(),
        iteration.upstreamPort(),
        iteration.ipv4(),
        iteration.ipv6(),
        iteration.doNotQuery(),
        new IterationPolicy.Shares(iteration.queriesPerZone(), iteration.queriesPerServer()),
        steering(settings),
        talk(settings.upstream()),
        new PrivateAddresses(settings.rebinding().addresses(), settings.rebinding().except()));
  }

  private static IterationPolicy.Talk talk(Upstream upstream) {
    List<IterationPolicy.ClientString> strings = new ArrayList<>();
    for (Upstream.ClientString string : upstream.clientStrings()) {
      var text = Rdata.of(string.text().getBytes(StandardCharsets.UTF_8));
      var option = new EdnsOption(upstream.clientStringCode(), text);
      strings.add(new IterationPolicy.ClientString(string.prefix(), option));
    }
    return new IterationPolicy.Talk(
        upstream.tcp(),
        upstream.verifyGlue(),
        upstream.hideType(),
        upstream.nsRecords(),
        upstream.nat64() ? upstream.nat64Prefix() : null,
        upstream.cookies(),
        strings);
  }

  private static Steering steering(Settings settings) {
    List<Steering.Route> routes = new ArrayList<>();
    for (StubZone zone : settings.stubZones()) {
      DelegationPoint servers = configured(zone.name(), zone.servers(), zone.hosts());
      routes.add(new Steering.Stub(servers, zone.first(), zone.tcp(), zone.keep()));
    }
    for (ForwardZone zone : settings.forwardZones()) {
      DelegationPoint servers = configured(zone.name(), zone.servers(), zone.hosts());
      routes.add(new Steering.Forward(servers, zone.first(), zone.tcp(), zone.keep()));
    }
    return new Steering(routes);
  }

  private static DelegationPoint configured(
      Name zone, List<InetSocketAddress> servers, List<Name> hosts) {
    List<NameServer> named = new ArrayList<>();
    for (InetSocketAddress server : servers) {
      named.add(new NameServer(zone, List.of(server.getAddress()), server.getPort()));
    }
    hosts.forEach(host -> named.add(new NameServer(host, List.of())));
    return DelegationPoint.configured(zone, named, CONFIGURED_TTL);
  }
}
