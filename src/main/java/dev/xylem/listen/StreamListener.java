package dev.xylem.listen;

import dev.xylem.config.Listen;
import dev.xylem.runtime.TimeSource;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.util.function.Function;

/** All TCP sockets: what every accepted connection is given. */
// Of Netty's futures: what fails here closes the channel or comes to exceptionCaught.
@SuppressWarnings("FutureReturnValueIgnored")
@Sharable
final class StreamListener extends ChannelInitializer<SocketChannel> {
  private final Listen settings;
  private final Function<EventLoop, FastPath> fastPaths;
  private final WorkingQueries working;
  private final TimeSource time;
  private final SeldomLog log;
  private final Connections connections;

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
}
