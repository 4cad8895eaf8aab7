package dev.xylem.upstream;

import dev.xylem.dns.Message;
import dev.xylem.dns.Transport;
import dev.xylem.linux.NoSocketException;
import dev.xylem.runtime.TimeSource;
import dev.xylem.wire.MessageEncoder;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;

/** An exchange over a TCP connection of its own (RFC 7766). */
public final class TcpExchange implements Exchange {
  /** Messages on one connection that may be something else before we give up on it. */
  private static final int MOST_MESSAGES = 3;

  private final Sockets sockets;
  private final TimeSource time;

  public TcpExchange(Sockets sockets, TimeSource time) {
    this.sockets = sockets;
    this.time = time;
  }

  @Override
  public Reply ask(InetSocketAddress server, Message query, long nanos) {
    long startedAt = time.nanos();
    try (Sockets.Connection connection = sockets.connect(server, nanos)) {
      byte[] packet = MessageEncoder.encode(query, MessageEncoder.MAX_MESSAGE_LENGTH);
      connection.write(framed(packet));
      var input = new Input(connection, startedAt, nanos);
      try {
        return receive(input, new ReplyMatcher(query));
      } catch (IOException e) {
        return failed(e, input.received);
      }
    } catch (IOException e) {
      return failed(e, 0);
    }
  }

  private Reply receive(Input input, ReplyMatcher matcher) throws IOException {
    for (int i = 0; i < MOST_MESSAGES; i++) {
      byte[] length = input.next(2);
      byte[] packet = input.next((length[0] & 0xFF) << 8 | length[1] & 0xFF);
      if (matcher.overTcp(packet, packet.length) instanceof ReplyMatcher.Match.Good good) {
        long took = time.nanos() - input.startedAt;
        return new Reply.Received(good.message(), Transport.TCP, took, input.received);
      }
    }
    return new Reply.Unreachable("nothing on the connection matched the query", input.received);
  }

  /** What a broken exchange comes to; the octets received before it broke have been paid for. */
  private static Reply failed(IOException e, int octets) {
    return switch (e) {
      case NoSocketException _ -> new Reply.NotAsked(String.valueOf(e.getMessage()));
      case SocketTimeoutException _ -> new Reply.Silence(octets);
      case EOFException _ -> new Reply.Unreachable("connection closed without a reply", octets);
      case ConnectException refusal ->
          new Reply.Unreachable(String.valueOf(refusal.getMessage()), true, octets);
      default -> new Reply.Unreachable(String.valueOf(e.getMessage()), octets);
    };
  }

  private static byte[] framed(byte[] packet) {
    byte[] frame = new byte[packet.length + 2];
    frame[0] = (byte) (packet.length >>> 8);
    frame[1] = (byte) packet.length;
    System.arraycopy(packet, 0, frame, 2, packet.length);
    return frame;
  }

  /**
   * What comes on a connection, counted, as long as the exchange has time left: a server that drips
   * one octet at a time must not stretch the deadline.
   */
  private final class Input {
    private final Sockets.Connection connection;
    private final long startedAt;
    private final long nanos;
    private int received;

    Input(Sockets.Connection connection, long startedAt, long nanos) {
      this.connection = connection;
      this.startedAt = startedAt;
      this.nanos = nanos;
    }

    byte[] next(int length) throws IOException {
      byte[] octets = new byte[length];
      int have = 0;
      while (have < length) {
        long left = nanos - (time.nanos() - startedAt);
        if (left <= 0) {
          throw new SocketTimeoutException();
        }
        int read = connection.read(octets, have, length - have, left);
        if (read < 0) {
          throw new EOFException();
        }
        have += read;
        received += read;
      }
      return octets;
    }
  }
}
