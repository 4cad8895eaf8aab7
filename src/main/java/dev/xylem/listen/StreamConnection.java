package dev.xylem.listen;

import dev.xylem.dns.Transport;
import dev.xylem.listen.FastPath.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection (RFC 7766): messages framed by their length, queries pipelined and answered as
 * soon as each answer is there, in any order.
 *
 * <p>It stops reading while its client does not read our answers or has the most queries being
 * resolved that one connection may have; TCP then slows the client down. When the client has closed
 * its side, the queries it sent are still answered. Everything here happens on the connection's
 * event loop, except what is said otherwise.
 */
// Of Netty's futures: what fails here closes the channel or comes to exceptionCaught.
@SuppressWarnings("FutureReturnValueIgnored")
final class StreamConnection extends ChannelInboundHandlerAdapter {
  private static final int LENGTH_OCTETS = 2;
  private static final int MOST_OCTETS = 0xFFFF;

  /** Room for the answers to what is read at once, and when to write them before there are more. */
  private static final int ANSWERS_OCTETS = 8192;

  /** Tells the event loop that a query has been resolved, with its answer if there is one. */
  private record Resolved(Optional<byte[]> answer) {}

  private final StreamListener door;
  private final SocketChannel channel;
  private final InetSocketAddress client;
  private final FastPath fastPath;

  private @Nullable ByteBuf unread;
  private @Nullable ByteBuf unwritten;
  private int working;
  private boolean answering;
  private boolean inputEnded;
  private boolean draining;

  private volatile boolean busy;
  private volatile long idleSince;

  StreamConnection(StreamListener door, SocketChannel channel, FastPath fastPath) {
    this.door = door;
    this.channel = channel;
    this.client = channel.remoteAddress();
    this.fastPath = fastPath;
    this.idleSince = door.time().nanos();
  }

  /** Whether a query is being resolved; any thread may ask. */
  boolean isBusy() {
    return busy;
  }

  /** When the last complete query came or was answered, in monotonic nanoseconds; any thread. */
  long idleSince() {
    return idleSince;
  }

  /**
   * Closes this connection, or tells {@link Connections#keep} that a query has come in the
   * meantime; any thread may call.
   */
  void closeIfIdle() {
    long idleAtCall = idleSince;
    channel
        .eventLoop()
        .execute(() -> {
          if (working == 0 && idleSince == idleAtCall) {
            channel.close();
          } else if (channel.isActive()) {
            door.connections().keep(this, client.getAddress());
          }
        });
  }

  /** Takes no more queries; those being resolved are still answered. Any thread may call. */
  void drain() {
    channel
        .eventLoop()
        .execute(() -> {
          draining = true;
          updateReading();
        });
  }

  /** Closes this connection, whatever is being resolved; any thread may call. */
  ChannelFuture close() {
    return channel.close();
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (!door.connections().admit(this, client.getAddress())) {
      channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    door.connections().remove(this);
    discardUnread();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    discardUnread();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf octets = (ByteBuf) message;
    if (!channel.isActive()) {
      octets.release();
    } else if (unread == null) {
      unread = octets;
    } else {
      unread.writeBytes(octets);
      octets.release();
    }
    answerQueries();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    channel.flush();
    closeWhenDone();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    answerQueries();
    channel.flush();
    closeWhenDone();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof Resolved resolved) {
      finish(resolved.answer.orElse(null));
    } else if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
    }
    channel.flush();
    closeWhenDone();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A connection that breaks is not worth a line; anything else is our mistake.
    if (!(cause instanceof IOException)) {
      door.log().warn("TCP", cause);
    }
    channel.close();
  }

  /** Answers, or starts to resolve, all complete queries that may be read now. */
  private void answerQueries() {
    if (answering) {
      return; // Writing an answer can change the writability, which calls this again.
    }
    answering = true;
    try {
      while (mayRead() && unread != null && takeQuery(unread)) {
        idleSince = door.time().nanos();
      }
    } finally {
      writeAnswers();
      answering = false;
    }
    if (unread != null && !unread.isReadable()) {
      discardUnread();
    } else if (unread != null) {
      unread.discardSomeReadBytes();
    }
    updateReading();
  }

  /** Takes the next query out of {@code octets}; false when it is not complete. */
  private boolean takeQuery(ByteBuf octets) {
    int start = octets.readerIndex() + LENGTH_OCTETS;
    if (start > octets.writerIndex()) {
      return false;
    }
    int length = octets.getUnsignedShort(octets.readerIndex());
    if (length == 0) {
      channel.close(); // Nothing is no message: whoever sends it does not speak DNS.
      return false;
    }
    if (start + length > octets.writerIndex()) {
      return false;
    }
    octets.readerIndex(start + length);
    answer(octets.slice(start, length));
    return true;
  }

  /** Answers behind one another, each with its length before it: one piece is cheap to write. */
  private void answer(ByteBuf query) {
    ByteBuf answers = unwritten == null ? channel.alloc().directBuffer(ANSWERS_OCTETS) : unwritten;
    unwritten = answers;
    int start = answers.writerIndex();
    answers.writeShort(0);
    Outcome outcome = Outcome.DROPPED;
    try {
      outcome = fastPath.answer(query, client.getAddress(), Transport.TCP, answers);
    } finally {
      if (outcome != Outcome.ANSWERED) {
        answers.writerIndex(start);
      }
    }
    if (outcome == Outcome.ANSWERED) {
      answers.setShort(start, answers.writerIndex() - start - LENGTH_OCTETS);
    } else if (outcome == Outcome.MISSED) {
      resolve(ByteBufUtil.getBytes(query));
    }
    if (answers.readableBytes() >= ANSWERS_OCTETS) {
      writeAnswers(); // What is written counts when it comes to how much a client leaves unread.
    }
  }

  private void writeAnswers() {
    ByteBuf answers = unwritten;
    unwritten = null;
    if (answers != null && answers.isReadable() && channel.isActive()) {
      channel.write(answers, channel.voidPromise());
    } else if (answers != null) {
      answers.release();
    }
  }

  private void resolve(byte[] query) {
    working++;
    busy = true;
    WorkingQueries.Reply reply =
        answer ->
            channel.pipeline().fireUserEventTriggered(new Resolved(Optional.ofNullable(answer)));
    door.working().start(query, client, Transport.TCP, reply);
  }

  private void finish(byte @Nullable [] answer) {
    working--;
    idleSince = door.time().nanos();
    busy = working > 0;
    writeIfAny(answer);
    answerQueries();
  }

  private void writeIfAny(byte @Nullable [] answer) {
    if (answer != null) {
      if (answer.length > MOST_OCTETS) {
        throw new IllegalStateException("an answer longer than a TCP message can be");
      }
      ByteBuf framed = channel.alloc().directBuffer(LENGTH_OCTETS + answer.length);
      channel.write(framed.writeShort(answer.length).writeBytes(answer), channel.voidPromise());
    }
  }

  private boolean mayRead() {
    return channel.isActive() && channel.isWritable() && working < door.mostWorking() && !draining;
  }

  private void updateReading() {
    if (channel.isActive()) {
      channel.config().setAutoRead(mayRead());
    }
  }

  /** Closes when the client has closed its side and all its queries are answered. */
  private void closeWhenDone() {
    if (inputEnded && working == 0 && channel.isActive() && (mayRead() || draining)) {
      inputEnded = false;
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void discardUnread() {
    if (unread != null) {
      unread.release();
      unread = null;
    }
  }
}
