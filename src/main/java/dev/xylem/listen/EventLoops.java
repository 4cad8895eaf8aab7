package dev.xylem.listen;

import dev.xylem.linux.Kernel;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads that read and write, and the kind of sockets that suits them.
 *
 * <p>UDP has threads of its own on Linux ({@link BatchLoop}), where that is known to work, else
 * epoll; several loops share each port then, and datagrams come and go many at a time. Elsewhere it
 * uses NIO. TCP uses NIO everywhere, on loops of its own: Netty 4.2.18's epoll forgets a socket
 * that it watches for nothing, as it does when the client has closed its side while we do not read,
 * and then fails to watch it again ({@code epoll_ctl}: no such file).
 */
@SuppressWarnings("FutureReturnValueIgnored") // Of the repeated task, which ends with the loop.
final class EventLoops {
  private static final int MOST_OCTETS = 2048;
  private static final int MOST_DATAGRAMS = 64;
  private static final int UDP_SOCKET_BUFFER = 4 << 20;

  /** Answers waiting to be written to one UDP socket, in octets; what comes then is dropped. */
  private static final WriteBufferWaterMark UDP_WAITING =
      new WriteBufferWaterMark(1 << 20, 2 << 20);

  /** Octets that the kernel keeps for a connection we do not read. */
  private static final int TCP_RECEIVE_BUFFER = 64 << 10;

  /**
   * Path MTU discovery off and forged "fragmentation needed" messages ignored (S08): Linux'
   * IP_PMTUDISC_OMIT for IP_MTU_DISCOVER and IPV6_MTU_DISCOVER.
   */
  private static final int PMTUDISC_OMIT = 5;

  private static final ChannelOption<Integer> IP_MTU_DISCOVER =
      new IntegerUnixChannelOption("IP_MTU_DISCOVER", 0, 10);
  private static final ChannelOption<Integer> IPV6_MTU_DISCOVER =
      new IntegerUnixChannelOption("IPV6_MTU_DISCOVER", 41, 23);

  /** Whether other sockets of the same user may listen at the same address and port. */
  static final ChannelOption<Boolean> TCP_REUSEPORT =
      NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT);

  /** Kinds of UDP sockets. */
  enum Kind {
    /** Linux' own, without Netty: {@link BatchLoop}. */
    BATCHES,
    EPOLL,
    NIO
  }

  private final Kind kind;
  private final int count;
  private final MultiThreadIoEventLoopGroup udp;
  private final MultiThreadIoEventLoopGroup tcp;
  private @Nullable MultiThreadIoEventLoopGroup handedOver;

  /** Starts {@code threads} event loops for UDP and as many for TCP; 0: one per processor. */
  EventLoops(Kind kind, int threads) {
    int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    this.kind = kind;
    this.count = count;
    tcp = group(count, "xylem-tcp", Kind.NIO);
    udp = kind == Kind.BATCHES ? tcp : group(count, "xylem-udp", kind);
  }

  private static MultiThreadIoEventLoopGroup group(int count, String name, Kind kind) {
    return new MultiThreadIoEventLoopGroup(
        count,
        new DefaultThreadFactory(name, true),
        kind == Kind.EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  /** The best kind that there is here. */
  static Kind bestKind() {
    if (Kernel.isAvailable()) {
      return Kind.BATCHES;
    }
    return Epoll.isAvailable() ? Kind.EPOLL : Kind.NIO;
  }

  Kind kind() {
    return kind;
  }

  /** How many threads read and write UDP, and as many TCP. */
  int count() {
    return count;
  }

  /** All loops. */
  Set<EventLoop> all() {
    var all = new LinkedHashSet<>(loopsOf(udp));
    all.addAll(loopsOf(tcp));
    return all;
  }

  /** The loops that have a UDP socket for each address: all of them when they can share a port. */
  List<EventLoop> forUdp() {
    return sharePorts() ? loopsOf(udp) : loopsOf(udp).subList(0, 1);
  }

  /** Whether several UDP sockets are bound to one address and port. */
  boolean sharePorts() {
    return kind != Kind.NIO && count > 1;
  }

  /** How a UDP socket for {@code address} is made on {@code loop}. */
  Bootstrap udp(EventLoop loop, InetAddress address) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(udpFactory(address))
            .option(ChannelOption.SO_RCVBUF, UDP_SOCKET_BUFFER)
            .option(ChannelOption.SO_SNDBUF, UDP_SOCKET_BUFFER)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, UDP_WAITING);
    if (kind == Kind.NIO) {
      return bootstrap.option(
          ChannelOption.RECVBUF_ALLOCATOR,
          new FixedRecvByteBufAllocator(MOST_OCTETS).maxMessagesPerRead(MOST_DATAGRAMS));
    }
    return bootstrap
        .option(EpollChannelOption.SO_REUSEPORT, true)
        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MOST_OCTETS)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(MOST_OCTETS * MOST_DATAGRAMS))
        .option(
            address instanceof Inet4Address ? IP_MTU_DISCOVER : IPV6_MTU_DISCOVER, PMTUDISC_OMIT);
  }

  /** How a TCP socket is made; its connections are spread over all loops. */
  ServerBootstrap tcp() {
    return new ServerBootstrap()
        .group(tcp)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, 1024)
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_RCVBUF, TCP_RECEIVE_BUFFER)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }

  /** The loops of TCP sockets that were handed over; started if they are not yet. */
  synchronized Set<EventLoop> forHandedOver() {
    if (handedOver == null) {
      handedOver = group(count, "xylem-tcp", Kind.EPOLL);
    }
    return new LinkedHashSet<>(loopsOf(handedOver));
  }

  /**
   * How a TCP socket is taken that somebody else bound and listens on. NIO has no way to do that:
   * the connections are epoll's, and one that its client has half closed while we do not read may
   * end early.
   */
  synchronized ServerBootstrap tcp(int descriptor) {
    return new ServerBootstrap()
        .group(Objects.requireNonNull(handedOver))
        .channelFactory(() -> new EpollServerSocketChannel(descriptor))
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }

  /** Runs {@code task} again and again on one of the loops. */
  void repeat(Runnable task, long pauseMillis) {
    tcp.next().scheduleWithFixedDelay(task, pauseMillis, pauseMillis, TimeUnit.MILLISECONDS);
  }

  /** Runs {@code task} once, later, on one of the loops. */
  void later(Runnable task, long nanos) {
    tcp.next().schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  /** Whether {@link #shutDown} has begun. */
  boolean isShuttingDown() {
    return udp.isShuttingDown();
  }

  /** Ends all threads; what they still have to do is done before. */
  synchronized void shutDown() throws InterruptedException {
    if (handedOver != null) {
      handedOver.shutdownGracefully(0, 2, TimeUnit.SECONDS).await(3, TimeUnit.SECONDS);
    }
    Future<?> udpEnded = udp.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    tcp.shutdownGracefully(0, 2, TimeUnit.SECONDS).await(3, TimeUnit.SECONDS);
    udpEnded.await(3, TimeUnit.SECONDS);
  }

  private ChannelFactory<DatagramChannel> udpFactory(InetAddress address) {
    SocketProtocolFamily family =
        address instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    return kind == Kind.EPOLL
        ? () -> new EpollDatagramChannel(family)
        : () -> new NioDatagramChannel(family);
  }

  private static List<EventLoop> loopsOf(MultiThreadIoEventLoopGroup group) {
    var loops = new ArrayList<EventLoop>();
    group.forEach(executor -> loops.add((EventLoop) executor));
    return loops;
  }
}
