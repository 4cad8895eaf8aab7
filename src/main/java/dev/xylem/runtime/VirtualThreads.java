package dev.xylem.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tasks on the JDK's virtual threads: a blocked query costs some hundred bytes, not a thread. */
public final class VirtualThreads implements Tasks {

  @Override
  public void start(String name, Runnable task) {
    Thread.ofVirtual().name(name).start(task);
  }

  @Override
  public <T> Promise<T> promise() {
    return new LatchPromise<>();
  }

  private static final class LatchPromise<T> implements Promise<T> {
    private final CountDownLatch filled = new CountDownLatch(1);
    private volatile @Nullable T value;

    @Override
    public synchronized void fill(T filling) {
      if (value == null) {
        value = filling;
        filled.countDown();
      }
    }

    @Override
    public @Nullable T await(long nanos) throws InterruptedException {
      return filled.await(nanos, TimeUnit.NANOSECONDS) ? value : null;
    }
  }
}
