package dev.xylem.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Waits until something arrives at one of several sockets. For one thread. */
public final class Readiness implements AutoCloseable {
  private static final int POLLFD = 8;
  private static final int RETURNED = 6;
  private static final short POLLIN = 1;
  private static final int FOR_EVER = -1;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment callState = arena.allocate(Kernel.CALL_STATE);
  private final MemorySegment polled;
  private final long count;

  public Readiness(List<UdpSocket> sockets) {
    count = sockets.size();
    polled = arena.allocate(count * POLLFD, 8);
    for (int i = 0; i < count; i++) {
      polled.set(JAVA_INT, (long) i * POLLFD, sockets.get(i).descriptor());
      polled.set(JAVA_SHORT, (long) i * POLLFD + 4, POLLIN);
    }
  }

  /** Waits until {@link #isReady} is true of at least one socket, or for nothing, seldom. */
  public void await() {
    try {
      int ignored = (int) Kernel.POLL.invokeExact(callState, polled, count, FOR_EVER);
    } catch (Throwable e) {
      throw Kernel.unexpected(e);
    }
  }

  /** Whether something has arrived at the socket in {@code place} of the list, or it has ended. */
  public boolean isReady(int place) {
    return polled.get(JAVA_SHORT, (long) place * POLLFD + RETURNED) != 0;
  }

  @Override
  public void close() {
    arena.close();
  }
}
