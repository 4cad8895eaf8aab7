package dev.xylem.listen;

import dev.xylem.cache.AnswerCache;
import dev.xylem.config.Settings;
import dev.xylem.config.SettingsLoader;
import dev.xylem.config.text.ConfigException;
import dev.xylem.daemon.OperatorPolicy;
import dev.xylem.daemon.ResolverStack;
import dev.xylem.dns.Transport;
import dev.xylem.policy.AccessList;
import dev.xylem.policy.SpecialUse;
import dev.xylem.runtime.FakeClock;
import dev.xylem.runtime.VirtualThreads;
import dev.xylem.runtime.World;
import dev.xylem.telemetry.QueryObserver;
import dev.xylem.upstream.Network;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The event loop's path, and two long ways over one resolver: one renders for the event loop; the
 * other never does, and is what the event loop's answers are compared with.
 */
final class TwoPaths {
  static final int UDP_ANSWER_SIZE = 1232;
  static final InetSocketAddress CLIENT = client("127.0.0.1");

  final FakeClock clock = new FakeClock();
  final FakeRoot root = new FakeRoot();
  final AnswerCache cache;
  final CachedAnswers fast;
  final RecursiveService rendering;
  final RecursiveService reference;
  private final ByteBuf out = Unpooled.buffer(UDP_ANSWER_SIZE, 65_535);

  TwoPaths(long seed) {
    Settings settings = settings();
    var random = new Random(seed);
    var world = new World(clock, random::nextInt, new VirtualThreads());
    var stack = ResolverStack.build(settings, FakeRoot.hints(), new Network(root, root), world);
    AccessList access = OperatorPolicy.access(settings.access());
    var policy =
        new RecursiveService.Policy(
            access,
            SpecialUse.builtIn(List.of()),
            new Identity(Optional.of("Xylem test"), Optional.empty()),
            UDP_ANSWER_SIZE,
            false,
            QueryObserver.none());
    cache = stack.answers();
    fast = new CachedAnswers(cache, access, clock, UDP_ANSWER_SIZE);
    rendering = new RecursiveService(stack.resolver(), cache, policy, clock, settings.limits());
    var noCache = new AnswerCache(0, clock);
    reference = new RecursiveService(stack.resolver(), noCache, policy, clock, settings.limits());
  }

  /** What the event loop does with {@code query}: its answer, if that is what it does. */
  FastPath.Outcome knock(byte[] query, Transport transport, InetSocketAddress client) {
    out.clear();
    return fast.answer(Unpooled.wrappedBuffer(query), client.getAddress(), transport, out);
  }

  /** The answer of the latest {@link #knock}. */
  byte[] answer() {
    return ByteBufUtil.getBytes(out);
  }

  /** Asks as a client of a whole server would be answered. */
  byte @Nullable [] ask(byte[] query, Transport transport) {
    return switch (knock(query, transport, CLIENT)) {
      case ANSWERED -> answer();
      case DROPPED -> null;
      case MISSED -> rendering.answer(query, CLIENT, transport);
    };
  }

  static InetSocketAddress client(String address) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), 5353);
  }

  private static Settings settings() {
    String text =
        "iteration: {qname-minimisation: off, priming: false, do-not-query: []}\n"
            + "dnssec: {validation: false}\n"
            + "access: {deny: [192.0.2.0/24]}\n";
    try {
      return SettingsLoader.parse(text, Path.of("test.yaml"));
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }
}
