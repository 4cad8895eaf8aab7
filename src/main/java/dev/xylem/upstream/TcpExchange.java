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
<<<<<<< HEAD
      connection.write(framed(packet));
      return receive(new Octets(connection, startedAt, nanos), new ReplyMatcher(query));
    } catch (SocketTimeoutException e) {
      return new Reply.Silence(0);
    } catch (EOFException e) {
      return new Reply.Unreachable("connection closed without a reply", 0);
=======
      socket.getOutputStream().write(framed(packet));
      var input = new DeadlineInputStream(socket, startedAt, nanos);
      try {
        return receive(input, new ReplyMatcher(query));
      } catch (IOException e) {
        return failed(e, input.octets);
      }
>>>>>>> doors
    } catch (IOException e) {
      return failed(e, 0);
    }
  }

<<<<<<< HEAD
  private Reply receive(Octets in, ReplyMatcher matcher) throws IOException {
    int octets = 0;
    for (int i = 0; i < MOST_MESSAGES; i++) {
      byte[] length = in.next(2);
      byte[] packet = in.next((length[0] & 0xFF) << 8 | length[1] & 0xFF);
      octets += packet.length;
      if (matcher.overTcp(packet, packet.length) instanceof ReplyMatcher.Match.Good good) {
        long rtt = time.nanos() - in.startedAt;
        return new Reply.Received(good.message(), Transport.TCP, rtt, octets);
=======
  private Reply receive(DeadlineInputStream input, ReplyMatcher matcher) throws IOException {
    var in = new DataInputStream(input);
    for (int i = 0; i < MOST_MESSAGES; i++) {
      byte[] packet = new byte[in.readUnsignedShort()];
      in.readFully(packet);
      if (matcher.overTcp(packet, packet.length) instanceof ReplyMatcher.Match.Good good) {
        long took = time.nanos() - input.startedAt;
        return new Reply.Received(good.message(), Transport.TCP, took, input.octets);
>>>>>>> doors
      }
    }
    return new Reply.Unreachable("nothing on the connection matched the query", input.octets);
  }

  /** What a broken exchange comes to; the octets received before it broke have been paid for. */
  private static Reply failed(IOException e, int octets) {
    return switch (e) {
      case SocketTimeoutException _ -> new Reply.Silence(octets);
      case EOFException _ -> new Reply.Unreachable("connection closed without a reply", octets);
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

<<<<<<< HEAD
  /**
   * What comes on a connection, as long as the exchange has time left: a server that drips one
   * octet at a time must not stretch the deadline.
   */
  private final class Octets {
    private final Sockets.Connection connection;
=======
  private int millisLeft(long startedAt, long nanos) throws SocketTimeoutException {
    long left = TimeUnit.NANOSECONDS.toMillis(nanos - (time.nanos() - startedAt));
    if (left <= 0) {
      throw new SocketTimeoutException();
    }
    return (int) left;
  }

  /** The socket's input, counted; each read waits no longer than the exchange has left. */
  private final class DeadlineInputStream extends java.io.InputStream {
    private final Socket socket;
    private final java.io.InputStream in;
>>>>>>> doors
    private final long startedAt;
    private final long nanos;
    private int octets;

    Octets(Sockets.Connection connection, long startedAt, long nanos) {
      this.connection = connection;
      this.startedAt = startedAt;
      this.nanos = nanos;
    }

<<<<<<< HEAD
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
=======
    @Override
    public int read() throws IOException {
      socket.setSoTimeout(millisLeft(startedAt, nanos));
      int octet = in.read();
      octets += octet < 0 ? 0 : 1;
      return octet;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      // A server that drips one octet at a time must not stretch the deadline.
      socket.setSoTimeout(millisLeft(startedAt, nanos));
      int count = in.read(target, offset, length);
      octets += Math.max(0, count);
      return count;
>>>>>>> doors
    }
  }
}
