package dev.xylem.control;

import dev.xylem.config.Control;
import dev.xylem.dns.IpPrefix;
import dev.xylem.runtime.Tasks;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The doors of the operator's interface: HTTP/1.1 on a UNIX socket that owner and group may use
 * (0660), and over TCP for whoever has the token. One thread reads and writes; it never waits.
 */
// Of Netty's futures: what fails here closes the channel.
@SuppressWarnings("FutureReturnValueIgnored")
public final class ControlServer implements AutoCloseable {
  /** For which the end of the server waits, in nanoseconds. */
  private static final long LONGEST_REPLY = TimeUnit.SECONDS.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  /** A request line, a header and a chunk, in octets (S87). */
  private static final int MOST_LINE = 4096;

  private static final int MOST_HEADER = 8192;
  private static final int MOST_BODY = 64 * 1024;

  /** Connections at each door; there is one operator, and some who watch. */
  private static final int MOST_CONNECTIONS = 64;

  private static final int SHORTEST_TOKEN = 16;

  private final Routes routes;
  private final Tasks tasks;
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("xylem-control", true), NioIoHandler.newFactory());
  private final List<Channel> doors = new ArrayList<>();
  private final Phaser unanswered = new Phaser(1);
  private @Nullable Path socket;

  private ControlServer(Routes routes, Tasks tasks) {
    this.routes = routes;
    this.tasks = tasks;
  }

  /** Opens the doors that {@code settings} name; if one does not open, none does. */
  public static ControlServer start(Control settings, Routes routes, Tasks tasks)
      throws IOException {
    var server = new ControlServer(routes, tasks);
    try {
      server.openSocket(settings.socket());
      if (settings.address().isPresent()) {
        server.openTcp(settings.address().get(), token(settings.tokenFile().orElseThrow()));
      }
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** Where it listens over TCP; null when it does not. */
  public @Nullable InetSocketAddress address() {
    return doors.getLast().localAddress() instanceof InetSocketAddress tcp ? tcp : null;
  }

  /** The UNIX socket. */
  public Path socket() {
    return Objects.requireNonNull(socket);
  }

  @Override
  public void close() {
    doors.forEach(door -> door.close().awaitUninterruptibly(1, TimeUnit.SECONDS));
    awaitReplies();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    try {
      if (socket != null) {
        Files.deleteIfExists(socket);
      }
    } catch (IOException e) {
      LOG.debug("the control socket cannot be removed", e);
    }
  }

  /** Who has asked for the stop, too, is to hear that it comes. */
  private void awaitReplies() {
    Tasks.Promise<Boolean> all = tasks.promise();
    tasks.start(
        "control replies",
        () -> {
          unanswered.arriveAndAwaitAdvance();
          all.fill(true);
        });
    try {
      if (all.await(LONGEST_REPLY) == null) {
        LOG.debug("a control request has taken too long to be answered");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void openSocket(Optional<Path> configured) throws IOException {
    Path path = SocketPlace.ofServer(configured);
    removeStale(path);
    try {
      bind(NioServerDomainSocketChannel.class, UnixDomainSocketAddress.of(path), null);
    } catch (IOException e) {
      throw new IOException("control socket " + path + ": " + e.getMessage(), e);
    }
    socket = path;
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
    LOG.info("control socket is {}", path);
  }

  /** A socket that nobody listens at is left over from a server that ended abruptly. */
  private void removeStale(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isRegularFile(path) || Files.isDirectory(path)) {
      throw new IOException("control socket " + path + ": something else is there");
    }
    if (isAnswered(path)) {
      throw new IOException("control socket " + path + ": another server listens there");
    }
    Files.delete(path);
  }

  private boolean isAnswered(Path path) {
    ChannelFuture connected =
        new Bootstrap()
            .group(loop)
            .channel(NioDomainSocketChannel.class)
            .handler(new ChannelInboundHandlerAdapter())
            .connect(UnixDomainSocketAddress.of(path))
            .awaitUninterruptibly();
    connected.channel().close();
    return connected.isSuccess();
  }

  private void openTcp(InetSocketAddress address, byte[] token) throws IOException {
    int port = address.getPort() == 0 ? Control.PORT : address.getPort();
    var at = new InetSocketAddress(address.getAddress(), port);
    String text = IpPrefix.text(at.getAddress()) + " port " + port;
    try {
      bind(NioServerSocketChannel.class, at, token);
    } catch (IOException e) {
      throw new IOException("control address " + text + ": " + e.getMessage(), e);
    }
    LOG.info("control over TCP is at {}", text);
  }

  private void bind(
      Class<? extends ServerChannel> kind, SocketAddress address, byte @Nullable [] token)
      throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(kind)
            .childHandler(new Doorman(token))
            .bind(address)
            .awaitUninterruptibly();
    if (bound.cause() != null) {
      throw new IOException(bound.cause().getMessage(), bound.cause());
    }
    doors.add(bound.channel());
  }

  private static byte[] token(Path file) throws IOException {
    String token;
    try {
      token = Files.readString(file).lines().findFirst().orElse("").strip();
    } catch (IOException e) {
      throw new IOException("the control token " + file + " cannot be read: " + e, e);
    }
    if (token.length() < SHORTEST_TOKEN) {
      throw new IOException(
          "the control token in " + file + " is shorter than " + SHORTEST_TOKEN + " characters");
    }
    return token.getBytes(StandardCharsets.UTF_8);
  }

  /** Gives each connection of one door its handlers, or no place. */
  private final class Doorman extends ChannelInitializer<Channel> {
    private final byte @Nullable [] token;
    private final AtomicInteger connections = new AtomicInteger();

    Doorman(byte @Nullable [] token) {
      this.token = token;
    }

    @Override
    protected void initChannel(Channel channel) {
      if (connections.incrementAndGet() > MOST_CONNECTIONS) {
        connections.decrementAndGet();
        channel.close();
        return;
      }
      channel.closeFuture().addListener(_ -> connections.decrementAndGet());
      var gate = new Gate(token, MOST_BODY);
      channel
          .pipeline()
          .addLast(
              new HttpServerCodec(MOST_LINE, MOST_HEADER, MOST_HEADER),
              gate,
              new HttpObjectAggregator(MOST_BODY, true),
              new Dispatcher(routes, tasks, gate, unanswered));
    }
  }
}
