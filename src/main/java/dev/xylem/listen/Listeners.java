package dev.xylem.listen;

import dev.xylem.config.Listen;
import dev.xylem.dns.IpPrefix;
import dev.xylem.linux.InheritedSocket;
import dev.xylem.linux.UdpSocket;
import dev.xylem.runtime.World;
import io.netty.bootstrap.AbstractBootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All doors of one server: every address of the settings, over UDP and TCP. */
// Of Netty's futures: what fails here closes the channel or comes to exceptionCaught.
@SuppressWarnings("FutureReturnValueIgnored")
public final class Listeners implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  /** Ports that are tried when any will do. */
  private static final int MOST_PORTS = 10;

  private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Listen settings;
  private final Supplier<FastPath> fastPath;
  private final EventLoops loops;
  private final Map<EventLoop, FastPath> fastPaths = new HashMap<>();
  private final SeldomLog log;
  private final WorkingQueries working;
  private final StreamListener streams;
  private final List<Channel> udp = new ArrayList<>();
  private final List<Channel> tcp = new ArrayList<>();
  private final List<BatchLoop> batchLoops = new CopyOnWriteArrayList<>();
  private final List<InetSocketAddress> addresses = new CopyOnWriteArrayList<>();
  private boolean handedOver;

  private Listeners(
      Listen settings,
      Supplier<FastPath> fastPath,
      QueryService service,
      World world,
      EventLoops loops) {
    this.settings = settings;
    this.fastPath = fastPath;
    this.loops = loops;
    log = new SeldomLog(world.time());
    working = new WorkingQueries(service, world, settings, log);
    streams = new StreamListener(settings, this::fastPathOf, working, world.time(), log);
  }

  /**
   * Opens all doors; {@code fastPath} is called once for each event loop. When one door does not
   * open, none does.
   */
  public static Listeners start(
      Listen settings, Supplier<FastPath> fastPath, QueryService service, World world)
      throws CannotListenException {
    var loops = new EventLoops(EventLoops.bestKind(), settings.eventLoops());
    return start(settings, fastPath, service, world, loops);
  }

  /**
   * As the other, with the sockets that were {@code handedOver} as doors, if there are any, instead
   * of the addresses of the settings.
   */
  public static Listeners start(
      List<InheritedSocket> handedOver,
      Listen settings,
      Supplier<FastPath> fastPath,
      QueryService service,
      World world)
      throws CannotListenException {
    if (handedOver.isEmpty()) {
      return start(settings, fastPath, service, world);
    }
    var loops = new EventLoops(EventLoops.bestKind(), settings.eventLoops());
    var listeners = new Listeners(settings, fastPath, service, world, loops);
    loops.all().forEach(loop -> listeners.fastPaths.put(loop, fastPath.get()));
    loops.forHandedOver().forEach(loop -> listeners.fastPaths.put(loop, fastPath.get()));
    listeners.handedOver = true;
    try {
      listeners.takeOver(handedOver);
    } catch (CannotListenException e) {
      listeners.close();
      throw e;
    }
    return listeners;
  }

  /** As the other, on these {@code loops}. */
  static Listeners start(
      Listen settings,
      Supplier<FastPath> fastPath,
      QueryService service,
      World world,
      EventLoops loops)
      throws CannotListenException {
    var listeners = new Listeners(settings, fastPath, service, world, loops);
    loops.all().forEach(loop -> listeners.fastPaths.put(loop, fastPath.get()));
    try {
      listeners.open();
    } catch (CannotListenException e) {
      listeners.close();
      throw e;
    }
    return listeners;
  }

  /** The addresses and ports that are listened on, each over UDP and TCP. */
  public List<InetSocketAddress> addresses() {
    return List.copyOf(addresses);
  }

  /**
   * Opens doors at those of {@code wanted} where there are none, and closes those that are not
   * wanted any more; the others are left alone. When one does not open, nothing has changed.
   */
  public synchronized void change(List<InetAddress> wanted) throws CannotListenException {
    if (handedOver) {
      return; // Whoever bound them says where we listen.
    }
    List<InetSocketAddress> before = List.copyOf(addresses);
    List<LocalAddresses.Place> places = placesOf(wanted);
    try {
      for (LocalAddresses.Place place : places) {
        if (!addresses.contains(new InetSocketAddress(place.address(), port()))) {
          open(place);
        }
      }
    } catch (CannotListenException e) {
      addresses.stream().filter(address -> !before.contains(address)).forEach(this::closeDoors);
      throw e;
    }
    Set<InetAddress> kept =
        places.stream().map(LocalAddresses.Place::address).collect(Collectors.toSet());
    before.stream()
        .filter(address -> !kept.contains(address.getAddress()))
        .forEach(this::closeDoors);
  }

  /** Takes nothing more at {@code address}; what was taken there still gets its answers. */
  private void closeDoors(InetSocketAddress address) {
    addresses.remove(address);
    for (Channel channel : List.copyOf(tcp)) {
      if (address.equals(channel.localAddress())) {
        tcp.remove(channel);
        channel.close();
      }
    }
    for (Channel channel : List.copyOf(udp)) {
      if (address.equals(channel.localAddress())) {
        udp.remove(channel);
        EventLoop loop = channel.eventLoop();
        loop.execute(() -> channel.config().setAutoRead(false));
        loop.schedule(() -> channel.close(), DRAIN_NANOS, TimeUnit.NANOSECONDS);
      }
    }
    for (BatchLoop loop : batchLoops) {
      if (address.equals(loop.address())) {
        batchLoops.remove(loop);
        stopReceiving(loop);
        loops.later(loop::close, DRAIN_NANOS);
      }
    }
    LOG.info(
        "no longer listening on {} port {}",
        IpPrefix.text(address.getAddress()),
        address.getPort());
  }

  private static void stopReceiving(BatchLoop loop) {
    try {
      loop.stopReceiving();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<LocalAddresses.Place> placesOf(List<InetAddress> wanted)
      throws CannotListenException {
    try {
      return LocalAddresses.of(wanted);
    } catch (IOException e) {
      throw new CannotListenException(InetAddress.getLoopbackAddress(), port(), "TCP", e);
    }
  }

  /** Queries that were not served since the start, by reason. */
  public Map<String, Long> refusals() {
    return working.refusals();
  }

  /** How many queries are being resolved now. */
  public int workingQueries() {
    return working.count();
  }

  /** Whether all threads that take queries do their work; waits for them up to {@code nanos}. */
  public boolean isWorking(long nanos) throws InterruptedException {
    var answered = new CountDownLatch(fastPaths.size());
    fastPaths.keySet().forEach(loop -> loop.execute(answered::countDown));
    return answered.await(nanos, TimeUnit.NANOSECONDS)
        && batchLoops.stream().allMatch(BatchLoop::isWorking);
  }

  /**
   * Closes all doors: takes no more queries, waits up to five seconds for those being resolved and
   * their answers, then ends all connections and threads.
   */
  @Override
  public void close() {
    if (loops.isShuttingDown()) {
      return;
    }
    tcp.forEach(Channel::close);
    udp.forEach(channel -> channel.eventLoop().execute(() -> channel.config().setAutoRead(false)));
    streams.connections().all().forEach(StreamConnection::drain);
    try {
      for (BatchLoop loop : batchLoops) {
        loop.stopReceiving();
      }
      working.awaitNone(DRAIN_NANOS);
      // Answers were handed to the event loops before their queries ceased to be counted, and event
      // loops keep the order: these closings come after. Shutting down does not keep it.
      var closings = new ArrayList<ChannelFuture>();
      streams.connections().all().forEach(connection -> closings.add(connection.close()));
      udp.forEach(channel -> closings.add(channel.close()));
      for (ChannelFuture closing : closings) {
        closing.await(1, TimeUnit.SECONDS);
      }
      batchLoops.forEach(BatchLoop::close);
      loops.shutDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void open() throws CannotListenException {
    for (LocalAddresses.Place place : placesOf(settings.addresses())) {
      open(place);
    }
    if (addresses.isEmpty()) {
      throw new CannotListenException(
          settings.addresses().getFirst(), port(), "UDP, TCP", new IOException("cannot assign"));
    }
    closeIdleConnections();
  }

  private void closeIdleConnections() {
    long pause = Math.clamp(settings.tcpIdleTimeout().toMillis() / 4, 25, 500);
    loops.repeat(streams.connections()::closeIdle, pause);
  }

  private void takeOver(List<InheritedSocket> sockets) throws CannotListenException {
    for (InheritedSocket socket : sockets) {
      String transport = socket.stream() ? "TCP" : "UDP";
      InetSocketAddress address = socket.address();
      try {
        if (socket.stream()) {
          takeOverTcp(socket);
        } else {
          takeOverUdp(socket);
        }
      } catch (IOException e) {
        throw new CannotListenException(address.getAddress(), address.getPort(), transport, e);
      }
      if (!addresses.contains(address)) {
        addresses.add(address);
      }
      LOG.info(
          "took over {} port {} ({})",
          IpPrefix.text(address.getAddress()),
          address.getPort(),
          transport);
    }
    closeIdleConnections();
  }

  private void takeOverTcp(InheritedSocket socket) throws IOException {
    ServerBootstrap bootstrap = streams.behind(loops.tcp(socket.duplicate()));
    ChannelFuture registered = bootstrap.register().awaitUninterruptibly();
    if (registered.cause() != null) {
      throw new IOException(registered.cause());
    }
    tcp.add(registered.channel());
  }

  /** All loops read one socket: there is no second one to share its port with. */
  private void takeOverUdp(InheritedSocket socket) throws IOException {
    var taken = new ArrayList<BatchLoop>();
    for (int i = 0; i < loops.count(); i++) {
      var tools = new BatchLoop.Tools(fastPath.get(), working, settings.udpAnswerSize(), log);
      taken.add(new BatchLoop(socket.address(), UdpSocket.of(socket), tools));
    }
    batchLoops.addAll(taken);
    taken.forEach(BatchLoop::start);
  }

  private void open(LocalAddresses.Place place) throws CannotListenException {
    try {
      // First TCP: UDP ports are shared, and so could a second resolver of the same user, each
      // getting some of the queries. The TCP port is only shared when that is wanted, and finds
      // that out.
      openTcp(place.address());
      openUdp(place.address());
    } catch (CannotListenException e) {
      if (place.required() || !String.valueOf(e.getMessage()).contains("no such address")) {
        throw e;
      }
      LOG.info("not listening on {}: no such address here", IpPrefix.text(place.address()));
      return;
    }
    var address = new InetSocketAddress(place.address(), port());
    addresses.add(address);
    LOG.info("listening on {} port {} (UDP, TCP)", IpPrefix.text(place.address()), port());
  }

  private void openTcp(InetAddress address) throws CannotListenException {
    ServerBootstrap bootstrap = streams.behind(loops.tcp());
    if (settings.sharePort()) {
      bootstrap.option(EventLoops.TCP_REUSEPORT, true);
    }
    Channel door = bind(bootstrap, address, "TCP");
    // Who is stopping here has closed TCP already and still answers over UDP: we would share that.
    for (int i = 0; boundPort() == 0 && i < MOST_PORTS && !isFreeOverUdp(door); i++) {
      Channel other = bind(bootstrap, address, "TCP");
      door.close();
      door = other;
    }
    // Not before: whoever comes next may want to be beside us, but we did not find ourselves so.
    door.config().setOption(EventLoops.TCP_REUSEPORT, true);
    tcp.add(door);
  }

  private static boolean isFreeOverUdp(Channel door) {
    try (var _ = new DatagramSocket(door.localAddress())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void openUdp(InetAddress address) throws CannotListenException {
    if (loops.kind() == EventLoops.Kind.BATCHES) {
      openBatches(address);
      return;
    }
    for (EventLoop loop : loops.forUdp()) {
      var listener = new UdpListener(fastPathOf(loop), working, settings.udpAnswerSize(), log);
      udp.add(bind(loops.udp(loop, address).handler(listener), address, "UDP"));
    }
  }

  private void openBatches(InetAddress address) throws CannotListenException {
    var bound = new InetSocketAddress(address, port());
    try {
      for (int i = loops.sharePorts() ? loops.count() : 1; i > 0; i--) {
        var tools = new BatchLoop.Tools(fastPath.get(), working, settings.udpAnswerSize(), log);
        batchLoops.add(new BatchLoop(bound, UdpSocket.bind(bound), tools));
      }
    } catch (IOException e) {
      batchLoops.stream().filter(loop -> loop.address().equals(bound)).forEach(BatchLoop::close);
      batchLoops.removeIf(loop -> loop.address().equals(bound));
      throw new CannotListenException(address, port(), "UDP", e);
    }
    batchLoops.stream().filter(loop -> loop.address().equals(bound)).forEach(BatchLoop::start);
  }

  private Channel bind(AbstractBootstrap<?, ?> bootstrap, InetAddress address, String transport)
      throws CannotListenException {
    ChannelFuture bound = bootstrap.bind(address, port()).awaitUninterruptibly();
    Throwable cause = bound.cause();
    if (cause != null) {
      throw new CannotListenException(address, port(), transport, cause);
    }
    return bound.channel();
  }

  /** The port of the settings; if that is 0, the one that the first socket got. */
  private int port() {
    return settings.port() == 0 && !addresses.isEmpty()
        ? addresses.getFirst().getPort()
        : boundPort();
  }

  private int boundPort() {
    return settings.port() == 0 && !tcp.isEmpty()
        ? ((InetSocketAddress) tcp.getFirst().localAddress()).getPort()
        : settings.port();
  }

  private FastPath fastPathOf(EventLoop loop) {
    return Objects.requireNonNull(fastPaths.get(loop));
  }
}
