package dev.xylem.sim;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs virtual threads on the calling thread, one at a time, in an order drawn from a seed, under a
 * clock that moves only when nothing can run.
 */
public final class SimScheduler implements Executor {

  private static final class Timer {
    final long at;
    final long sequence;
    final Thread thread = Thread.currentThread();
    boolean over;

    Timer(long at, long sequence) {
      this.at = at;
      this.sequence = sequence;
    }
  }

  private final Random chance;
  private final Thread owner = Thread.currentThread();
  private final List<Runnable> ready = new ArrayList<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          Comparator.<Timer>comparingLong(timer -> timer.at)
              .thenComparingLong(timer -> timer.sequence));
  private long now;
  private long sequence;
  private @Nullable Throwable crash;

  public SimScheduler(long seed) {
    this.chance = new Random(seed);
  }

  @Override
  public void execute(Runnable continuation) {
    Thread caller = Thread.currentThread();
    if (!caller.isVirtual() && caller != owner) {
      // The JDK hands on a contended monitor from a thread of its own, at a time of its own.
      throw new IllegalStateException("woken by " + caller + ": a synchronized block that waits?");
    }
    ready.add(continuation);
  }

  /** Nanoseconds of virtual time since the simulation began. */
  public long now() {
    return now;
  }

  /** Starts {@code task} as a virtual thread of this scheduler. */
  public void start(String name, Runnable task) {
    Thread.Builder.OfVirtual builder = Thread.ofVirtual().name(name);
    try {
      // There is no public way to give a virtual thread a scheduler.
      Field scheduler = builder.getClass().getDeclaredField("scheduler");
      scheduler.setAccessible(true);
      scheduler.set(builder, this);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("run with --add-opens java.base/java.lang=ALL-UNNAMED", e);
    }
    builder.uncaughtExceptionHandler((_, e) -> crash = e).start(task);
  }

  /** Parks the calling virtual thread until it is unparked, but not longer than {@code at}. */
  void parkUntil(long at) {
    Timer timer = new Timer(at, sequence++);
    timers.add(timer);
    LockSupport.park();
    timer.over = true;
  }

  /** Nanoseconds until the next timer is due that somebody waits for; 0 without one. */
  public long nanosToNextTimer() {
    return timers.stream()
        .filter(timer -> !timer.over)
        .mapToLong(timer -> Math.max(0, timer.at - now))
        .min()
        .orElse(0);
  }

  /** Moves time at once, and only then wakes all who waited for a moment until then. */
  public void jump(long until) {
    now = Math.max(now, until);
    for (Timer due = timers.peek(); due != null && due.at <= now; due = timers.peek()) {
      timers.remove();
      LockSupport.unpark(due.thread);
    }
  }

  /** Runs all that can run without time moving. */
  public void runReady() {
    while (!ready.isEmpty()) {
      ready.remove(chance.nextInt(ready.size())).run();
      if (crash != null) {
        throw new IllegalStateException("a thread of the simulation died", crash);
      }
    }
  }

  /**
   * Moves time to the next timer, if one is due before {@code limit}, and wakes who waits for it.
   */
  public boolean advance(long limit) {
    Timer next = timers.peek();
    if (next == null || next.at > limit) {
      now = Math.max(now, limit == Long.MAX_VALUE ? now : limit);
      return false;
    }
    timers.remove();
    now = Math.max(now, next.at);
    LockSupport.unpark(next.thread);
    return true;
  }

  /** Runs, moving time as needed, until {@code done} or nothing is left to do. */
  public void runUntil(BooleanSupplier done) {
    do {
      runReady();
    } while (!done.getAsBoolean() && advance(Long.MAX_VALUE));
  }
}
