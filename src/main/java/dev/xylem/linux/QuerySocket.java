package dev.xylem.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket for one query: bound to a random port, connected to its server (S01, S04). For one
 * thread.
 */
public final class QuerySocket implements AutoCloseable {
  private static final int PORT_TRIES = 8;

  /** Fragments could be forged; our queries are far too short to need any (S08). */
  private static final int PMTUDISC_DO = 2;

  /** As much as a query may have, and more than a reply that we take. */
  private static final int MOST_OCTETS = 2048;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment octets;
  private final MemorySegment state;
  private final Waiters waiters;
  private int descriptor = -1;

  private QuerySocket(Waiters waiters) {
    this.waiters = waiters;
    MemorySegment both = arena.allocate(MOST_OCTETS + Kernel.CALL_STATE.byteSize(), 8);
    octets = both.asSlice(0, MOST_OCTETS);
    state = both.asSlice(MOST_OCTETS);
  }

  /**
   * A socket connected to {@code server}.
   *
   * @throws NoSocketException when the machine or process has none to give
   * @param ports draws a port to try
   * @param waiters wakes the thread when something arrives
   */
  public static QuerySocket connect(InetSocketAddress server, IntSupplier ports, Waiters waiters)
      throws IOException {
    boolean ipv4 = server.getAddress() instanceof Inet4Address;
    var socket = new QuerySocket(waiters);
    try {
      socket.open(ipv4);
      socket.prepare(server, ipv4, ports);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void open(boolean ipv4) throws IOException {
    int family = ipv4 ? Kernel.AF_INET : Kernel.AF_INET6;
    int kind = Kernel.SOCK_DGRAM | Kernel.SOCK_CLOEXEC | Kernel.SOCK_NONBLOCK;
    descriptor = Kernel.SOCKET.with(state, family, kind, 0);
    if (descriptor < 0) {
      throw Kernel.failure("socket", Kernel.errno(state));
    }
  }

  private void prepare(InetSocketAddress server, boolean ipv4, IntSupplier ports)
      throws IOException {
    octets.set(JAVA_INT, 0, PMTUDISC_DO);
    int level = ipv4 ? Kernel.IPPROTO_IP : Kernel.IPPROTO_IPV6;
    int option = ipv4 ? Kernel.IP_MTU_DISCOVER : Kernel.IPV6_MTU_DISCOVER;
    int set = Kernel.SETSOCKOPT.withValue(state, descriptor, level, option, octets);
    if (set != 0) {
      throw Kernel.failure("setsockopt", Kernel.errno(state));
    }
    bind(ipv4, ports);
    int length = UdpSocket.write(server, octets.asSlice(0, UdpSocket.ADDRESS_OCTETS));
    if (Kernel.CONNECT.with(state, descriptor, octets.address(), length) != 0) {
      throw failure("connect");
    }
  }

  private void bind(boolean ipv4, IntSupplier ports) throws IOException {
    for (int tries = 1; ; tries++) {
      MemorySegment any = octets.asSlice(0, UdpSocket.ADDRESS_OCTETS);
      int length = UdpSocket.writeAny(ipv4, ports.getAsInt(), any);
      if (Kernel.BIND.with(state, descriptor, octets.address(), length) == 0) {
        return;
      }
      int errno = Kernel.errno(state);
      boolean again = errno == Kernel.EADDRINUSE || errno == Kernel.EACCES;
      if (!again || tries == PORT_TRIES) {
        throw again
            ? new NoSocketException("no free port was found")
            : Kernel.failure("bind", errno);
      }
    }
  }

  /** Sends {@code datagram}. */
  public void send(byte[] datagram) throws IOException {
    MemorySegment.copy(datagram, 0, octets, JAVA_BYTE, 0, datagram.length);
    if (Kernel.SEND.with(state, descriptor, octets.address(), datagram.length, 0) < 0) {
      throw failure("send");
    }
  }

  /**
   * Waits up to {@code nanos} nanoseconds for a datagram; returns it, cut to {@code most} octets,
   * or null when the time is over.
   *
   * @throws PortUnreachableException when the server's machine says that nobody listens there
   * @throws SocketException when the thread is interrupted, and for any other failure
   */
  public byte @Nullable [] receive(int most, long nanos) throws IOException {
    long until = System.nanoTime() + nanos;
    while (true) {
      waiters.await(descriptor, until, octets, state);
      if (Thread.currentThread().isInterrupted()) {
        throw new SocketException("Closed by interrupt");
      }
      byte[] received = receiveNow(most);
      if (received != null || System.nanoTime() - until >= 0) {
        return received;
      }
    }
  }

  /** What has arrived; null when nothing has. */
  private byte @Nullable [] receiveNow(int most) throws IOException {
    long taken = Math.min(most, octets.byteSize());
    int length = Kernel.RECV.with(state, descriptor, octets.address(), taken, 0);
    if (length >= 0) {
      byte[] received = new byte[length];
      MemorySegment.copy(octets, JAVA_BYTE, 0, received, 0, length);
      return received;
    }
    if (Kernel.errno(state) == Kernel.EAGAIN || Kernel.errno(state) == Kernel.EINTR) {
      return null;
    }
    throw failure("recv");
  }

  private IOException failure(String call) {
    int errno = Kernel.errno(state);
    return errno == Kernel.ECONNREFUSED
        ? new PortUnreachableException()
        : Kernel.failure(call, errno);
  }

  @Override
  public void close() {
    if (descriptor >= 0) {
      int ignored = Kernel.CLOSE.with(state, descriptor);
    }
    arena.close();
  }
}
