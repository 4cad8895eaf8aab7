package dev.xylem.listen;

import dev.xylem.dns.Transport;
import dev.xylem.listen.FastPath.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;

/**
 * One UDP socket. Answers made on the event loop are written as they come and flushed once per
 * batch of datagrams that was read: one system call for many of either kind.
 */
// Of Netty's futures: what fails here closes the channel or comes to exceptionCaught.
@SuppressWarnings("FutureReturnValueIgnored")
final class UdpListener extends SimpleChannelInboundHandler<DatagramPacket> {
  private final FastPath fastPath;
  private final WorkingQueries working;
  private final int answerSize;
  private final SeldomLog log;

  UdpListener(FastPath fastPath, WorkingQueries working, int answerSize, SeldomLog log) {
    this.fastPath = fastPath;
    this.working = working;
    this.answerSize = answerSize;
    this.log = log;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
    InetSocketAddress client = packet.sender();
    if (isNoClient(client.getPort())) {
      return;
    }
    ByteBuf answer = context.alloc().directBuffer(answerSize);
    Outcome outcome = Outcome.DROPPED;
    try {
      outcome = fastPath.answer(packet.content(), client.getAddress(), Transport.UDP, answer);
    } finally {
      if (outcome != Outcome.ANSWERED) {
        answer.release();
      }
    }
    if (outcome == Outcome.ANSWERED) {
      write(context.channel(), answer, client);
    } else if (outcome == Outcome.MISSED) {
      resolve(context.channel(), ByteBufUtil.getBytes(packet.content()), client);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // One datagram, read or written, has failed: the socket is as good as before.
    log.warn("UDP", cause);
  }

  /**
   * Whether no DNS client sends from {@code port}, but forgers do: nothing can be sent to port 0,
   * and the others are services that answer anything, our errors too. Two such servers, once set
   * upon each other, never stop ("Loop DoS", S42). BIND drops most of these; Unbound and Knot drop
   * 0. Other low ports are served: resolvers with a fixed source port 53 and clients behind old
   * address translators are real, and what answers DNS there answers with QR set, which we drop.
   */
  static boolean isNoClient(int port) {
    return switch (port) {
      case 0 -> true;
      // echo, active users, daytime, quote of the day, chargen, time, TFTP, NTP, kpasswd
      case 7, 11, 13, 17, 19, 37, 69, 123, 464 -> true;
      default -> false;
    };
  }

  private void resolve(Channel channel, byte[] query, InetSocketAddress client) {
    WorkingQueries.Reply reply =
        answer -> {
          if (answer != null) {
            channel.eventLoop().execute(() -> send(channel, answer, client));
          }
        };
    working.start(query, client, Transport.UDP, reply);
  }

  private static void send(Channel channel, byte[] answer, InetSocketAddress client) {
    write(channel, Unpooled.wrappedBuffer(answer), client);
    channel.flush();
  }

  private static void write(Channel channel, ByteBuf answer, InetSocketAddress client) {
    // A full socket buffer: as good as lost on the way, and cheaper than a queue that grows.
    if (!channel.isWritable()) {
      answer.release();
      return;
    }
    channel.write(new DatagramPacket(answer, client), channel.voidPromise());
  }
}
