package dev.xylem.listen;

import dev.xylem.config.Listen;
import dev.xylem.config.SettingsLoader;
import dev.xylem.config.text.ConfigException;
import dev.xylem.dns.Transport;
import dev.xylem.runtime.World;
import io.netty.buffer.ByteBuf;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Doors on loopback with stubs behind them, and clients to knock. The first letter behind the
 * header of a query says what becomes of it: see {@link #fastPath} and {@link #resolve}.
 */
final class Doors implements AutoCloseable {
  static final int BIG = 60_000;

  final Semaphore gate = new Semaphore(0);
  final AtomicInteger seen = new AtomicInteger();
  final AtomicInteger resolving = new AtomicInteger();
  final Listeners listeners;
  final InetSocketAddress address;

  Doors(EventLoops.Kind kind, String settings) throws IOException {
    listeners =
        Listeners.start(
            listen("addresses: [127.0.0.1], port: 0, " + settings),
            () -> this::fastPath,
            this::resolve,
            World.system(),
            new EventLoops(kind, 2));
    address = listeners.addresses().getFirst();
  }

  static Listen listen(String settings) {
    try {
      return SettingsLoader.parse("listen: {" + settings + "}", Path.of("test.yaml")).listen();
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A query with this id and this text where a question would be. */
  static byte[] query(int id, String text) {
    byte[] behind = text.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(12 + behind.length).putShort((short) id).put(12, behind).array();
  }

  static int id(byte[] message) {
    return ByteBuffer.wrap(message).getShort() & 0xFFFF;
  }

  static int rcode(byte[] message) {
    return message[3] & 0xF;
  }

  private FastPath.Outcome fastPath(
      ByteBuf query, InetAddress client, Transport transport, ByteBuf answer) {
    seen.incrementAndGet();
    if (query.readableBytes() < 13) {
      return FastPath.Outcome.DROPPED;
    }
    return switch (query.getByte(query.readerIndex() + 12)) {
      case 'F' -> {
        answer.writeBytes(query, query.readerIndex(), query.readableBytes());
        yield FastPath.Outcome.ANSWERED;
      }
      case 'B' -> {
        answer.writeBytes(query, query.readerIndex(), 2).writeZero(BIG - 2);
        yield FastPath.Outcome.ANSWERED;
      }
      case 'X' -> throw new IllegalStateException("a mistake on the fast path");
      case 'M' -> FastPath.Outcome.MISSED;
      default -> FastPath.Outcome.DROPPED;
    };
  }

  private byte @Nullable [] resolve(byte[] query, InetSocketAddress client, Transport transport) {
    resolving.incrementAndGet();
    try {
      switch ((char) query[13]) {
        case 'w' -> gate.acquireUninterruptibly();
        case 'x' -> throw new IllegalStateException("a mistake behind the doors");
        case 's' -> throw new StackOverflowError();
        case 'n' -> {
          return null;
        }
        default -> {}
      }
      return query;
    } finally {
      resolving.decrementAndGet();
    }
  }

  Stream connect() throws IOException {
    return new Stream(new Socket(address.getAddress(), address.getPort()));
  }

  Datagrams datagrams() throws IOException {
    return new Datagrams(address);
  }

  @Override
  public void close() {
    gate.release(1_000_000);
    listeners.close();
  }

  /** A UDP client. */
  static final class Datagrams implements AutoCloseable {
    private final DatagramSocket socket = new DatagramSocket();

    Datagrams(InetSocketAddress server) throws IOException {
      // Connected: only what comes from the address that was asked is received.
      socket.connect(server);
      socket.setReceiveBufferSize(1 << 20);
      socket.setSoTimeout(3000);
    }

    void send(byte[] query) throws IOException {
      socket.send(new DatagramPacket(query, query.length));
    }

    byte[] receive() throws IOException {
      var packet = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(packet);
      return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    byte[] ask(byte[] query) throws IOException {
      send(query);
      return receive();
    }

    /** The ids of the next {@code count} messages. */
    Set<Integer> receiveIds(int count) throws IOException {
      var ids = new TreeSet<Integer>();
      for (int i = 0; i < count; i++) {
        ids.add(id(receive()));
      }
      return ids;
    }

    void timeout(int millis) throws SocketException {
      socket.setSoTimeout(millis);
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /** A TCP client. */
  static final class Stream implements AutoCloseable {
    final Socket socket;
    final DataOutputStream out;
    final DataInputStream in;

    Stream(Socket socket) throws IOException {
      this.socket = socket;
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(5000);
      out = new DataOutputStream(socket.getOutputStream());
      in = new DataInputStream(socket.getInputStream());
    }

    void send(byte[] query) throws IOException {
      out.write(frame(query));
    }

    static byte[] frame(byte[] query) {
      return ByteBuffer.allocate(2 + query.length)
          .putShort((short) query.length)
          .put(query)
          .array();
    }

    byte[] receive() throws IOException {
      byte[] message = new byte[in.readUnsignedShort()];
      in.readFully(message);
      return message;
    }

    byte[] ask(byte[] query) throws IOException {
      send(query);
      return receive();
    }

    /** The ids of the next {@code count} messages. */
    Set<Integer> receiveIds(int count) throws IOException {
      var ids = new TreeSet<Integer>();
      for (int i = 0; i < count; i++) {
        ids.add(id(receive()));
      }
      return ids;
    }

    /** Whether the server has closed, waiting for it up to the socket's time-out. */
    boolean isClosed() throws IOException {
      try {
        in.readUnsignedShort();
        return false;
      } catch (EOFException | SocketException e) {
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
