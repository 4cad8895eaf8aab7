package dev.xylem.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A socket that whoever started this process has bound, and, if it is a TCP socket, listens on: how
 * systemd activates a service by its sockets (sd_listen_fds(3)).
 *
 * @param descriptor its number in this process
 * @param stream whether it is TCP, else UDP
 * @param address where it is bound
 */
public record InheritedSocket(int descriptor, boolean stream, InetSocketAddress address) {
  private static final int FIRST = 3;

  /**
   * The sockets that {@code environment} tells of: LISTEN_FDS of them, if LISTEN_PID is us.
   *
   * @throws IOException when one of them is no UDP or TCP socket
   */
  public static List<InheritedSocket> all(Map<String, String> environment) throws IOException {
    String us = Long.toString(ProcessHandle.current().pid());
    if (!us.equals(environment.get("LISTEN_PID")) || !Kernel.isAvailable()) {
      return List.of();
    }
    List<InheritedSocket> sockets = new ArrayList<>();
    int count = Integer.parseInt(environment.getOrDefault("LISTEN_FDS", "0"));
    for (int descriptor = FIRST; descriptor < FIRST + count; descriptor++) {
      sockets.add(of(descriptor));
    }
    return sockets;
  }

  private static InheritedSocket of(int descriptor) throws IOException {
    try (var calls = Arena.ofConfined()) {
      MemorySegment state = calls.allocate(Kernel.CALL_STATE);
      MemorySegment name = calls.allocate(128, 8);
      MemorySegment length = calls.allocate(4, 4);
      length.set(JAVA_INT, 0, (int) name.byteSize());
      if (Kernel.GETSOCKNAME.with(state, descriptor, name.address(), length.address()) != 0) {
        throw Kernel.failure("getsockname", Kernel.errno(state));
      }
      MemorySegment type = calls.allocate(8, 4);
      type.set(JAVA_INT, 4, 4);
      int level = Kernel.SOL_SOCKET;
      if (Kernel.GETSOCKOPT.withResult(state, descriptor, level, Kernel.SO_TYPE, type) != 0) {
        throw Kernel.failure("getsockopt", Kernel.errno(state));
      }
      int family = name.get(JAVA_SHORT, 0);
      int kind = type.get(JAVA_INT, 0);
      boolean internet = family == Kernel.AF_INET || family == Kernel.AF_INET6;
      if (!internet || (kind != Kernel.SOCK_STREAM && kind != Kernel.SOCK_DGRAM)) {
        throw new IOException("the socket handed over as " + descriptor + " is not UDP or TCP");
      }
      InetAddress address = UdpSocket.address(family == Kernel.AF_INET, name, 0);
      int port = Short.toUnsignedInt(Short.reverseBytes(name.get(JAVA_SHORT, 2)));
      return new InheritedSocket(
          descriptor, kind == Kernel.SOCK_STREAM, new InetSocketAddress(address, port));
    }
  }

  /**
   * Another number for it, which can be closed without closing this one. UDP is read by threads
   * that wait, TCP by event loops, which must not; whoever made the socket may have wanted either.
   */
  public int duplicate() throws IOException {
    try (var calls = Arena.ofConfined()) {
      MemorySegment state = calls.allocate(Kernel.CALL_STATE);
      int copy = Kernel.DUP.with(state, descriptor);
      if (copy < 0) {
        throw Kernel.failure("dup", Kernel.errno(state));
      }
      int flags = stream ? Kernel.O_RDWR | Kernel.O_NONBLOCK : Kernel.O_RDWR;
      if (Kernel.FCNTL.with(state, copy, Kernel.F_SETFL, flags) != 0) {
        throw Kernel.failure("fcntl", Kernel.errno(state));
      }
      return copy;
    }
  }
}
