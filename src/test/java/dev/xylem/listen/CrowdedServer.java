package dev.xylem.listen;

import dev.xylem.config.ConfigException;
import dev.xylem.config.Settings;
import dev.xylem.config.SettingsLoader;
import dev.xylem.daemon.ResolverStack;
import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.policy.AccessList;
import dev.xylem.policy.LocalZones;
import dev.xylem.sim.SimScheduler;
import dev.xylem.sim.SimWorld;
import dev.xylem.telemetry.QueryObserver;
import dev.xylem.upstream.Network;
import dev.xylem.upstream.TcpExchange;
import dev.xylem.upstream.UdpExchange;
import dev.xylem.wire.MessageEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A whole server in virtual time, but for its sockets and its fast path: what crowds of clients get
 * from it, and when.
 */
final class CrowdedServer {
  static final String NOT_PRIMED = "iteration: {priming: false}\n";

  final SimScheduler scheduler = new SimScheduler(40);
  final SimWorld world = new SimWorld(scheduler, 40);
  final CrowdedInternet internet = new CrowdedInternet(world);
  private final WorkingQueries working;

  /**
   * What a client got.
   *
   * @param rcode -1 for no answer
   */
  record Got(int client, long askedAt, long nanos, int rcode) {}

  final List<Got> honest = new ArrayList<>();
  final List<Got> attackers = new ArrayList<>();

  CrowdedServer(String settings) {
    Settings all = settings(settings.contains("priming") ? settings : NOT_PRIMED + settings);
    var network = new Network(new UdpExchange(internet, world), new TcpExchange(internet, world));
    var stack = ResolverStack.build(all, CrowdedInternet.hints(), network, world.world());
    working = new WorkingQueries(service(all, stack, world), world.world(), all.listen(), log());
  }

  static Settings settings(String text) {
    try {
      return SettingsLoader.parse("dnssec: {validation: false}\n" + text, Path.of("test.yaml"));
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static QueryService service(Settings settings, ResolverStack stack, SimWorld world) {
    var policy =
        new RecursiveService.Policy(
            new AccessList(settings.access().allow(), settings.access().deny()),
            LocalZones.none(),
            new Identity(Optional.empty(), Optional.empty()),
            1232,
            false,
            QueryObserver.none());
    return new RecursiveService(
        stack.resolver(), stack.answers(), policy, world, settings.limits());
  }

  private SeldomLog log() {
    return new SeldomLog(world);
  }

  static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Asks now, on the calling simulated thread, without waiting; {@code got} learns the outcome. */
  void ask(int client, String name, Transport transport, List<Got> got) {
    long askedAt = scheduler.now();
    working.start(
        query(client, name),
        new InetSocketAddress(address(client), 5353),
        transport,
        answer -> got.add(new Got(client, askedAt, scheduler.now() - askedAt, rcode(answer))));
  }

  /** Has {@code task} done {@code times} times, {@code pause} nanoseconds apart. */
  void repeat(int times, long pause, java.util.function.IntConsumer task) {
    scheduler.start(
        "repeat",
        () -> {
          long start = scheduler.now();
          for (int i = 0; i < times; i++) {
            world.sleep(start + i * pause - scheduler.now());
            task.accept(i);
          }
        });
  }

  /** Runs until nothing is left to happen. */
  void run() {
    scheduler.runUntil(() -> false);
  }

  static byte[] query(int client, String name) {
    // Each client says that it asks for somebody else (RFC 7871).
    ByteBuffer subnet = ByteBuffer.allocate(7).putShort((short) 1).put((byte) 24).put((byte) 0);
    subnet.put((byte) 198).put((byte) (client >> 8)).put((byte) client);
    var option = new EdnsOption(8, Rdata.of(subnet.array()));
    Message query =
        Message.query(
            Header.of(client, Flag.RD),
            new Question(Name.of(name), RrType.A),
            new Edns(1232, 0, false, List.of(option)));
    return MessageEncoder.encode(query, 1232);
  }

  private static int rcode(byte @Nullable [] answer) {
    return answer == null ? -1 : answer[3] & 0xF;
  }

  private static InetAddress address(int client) {
    return InetAddress.ofLiteral("10.0." + (client >> 8) + "." + (client & 0xFF));
  }
}
