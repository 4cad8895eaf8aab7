package dev.xylem.sim;

import dev.xylem.runtime.Entropy;
import dev.xylem.runtime.Tasks;
import dev.xylem.runtime.TimeSource;
import dev.xylem.runtime.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Time, chance and threads of a simulation. */
public final class SimWorld implements TimeSource, Entropy, Tasks {
  private final SimScheduler scheduler;
  private final Random chance;
  private long epochAtStart = 1_800_000_000L;
  private long setBack;

  public SimWorld(SimScheduler scheduler, long seed) {
    this.scheduler = scheduler;
    this.chance = new Random(seed);
  }

  /** This as the resolver sees it. */
  public World world() {
    return new World(this, this, this);
  }

  /** Sets the wall clock at virtual time zero. */
  public void startAt(long epochSeconds) {
    epochAtStart = epochSeconds;
  }

  /** Sets the wall clock, ahead or back, while time goes on as ever. */
  void shift(long seconds) {
    epochAtStart += seconds;
    setBack += Math.max(0, -seconds);
  }

  @Override
  public long nanos() {
    return scheduler.now();
  }

  @Override
  public long epochSeconds() {
    return epochAtStart + TimeUnit.NANOSECONDS.toSeconds(scheduler.now());
  }

  @Override
  public long agingSeconds() {
    return epochSeconds() + setBack;
  }

  /** An interrupted thread does not wait: neither here nor for a promise. */
  @Override
  public void sleep(long nanos) {
    long until = scheduler.now() + nanos;
    while (scheduler.now() < until && !Thread.currentThread().isInterrupted()) {
      scheduler.parkUntil(until);
    }
  }

  @Override
  public int nextBits() {
    return chance.nextInt();
  }

  @Override
  public void start(String name, Runnable task) {
    scheduler.start(name, task);
  }

  @Override
  public <T> Promise<T> promise() {
    return new SimPromise<>();
  }

  private final class SimPromise<T> implements Promise<T> {
    private final List<Thread> waiting = new ArrayList<>();
    private @Nullable T value;

    @Override
    public void fill(T filling) {
      if (value == null) {
        value = filling;
        waiting.forEach(LockSupport::unpark);
      }
    }

    @Override
    public @Nullable T await(long nanos) {
      long until = scheduler.now() + nanos;
      waiting.add(Thread.currentThread());
      while (value == null && scheduler.now() < until && !Thread.currentThread().isInterrupted()) {
        scheduler.parkUntil(until);
      }
      waiting.remove(Thread.currentThread());
      return value;
    }
  }
}
