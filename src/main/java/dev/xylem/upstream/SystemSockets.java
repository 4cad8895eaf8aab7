package dev.xylem.upstream;

import dev.xylem.linux.Kernel;
import dev.xylem.linux.NoSocketException;
import dev.xylem.linux.QuerySocket;
import dev.xylem.linux.Waiters;
import dev.xylem.runtime.Entropy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** The machine's sockets. */
public final class SystemSockets implements Sockets {
  private static final int LOWEST_PORT = 1024;
  private static final int PORTS = 65_536 - LOWEST_PORT;
  private static final int PORT_TRIES = 8;

  private final Entropy entropy;

  /** Null where the JDK's sockets have to do. */
  private final @Nullable Waiters waiters;

  /** The best that there are here. */
  public SystemSockets(Entropy entropy) {
    this(entropy, Kernel.isAvailable() ? new Waiters() : null);
  }

  SystemSockets(Entropy entropy, @Nullable Waiters waiters) {
    this.entropy = entropy;
    this.waiters = waiters;
  }

  /** A socket on a random free port of the whole range, whichever thread asks (S01, S03). */
  @Override
  public Datagrams datagrams(InetSocketAddress server) throws IOException {
    return waiters == null
        ? new SystemDatagrams(connected(server))
        : new LinuxDatagrams(QuerySocket.connect(server, this::port, waiters));
  }

  /** Only what comes from {@code server} arrives, ICMP messages included (S04). */
  DatagramSocket connected(InetSocketAddress server) throws IOException {
    DatagramSocket socket = unbound();
    try {
      bind(socket);
      // Fragments could be forged; our queries are far too short to need any (S08).
      if (socket.supportedOptions().contains(ExtendedSocketOptions.IP_DONTFRAGMENT)) {
        socket.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, true);
      }
      socket.connect(server);
      return socket;
    } catch (UncheckedIOException e) {
      socket.close();
      throw new IOException(e.getCause());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** What fails before anybody is to be reached is our own want. */
  private static DatagramSocket unbound() throws NoSocketException {
    try {
      return new DatagramSocket(null);
    } catch (SocketException e) {
      throw new NoSocketException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Connection connect(InetSocketAddress server, long nanos) throws IOException {
    var socket = new Socket();
    try {
      create(socket);
      socket.connect(server, millis(nanos));
      return new SystemConnection(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The first option set makes the descriptor. */
  private static void create(Socket socket) throws NoSocketException {
    try {
      socket.setTcpNoDelay(true);
    } catch (SocketException e) {
      throw new NoSocketException(String.valueOf(e.getMessage()));
    }
  }

  private void bind(DatagramSocket socket) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        socket.bind(new InetSocketAddress(port()));
        return;
      } catch (BindException e) {
        if (tries == PORT_TRIES) {
          throw new NoSocketException("no free port was found");
        }
      }
    }
  }

  private int port() {
    return LOWEST_PORT + entropy.nextInt(PORTS);
  }

  /** At least one: to the JDK zero means for ever. */
  private static int millis(long nanos) {
    return (int) Math.clamp(TimeUnit.NANOSECONDS.toMillis(nanos), 1, Integer.MAX_VALUE);
  }

  private record SystemDatagrams(DatagramSocket socket) implements Datagrams {
    @Override
    public void send(byte[] packet) throws IOException {
      socket.send(new DatagramPacket(packet, packet.length));
    }

    @Override
    public byte @Nullable [] receive(int most, long nanos) throws IOException {
      var packet = new DatagramPacket(new byte[most], most);
      try {
        socket.setSoTimeout(millis(nanos));
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
      } catch (SocketTimeoutException e) {
        return null;
      }
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private record LinuxDatagrams(QuerySocket socket) implements Datagrams {
    @Override
    public void send(byte[] packet) throws IOException {
      socket.send(packet);
    }

    @Override
    public byte @Nullable [] receive(int most, long nanos) throws IOException {
      return socket.receive(most, nanos);
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private record SystemConnection(Socket socket) implements Connection {
    @Override
    public void write(byte[] octets) throws IOException {
      socket.getOutputStream().write(octets);
    }

    @Override
    public int read(byte[] target, int offset, int length, long nanos) throws IOException {
      socket.setSoTimeout(millis(nanos));
      return socket.getInputStream().read(target, offset, length);
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        // It is gone either way, and what was to be read from it has been read.
      }
    }
  }
}
