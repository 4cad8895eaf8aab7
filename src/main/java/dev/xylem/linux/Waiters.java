package dev.xylem.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Virtual threads that wait for a datagram, and the one thread that wakes them: by epoll, or
 * because their time is over. The JDK has a timer for each wait, and wakes another thread to set
 * it.
 */
public final class Waiters {
  private static final int EVENTS = 256;

  /** How late a wait may end that nothing ended before. */
  private static final int TICK_MILLIS = 10;

  private static final int FOR_EVER = -1;

  // struct epoll_event is packed on x86-64 and nowhere else.
  private static final boolean PACKED = System.getProperty("os.arch", "").equals("amd64");
  private static final int EVENT_OCTETS = PACKED ? 12 : 16;
  private static final int DATA = PACKED ? 4 : 8;

  private static final int WAKE_UP = -1;

  private final ConcurrentHashMap<Integer, Waiter> waiting = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final int epoll;
  private final int wakeUp;

  /** A thread, and until when it waits, by the JDK's clock. */
  private static final class Waiter {
    private final Thread thread;
    private final long until;
    private volatile boolean over;

    Waiter(Thread thread, long until) {
      this.thread = thread;
      this.until = until;
    }

    void end() {
      over = true;
      LockSupport.unpark(thread);
    }
  }

  /** Starts the thread. */
  public Waiters() {
    try (var calls = Arena.ofConfined()) {
      MemorySegment state = calls.allocate(Kernel.CALL_STATE);
      epoll = Kernel.EPOLL_CREATE1.with(state, Kernel.EPOLL_CLOEXEC);
      wakeUp = Kernel.EVENTFD.with(state, 0, Kernel.EFD_CLOEXEC_NONBLOCK);
      if (epoll < 0 || wakeUp < 0) {
        throw new IllegalStateException("no epoll: error " + Kernel.errno(state));
      }
      MemorySegment event = calls.allocate(EVENT_OCTETS, 8);
      watch(wakeUp, Kernel.EPOLLIN, WAKE_UP, event, state);
    }
    Thread.ofPlatform().name("xylem-arrivals").daemon().start(this::run);
  }

  /**
   * Waits until there is something to receive at {@code descriptor}, or until the JDK's clock says
   * {@code until}, or until the thread is interrupted. {@code calls} is memory for 16 octets.
   */
  void await(int descriptor, long until, MemorySegment calls, MemorySegment state) {
    var waiter = new Waiter(Thread.currentThread(), until);
    waiting.put(descriptor, waiter);
    try {
      if (count.getAndIncrement() == 0) {
        wakeUp(calls, state);
      }
      watch(descriptor, Kernel.EPOLLIN | Kernel.EPOLLONESHOT, descriptor, calls, state);
      while (!waiter.over && !Thread.currentThread().isInterrupted()) {
        LockSupport.park(this);
      }
    } finally {
      waiting.remove(descriptor);
      count.getAndDecrement();
    }
  }

  private void watch(
      int descriptor, int events, int data, MemorySegment event, MemorySegment state) {
    event.set(JAVA_INT, 0, events);
    event.set(JAVA_LONG_UNALIGNED, DATA, data);
    long at = event.address();
    int done = Kernel.EPOLL_CTL.with(state, epoll, Kernel.EPOLL_ADD, descriptor, at);
    if (done != 0 && Kernel.errno(state) == Kernel.EEXIST) {
      done = Kernel.EPOLL_CTL.with(state, epoll, Kernel.EPOLL_MOD, descriptor, at);
    }
    if (done != 0) {
      throw new IllegalStateException("epoll_ctl: error " + Kernel.errno(state));
    }
  }

  /** The thread sleeps for ever while nobody waits: it must hear of the first who does. */
  private void wakeUp(MemorySegment number, MemorySegment state) {
    number.set(JAVA_LONG, 0, 1);
    int ignored = Kernel.WRITE.with(state, wakeUp, number.address(), 8);
  }

  private void run() {
    MemorySegment state = Arena.global().allocate(Kernel.CALL_STATE);
    MemorySegment events = Arena.global().allocate((long) EVENTS * EVENT_OCTETS, 8);
    MemorySegment number = Arena.global().allocate(JAVA_LONG);
    letOthersFinish(number, state);
    long swept = System.nanoTime();
    while (true) {
      int ready = await(events, state);
      for (int i = 0; i < ready; i++) {
        int descriptor = (int) events.get(JAVA_LONG_UNALIGNED, (long) i * EVENT_OCTETS + DATA);
        if (descriptor == WAKE_UP) {
          readWakeUp(number, state);
        } else {
          wake(descriptor);
        }
      }
      long now = System.nanoTime();
      if (now - swept >= TICK_MILLIS * 1_000_000L) {
        swept = now;
        waiting
            .values()
            .forEach(waiter -> {
              if (now - waiter.until >= 0) {
                waiter.end();
              }
            });
      }
    }
  }

  /**
   * A thread that wakes others takes the core from them for each datagram, unless it is one that
   * does not mind to wait until they sleep or their turn is over. Where the kernel does not let us
   * say so, all works as well, at twice the price.
   */
  private static void letOthersFinish(MemorySegment parameter, MemorySegment state) {
    parameter.set(JAVA_INT, 0, 0); // struct sched_param: the priority, which has no meaning here
    int ignored = Kernel.SCHED_SETSCHEDULER.with(state, 0, Kernel.SCHED_BATCH, parameter.address());
  }

  private int await(MemorySegment events, MemorySegment state) {
    int timeout = count.get() > 0 ? TICK_MILLIS : FOR_EVER;
    return Kernel.EPOLL_WAIT.with(state, epoll, events.address(), EVENTS, timeout);
  }

  private void wake(int descriptor) {
    Waiter waiter = waiting.get(descriptor);
    if (waiter != null) {
      waiter.end();
    }
  }

  private void readWakeUp(MemorySegment number, MemorySegment state) {
    int ignored = Kernel.READ.with(state, wakeUp, number.address(), 8);
  }
}
