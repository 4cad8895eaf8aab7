package dev.xylem.upstream;

import dev.xylem.dns.Message;
import dev.xylem.dns.Transport;
import dev.xylem.runtime.TimeSource;
import dev.xylem.wire.MessageEncoder;
import java.io.EOFException;
import java.io.IOException;
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
      return receive(new Octets(connection, startedAt, nanos), new ReplyMatcher(query));
    } catch (SocketTimeoutException e) {
      return new Reply.Silence(0);
    } catch (EOFException e) {
      return new Reply.Unreachable("connection closed without a reply", 0);
    } catch (IOException e) {
      return new Reply.Unreachable(String.valueOf(e.getMessage()), 0);
    }
  }

  private Reply receive(Octets in, ReplyMatcher matcher) throws IOException {
    int octets = 0;
    for (int i = 0; i < MOST_MESSAGES; i++) {
      byte[] length = in.next(2);
      byte[] packet = in.next((length[0] & 0xFF) << 8 | length[1] & 0xFF);
      octets += packet.length;
      if (matcher.overTcp(packet, packet.length) instanceof ReplyMatcher.Match.Good good) {
        long rtt = time.nanos() - in.startedAt;
        return new Reply.Received(good.message(), Transport.TCP, rtt, octets);
      }
    }
    return new Reply.Unreachable("nothing on the connection matched the query", octets);
  }

  private static byte[] framed(byte[] packet) {
    byte[] frame = new byte[packet.length + 2];
    frame[0] = (byte) (packet.length >>> 8);
    frame[1] = (byte) packet.length;
    System.arraycopy(packet, 0, frame, 2, packet.length);
    return frame;
  }

  /**
   * What comes on a connection, as long as the exchange has time left: a server that drips one
   * octet at a time must not stretch the deadline.
   */
  private final class Octets {
    private final Sockets.Connection connection;
    private final long startedAt;
    private final long nanos;

    Octets(Sockets.Connection connection, long startedAt, long nanos) {
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
      }
      return octets;
    }
  }
}
