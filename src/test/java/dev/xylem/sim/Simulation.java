package dev.xylem.sim;

import dev.xylem.config.Settings;
import dev.xylem.config.SettingsLoader;
import dev.xylem.config.text.ConfigException;
import dev.xylem.daemon.ResolverStack;
import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Question;
import dev.xylem.dns.Transport;
import dev.xylem.listen.CachedAnswers;
import dev.xylem.listen.FastPath;
import dev.xylem.listen.Identity;
import dev.xylem.listen.RecursiveService;
import dev.xylem.policy.AccessList;
import dev.xylem.policy.LocalZones;
import dev.xylem.resolve.AnchorCare;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.Work;
import dev.xylem.telemetry.Metrics;
import dev.xylem.telemetry.QueryObserver;
import dev.xylem.telemetry.Trace;
import dev.xylem.telemetry.TraceText;
import dev.xylem.validate.TrustPoints;
import dev.xylem.wire.MessageEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The whole resolver, clients on one side of it and a simulated internet on the other. */
final class Simulation {
  private static final int MOST_COUNTED = 100;

  private static final InetSocketAddress CLIENT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 5353);

  /** Failures are remembered so long at most, and a query may have begun before. */
  private static final long AFTER_STORM = TimeUnit.SECONDS.toNanos(40);

  private final Random chance;
  private final SimScheduler scheduler;
  private final SimWorld world;
  private final Internet internet;
  private final Faults faults;
  private final SimNetwork network;
  private final Checkers checkers;
  private final Reachability reachability;
  private final AnchorCare care;
  private final CacheCheckers cacheCheckers;
  private final ResolverStack stack;
  private final RecursiveService service;
  private final FastPath fastPath;
  private final Deque<QueryObserver.Answered> latest = new ArrayDeque<>();
  private final StringBuilder trace = new StringBuilder();
  private @Nullable Work last;
  private long calmFrom;
  private int waiting;

  static Settings parsed(String yaml) {
    try {
      return SettingsLoader.parse(yaml, Path.of("simulation.yaml"));
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A resolver's settings, and the trust anchors that it follows. */
  record Resolving(Settings settings, TrustPoints.Tracking tracking) {
    static Resolving of(String yaml) {
      return new Resolving(parsed(yaml), TrustPoints.Tracking.none());
    }
  }

  /** The generated zones are not signed. */
  Simulation(long seed, Internet internet, Faults faults) {
    this(seed, internet, faults, "dnssec: {validation: false}");
  }

  /** With a resolver of these settings. */
  Simulation(long seed, Internet internet, Faults faults, String yaml) {
    this(seed, internet, faults, Resolving.of(yaml));
  }

  Simulation(long seed, Internet internet, Faults faults, Resolving resolving) {
    this.chance = new Random(~seed);
    this.scheduler = new SimScheduler(seed);
    this.world = new SimWorld(scheduler, seed);
    this.internet = internet;
    this.faults = faults;
    this.network = new SimNetwork(internet, faults, world, seed);
    var oracle = new Oracle(internet);
    this.checkers = new Checkers(oracle);
    this.reachability = new Reachability(internet, oracle, faults, network);
    Settings settings = resolving.settings();
    this.stack =
        ResolverStack.build(
            settings, internet.hints(), network.network(), world.world(), resolving.tracking());
    this.cacheCheckers = new CacheCheckers(internet, oracle, checkers, stack.caches());
    this.care = new AnchorCare(stack.resolver(), stack.anchors(), settings.limits(), world.world());
    var access = new AccessList(settings.access().allow(), settings.access().deny());
    int size = settings.listen().udpAnswerSize();
    var policy =
        new RecursiveService.Policy(
            access,
            LocalZones.none(),
            new Identity(Optional.empty(), Optional.empty()),
            size,
            false,
            this::resolved);
    this.service =
        new RecursiveService(stack.resolver(), stack.answers(), policy, world, settings.limits());
    this.fastPath = new CachedAnswers(stack.answers(), access, world, size);
  }

  /**
   * What an operator would see of the latest queries, as Prometheus reads it. Its library has
   * threads and locks of its own, which must not meet the simulation's.
   */
  String metrics() {
    var metrics = new Metrics("simulation");
    latest.forEach(metrics::resolved);
    return new String(metrics.text(Metrics.Format.PROMETHEUS), StandardCharsets.UTF_8);
  }

  Checkers checkers() {
    return checkers;
  }

  /** All that happened, as text. */
  String trace() {
    return trace.toString();
  }

  long epochSeconds() {
    return world.epochSeconds();
  }

  /** Sets the wall clock; what runs goes on. */
  void shiftClock(long seconds) {
    world.shift(seconds);
  }

  /** What the daemon would begin for trust anchors; nothing of it has begun. */
  AnchorCare care() {
    return care;
  }

  /** Has a client ask {@code question} after {@code delay} nanoseconds. */
  void ask(Question question, long delay) {
    Message query = query(question);
    waiting++;
    world.start(
        "client",
        () -> {
          world.sleep(delay);
          exchange(query, Transport.UDP);
          waiting--;
        });
  }

  private Message query(Question question) {
    boolean dnssecOk = chance.nextInt(4) == 0;
    Question asked = question.withName(question.name().withRandomCase(chance::nextInt));
    Header header = new Header(chance.nextInt(65_536), 0).with(Flag.RD);
    return Message.query(header, asked, new Edns(1232, 0, dnssecOk, List.of()));
  }

  /** What one client's question came to. */
  record Cost(Message answer, int packets, double seconds) {}

  /** Has one client ask {@code question} and waits for its answer. */
  Cost cost(Question question) {
    return cost(query(question));
  }

  /** Has one client send {@code query} and waits for the answer. */
  Cost cost(Message query) {
    int packets = network.packets();
    long start = scheduler.now();
    var answer = new AtomicReference<@Nullable Message>();
    waiting++;
    world.start(
        "client",
        () -> {
          answer.set(exchange(query, Transport.UDP));
          waiting--;
        });
    run();
    return new Cost(
        Objects.requireNonNull(answer.get()),
        network.packets() - packets,
        (scheduler.now() - start) / 1e9);
  }

  SimNetwork network() {
    return network;
  }

  /** How much of {@code limit} the last query spent that the event loop did not answer. */
  int spent(Limit limit) {
    return Objects.requireNonNull(last).spent(limit);
  }

  /** Has {@code task} run after {@code delay} nanoseconds. */
  void later(long delay, Runnable task) {
    waiting++;
    world.start(
        "later",
        () -> {
          world.sleep(delay);
          task.run();
          waiting--;
        });
  }

  /** Runs until every client has its answer. */
  void run() {
    scheduler.runUntil(() -> waiting == 0);
    if (waiting > 0) {
      checkers.problem(waiting + " clients got no answer");
    }
    checkers.packets(network.packets());
  }

  /** Lets {@code seconds} pass in which nobody asks anything. */
  void pass(long seconds) {
    later(TimeUnit.SECONDS.toNanos(seconds), () -> {});
    run();
  }

  /** Looks into the caches for what no server may have said, or said for so long. */
  void checkCaches() {
    cacheCheckers.check();
  }

  /** What is kept now, and the keys that data is judged by. */
  ResolverStack stack() {
    return stack;
  }

  void beginStorm() {
    calmFrom = Long.MAX_VALUE;
    network.beginStorm();
  }

  void endStorm() {
    calmFrom = scheduler.now() + AFTER_STORM;
    network.endStorm();
  }

  private Message exchange(Message query, Transport transport) {
    long start = scheduler.now();
    long from = world.epochSeconds();
    boolean calm = start >= calmFrom;
    byte[] packet = MessageEncoder.encode(query, MessageEncoder.MAX_MESSAGE_LENGTH);
    byte[] reply = answer(packet, transport);
    Message answer = SimAuthority.decoded(reply);
    checkers.repetition(reply, answer);
    write("client: %s -> %s", query.question(), answer);
    checkers.deadline(query.question(), scheduler.now() - start);
    if (answer.has(Flag.TC)) {
      if (transport == Transport.TCP) {
        checkers.problem(query.question() + " is truncated over TCP");
        return answer;
      }
      return exchange(query, Transport.TCP);
    }
    long to = world.epochSeconds();
    String obstacle =
        !calm || start < calmFrom
            ? "storm"
            : faults.isBenign()
                ? reachability.obstacle(query.question(), from, to)
                : "faults without bound";
    write("oracle: an answer %s", obstacle == null ? "is due" : "would be luck: " + obstacle);
    boolean must = obstacle == null;
    checkers.answer(new Checkers.Answered(query, answer, from, to, must));
    return answer;
  }

  private byte[] answer(byte[] packet, Transport transport) {
    ByteBuf answer = Unpooled.buffer(1232);
    return switch (fastPath.answer(
        Unpooled.wrappedBuffer(packet), CLIENT.getAddress(), transport, answer)) {
      case ANSWERED -> {
        byte[] octets = new byte[answer.readableBytes()];
        answer.readBytes(octets);
        yield octets;
      }
      case DROPPED -> throw new IllegalStateException("dropped by the fast path");
      case MISSED -> {
        byte[] octets = service.answer(packet, CLIENT, transport);
        if (octets == null) {
          throw new IllegalStateException("dropped by the service");
        }
        yield octets;
      }
    };
  }

  private String resolved(QueryObserver.Answered query) {
    last = query.work();
    latest.add(query);
    if (latest.size() > MOST_COUNTED) {
      latest.remove();
    }
    checkers.ledger(query.question(), query.work());
    write("resolved: %s %s", query.question(), query.rcode());
    trace.append(TraceText.format(Trace.of(query.work())));
    return "";
  }

  private void write(String format, Object... arguments) {
    trace.append(String.format(Locale.ROOT, "%.6f ", scheduler.now() / 1e9));
    trace.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }

  void note(String what) {
    write("%s", what);
  }

  @Override
  public String toString() {
    return faults + "\n" + internet;
  }
}
