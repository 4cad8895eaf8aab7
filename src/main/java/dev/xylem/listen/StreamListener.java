package dev.xylem.listen;

import dev.xylem.config.Listen;
import dev.xylem.runtime.TimeSource;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** All TCP sockets: what every accepted connection is given. */
// Of Netty's futures: what fails here closes the channel or comes to exceptionCaught.
@SuppressWarnings("FutureReturnValueIgnored")
@Sharable
final class StreamListener extends ChannelInitializer<SocketChannel> {
  /** How long nobody is accepted when too many are not closed yet, or no descriptor is left. */
  private static final long PAUSE_MILLIS = 10;

  private final Listen settings;
  private final Function<EventLoop, FastPath> fastPaths;
  private final WorkingQueries working;
  private final TimeSource time;
  private final SeldomLog log;
  private final Connections connections;
  private final AtomicInteger unclosed = new AtomicInteger();

  StreamListener(
      Listen settings,
      Function<EventLoop, FastPath> fastPaths,
      WorkingQueries working,
      TimeSource time,
      SeldomLog log) {
    this.settings = settings;
    this.fastPaths = fastPaths;
    this.working = working;
    this.time = time;
    this.log = log;
    this.connections = new Connections(settings, time);
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    if (channel.remoteAddress() == null) {
      channel.close(); // Reset between its being accepted and now.
      return;
    }
    FastPath fastPath = fastPaths.apply(channel.eventLoop());
    channel.pipeline().addLast(new StreamConnection(this, channel, fastPath));
  }

  /** Has what {@code socket} accepts served here. */
  ServerBootstrap behind(ServerBootstrap socket) {
    return socket.handler(new Accepting()).childHandler(this);
  }

  Connections connections() {
    return connections;
  }

  WorkingQueries working() {
    return working;
  }

  TimeSource time() {
    return time;
  }

  SeldomLog log() {
    return log;
  }

  /** The most queries of one connection that are resolved at once. */
  int mostWorking() {
    return settings.tcpWaitingPerConnection();
  }

  /**
   * Lets in no more than can be closed as fast. A connection has its descriptor from the moment it
   * is accepted, and the one that goes in its favour is closed on another event loop: without this,
   * many that come at once take the descriptors that asking needs, and Netty accepts nobody for a
   * whole second each time that there are none.
   */
  private final class Accepting extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
      unclosed.incrementAndGet();
      ((Channel) accepted).closeFuture().addListener(_ -> unclosed.decrementAndGet());
      context.fireChannelRead(accepted);
      if (unclosed.get() > connections.mostUnclosed()) {
        pause(context.channel());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      log.warn("TCP", cause);
      pause(context.channel());
    }

    private void pause(Channel socket) {
      if (socket.config().isAutoRead()) {
        socket.config().setAutoRead(false);
        Runnable resume = () -> socket.config().setAutoRead(true);
        socket.eventLoop().schedule(resume, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }
}
