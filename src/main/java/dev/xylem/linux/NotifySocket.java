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
      int descriptor = (int) Kernel.SOCKET.invokeExact(state, Kernel.AF_UNIX, kind, 0);
      if (descriptor < 0) {
        throw Kernel.failure("socket", Kernel.errno(state));
      }
      MemorySegment patience = calls.allocate(16, 8);
      patience.set(JAVA_LONG, 0, PATIENCE_SECONDS);
      int level = Kernel.SOL_SOCKET;
      int option = Kernel.SO_SNDTIMEO;
      int unset =
          (int) Kernel.SETSOCKOPT.invokeExact(state, descriptor, level, option, patience, 16);
      MemorySegment octets = calls.allocateFrom(message);
      MemorySegment to = calls.allocate(PATH + PATH_OCTETS, 2);
      to.set(JAVA_SHORT, 0, (short) Kernel.AF_UNIX);
      MemorySegment.copy(name, 0, to, JAVA_BYTE, PATH, name.length);
      // The length is part of an abstract name; a path may do without its closing zero.
      int length = PATH + name.length;
      long most = octets.byteSize() - 1;
      long sent = (long) Kernel.SENDTO.invokeExact(state, descriptor, octets, most, 0, to, length);
      int errno = Kernel.errno(state);
      int ignored = (int) Kernel.CLOSE.invokeExact(state, descriptor);
      if (sent < 0) {
        throw Kernel.failure("sendto", errno);
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw Kernel.unexpected(e);
    }
  }
}
