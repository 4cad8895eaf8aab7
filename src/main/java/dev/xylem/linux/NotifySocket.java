package dev.xylem.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Where a service tells its manager how it is: the datagram socket that NOTIFY_SOCKET names, a path
 * or, with an @ in front, an abstract name (sd_notify(3)). The JDK has no UNIX datagram sockets.
 */
public final class NotifySocket {
  /** How long a manager that does not listen can hold us up. */
  private static final long PATIENCE_SECONDS = 2;

  private static final int PATH = 2;
  private static final int PATH_OCTETS = 108;

  private final byte[] name;

  /** The socket called {@code name}, as NOTIFY_SOCKET has it. */
  public NotifySocket(String name) {
    this.name = name.getBytes(StandardCharsets.UTF_8);
    if (this.name.length == 0 || this.name.length >= PATH_OCTETS) {
      throw new IllegalArgumentException("no name of a socket: '" + name + "'");
    }
    if (this.name[0] == '@') {
      this.name[0] = 0;
    }
  }

  /** Sends one message, lines of {@code KEY=VALUE}; fails when nobody takes it. */
  public void send(String message) throws IOException {
    try (var calls = Arena.ofConfined()) {
      MemorySegment state = calls.allocate(Kernel.CALL_STATE);
      int kind = Kernel.SOCK_DGRAM | Kernel.SOCK_CLOEXEC;
      int descriptor = Kernel.SOCKET.with(state, Kernel.AF_UNIX, kind, 0);
      if (descriptor < 0) {
        throw Kernel.failure("socket", Kernel.errno(state));
      }
      try {
        send(message, descriptor, calls, state);
      } finally {
        Kernel.CLOSE.with(state, descriptor);
      }
    }
  }

  private void send(String message, int descriptor, Arena calls, MemorySegment state)
      throws IOException {
    MemorySegment patience = calls.allocate(16, 8);
    patience.set(JAVA_LONG, 0, PATIENCE_SECONDS);
    int level = Kernel.SOL_SOCKET;
    if (Kernel.SETSOCKOPT.withValue(state, descriptor, level, Kernel.SO_SNDTIMEO, patience) != 0) {
      throw Kernel.failure("setsockopt", Kernel.errno(state));
    }
    MemorySegment to = calls.allocate(PATH + PATH_OCTETS, 2);
    to.set(JAVA_SHORT, 0, (short) Kernel.AF_UNIX);
    MemorySegment.copy(name, 0, to, JAVA_BYTE, PATH, name.length);
    // The length is part of an abstract name; a path may do without its closing zero.
    if (Kernel.CONNECT.with(state, descriptor, to.address(), PATH + name.length) != 0) {
      throw Kernel.failure("connect", Kernel.errno(state));
    }
    MemorySegment octets = calls.allocateFrom(message);
    if (Kernel.SEND.with(state, descriptor, octets.address(), octets.byteSize() - 1) < 0) {
      throw Kernel.failure("send", Kernel.errno(state));
    }
  }
}
