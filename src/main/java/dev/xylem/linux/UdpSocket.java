package dev.xylem.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A UDP socket bound to one address: what it sends comes from there. */
public final class UdpSocket implements AutoCloseable {
  /** Octets of the longer kind of socket address, sockaddr_in6. */
  static final int ADDRESS_OCTETS = 28;

  private static final int BUFFER = 4 << 20;

  /** Linux' IP_PMTUDISC_OMIT: forged "fragmentation needed" messages are ignored (S08). */
  private static final int PMTUDISC_OMIT = 5;

  /** How long one that was handed over waits before it looks whether receiving has ended. */
  private static final long WAIT_MICROSECONDS = 250_000;

  private final int descriptor;
  private final boolean handedOver;

  /** For answers that come from other threads; they take turns. */
  private final Batch single = new Batch(1);

  private boolean closed;

  private UdpSocket(int descriptor, boolean handedOver) {
    this.descriptor = descriptor;
    this.handedOver = handedOver;
  }

  /** A socket bound to {@code address}; other sockets of the same user may be bound there, too. */
  public static UdpSocket bind(InetSocketAddress address) throws IOException {
    boolean ipv4 = address.getAddress() instanceof Inet4Address;
    try (var calls = Arena.ofConfined()) {
      MemorySegment state = calls.allocate(Kernel.CALL_STATE);
      int family = ipv4 ? Kernel.AF_INET : Kernel.AF_INET6;
      int kind = Kernel.SOCK_DGRAM | Kernel.SOCK_CLOEXEC;
      int descriptor = Kernel.SOCKET.with(state, family, kind, 0);
      if (descriptor < 0) {
        throw Kernel.failure("socket", Kernel.errno(state));
      }
      var socket = new UdpSocket(descriptor, false);
      try {
        socket.configure(ipv4, calls);
        MemorySegment name = calls.allocate(ADDRESS_OCTETS, 8);
        int length = write(address, name);
        if (Kernel.BIND.with(state, descriptor, name.address(), length) != 0) {
          throw Kernel.failure("bind", Kernel.errno(state));
        }
        return socket;
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }
  }

  /** A socket that was bound by whoever started us. */
  public static UdpSocket of(InheritedSocket inherited) throws IOException {
    var socket = new UdpSocket(inherited.duplicate(), true);
    boolean ipv4 = inherited.address().getAddress() instanceof Inet4Address;
    try (var calls = Arena.ofConfined()) {
      socket.set(Kernel.SOL_SOCKET, Kernel.SO_RCVBUF, BUFFER, calls);
      socket.set(Kernel.SOL_SOCKET, Kernel.SO_SNDBUF, BUFFER, calls);
      socket.ignoreForgedPathMtu(ipv4, calls);
      MemorySegment wait = calls.allocate(16, 8);
      wait.set(JAVA_LONG, 8, WAIT_MICROSECONDS);
      socket.set(Kernel.SOL_SOCKET, Kernel.SO_RCVTIMEO, wait, calls);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void configure(boolean ipv4, Arena calls) throws IOException {
    set(Kernel.SOL_SOCKET, Kernel.SO_RCVBUF, BUFFER, calls);
    set(Kernel.SOL_SOCKET, Kernel.SO_SNDBUF, BUFFER, calls);
    set(Kernel.SOL_SOCKET, Kernel.SO_REUSEPORT, 1, calls);
    if (!ipv4) {
      set(Kernel.IPPROTO_IPV6, Kernel.IPV6_V6ONLY, 1, calls);
    }
    ignoreForgedPathMtu(ipv4, calls);
  }

  private void ignoreForgedPathMtu(boolean ipv4, Arena calls) throws IOException {
    int level = ipv4 ? Kernel.IPPROTO_IP : Kernel.IPPROTO_IPV6;
    int option = ipv4 ? Kernel.IP_MTU_DISCOVER : Kernel.IPV6_MTU_DISCOVER;
    set(level, option, PMTUDISC_OMIT, calls);
  }

  private void set(int level, int option, int value, Arena calls) throws IOException {
    MemorySegment number = calls.allocate(4, 4);
    number.set(JAVA_INT, 0, value);
    set(level, option, number, calls);
  }

  private void set(int level, int option, MemorySegment value, Arena calls) throws IOException {
    MemorySegment state = calls.allocate(Kernel.CALL_STATE);
    if (Kernel.SETSOCKOPT.withValue(state, descriptor, level, option, value) != 0) {
      throw Kernel.failure("setsockopt", Kernel.errno(state));
    }
  }

  int descriptor() {
    return descriptor;
  }

  /**
   * Sends one datagram, unless the socket has been closed; any thread may. A full socket buffer is
   * as good as a loss on the way.
   *
   * @throws IOException when the kernel refuses it
   */
  public synchronized void send(byte[] datagram, InetSocketAddress client) throws IOException {
    if (!closed) {
      single.send(this, datagram, client);
    }
  }

  /**
   * Ends receiving, for whoever waits, too; what has arrived can still be taken, and sending goes
   * on. One that was handed over is left open for whoever gets it next: who waits there comes back
   * within a quarter of a second.
   *
   * <p>Connected to itself, it is none of those that the kernel shares a port's datagrams out to:
   * what comes from now on goes to others, with none to an ICMP error, and nothing is lost.
   */
  public void endReceiving() {
    if (handedOver) {
      return;
    }
    try (var calls = Arena.ofConfined()) {
      MemorySegment state = calls.allocate(Kernel.CALL_STATE);
      MemorySegment name = calls.allocate(ADDRESS_OCTETS, 8);
      MemorySegment length = calls.allocate(4, 4);
      length.set(JAVA_INT, 0, ADDRESS_OCTETS);
      long at = name.address();
      if (Kernel.GETSOCKNAME.with(state, descriptor, at, length.address()) == 0) {
        int connected = Kernel.CONNECT.with(state, descriptor, at, length.get(JAVA_INT, 0));
      }
      // "Not connected" is what it says, and still wakes all who wait.
      int ignored = Kernel.SHUTDOWN.with(state, descriptor, Kernel.SHUT_RD);
    }
  }

  /** Closes it; nobody may be receiving. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (var calls = Arena.ofConfined()) {
      MemorySegment state = calls.allocate(Kernel.CALL_STATE);
      int ignored = Kernel.CLOSE.with(state, descriptor);
    }
    single.close();
  }

  /** Writes a sockaddr_in or sockaddr_in6; returns its length. */
  static int write(InetSocketAddress address, MemorySegment name) {
    byte[] octets = address.getAddress().getAddress();
    boolean ipv4 = octets.length == 4;
    int length = writeAny(ipv4, address.getPort(), name);
    MemorySegment.copy(octets, 0, name, JAVA_BYTE, ipv4 ? 4 : 8, octets.length);
    if (address.getAddress() instanceof java.net.Inet6Address scoped) {
      name.set(JAVA_INT, 24, scoped.getScopeId());
    }
    return length;
  }

  /** Writes the wildcard address of a family and {@code port}; returns its length. */
  static int writeAny(boolean ipv4, int port, MemorySegment name) {
    name.fill((byte) 0);
    name.set(JAVA_SHORT, 0, (short) (ipv4 ? Kernel.AF_INET : Kernel.AF_INET6));
    name.set(JAVA_BYTE, 2, (byte) (port >>> 8));
    name.set(JAVA_BYTE, 3, (byte) port);
    return ipv4 ? 16 : ADDRESS_OCTETS;
  }

  /** The address in a sockaddr_in or sockaddr_in6. */
  static InetAddress address(boolean ipv4, MemorySegment name, long at) {
    byte[] octets = new byte[ipv4 ? 4 : 16];
    MemorySegment.copy(name, JAVA_BYTE, at + (ipv4 ? 4 : 8), octets, 0, octets.length);
    try {
      int scope = ipv4 ? 0 : name.get(JAVA_INT, at + 24);
      return scope == 0
          ? InetAddress.getByAddress(octets)
          : java.net.Inet6Address.getByAddress(null, octets, scope);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("four and sixteen octets are addresses", e);
    }
  }
}
