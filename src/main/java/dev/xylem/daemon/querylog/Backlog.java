package dev.xylem.daemon.querylog;

import dev.xylem.runtime.TimeSource;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a thread of its own writes somewhere, so that no query waits for it. What does not get
 * there, because writing is slow or fails, is dropped and counted.
 */
public final class Backlog<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

  /** At 300 octets each, 3 MB. */
  private static final int MOST_WAITING = 10_000;

  private static final int CLOSING_SECONDS = 5;
  private static final long COMPLAINT_PAUSE = TimeUnit.MINUTES.toNanos(1);

  private final String name;
  private final Output<T> output;
  private final long pauseNanos;
  private final TimeSource time;
  private final BlockingQueue<Optional<T>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private long closedUntil;
  private long quietUntil;

  /** Where it goes; only the backlog's thread calls it. */
  public interface Output<T> {
    /** Writes {@code item}, opening what is not open. */
    void write(T item) throws IOException;

    /** Nothing else waits: what was written goes out. */
    void flush() throws IOException;

    /** Ends well what is open. */
    void close() throws IOException;

    /** Closes what is open after a failure. */
    void abandon() throws IOException;
  }

  /**
   * Begins to write.
   *
   * @param name of the thread, and of what fails
   * @param pauseNanos in which nothing is tried after a failure
   */
  public Backlog(String name, Output<T> output, long pauseNanos, TimeSource time) {
    this.name = name;
    this.output = output;
    this.pauseNanos = pauseNanos;
    this.time = time;
    this.closedUntil = time.nanos();
    this.quietUntil = time.nanos();
    this.thread =
        Thread.ofPlatform().daemon().name("xylem-" + name.replace(' ', '-')).start(this::writeAll);
  }

  /** Takes {@code item}, or drops it when too many wait. */
  public void offer(T item) {
    if (!waiting.offer(Optional.of(item))) {
      dropped.increment();
    }
  }

  /** How many were dropped. */
  public long dropped() {
    return dropped.sum();
  }

  /** Writes what waits, for a few seconds, and ends; what is not written then is dropped. */
  @Override
  public void close() {
    try {
      if (waiting.offer(Optional.empty(), CLOSING_SECONDS, TimeUnit.SECONDS)) {
        thread.join(TimeUnit.SECONDS.toMillis(CLOSING_SECONDS));
      }
      thread.interrupt();
      thread.join(TimeUnit.SECONDS.toMillis(CLOSING_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeAll() {
    try {
      for (Optional<T> item = waiting.take(); item.isPresent(); item = waiting.take()) {
        write(item.get());
      }
      output.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abandon();
    } catch (IOException e) {
      complain(e);
    } finally {
      waiting.removeIf(Optional::isEmpty);
      dropped.add(waiting.size());
    }
  }

  private void write(T item) {
    if (closedUntil - time.nanos() > 0) {
      dropped.increment();
      return;
    }
    try {
      output.write(item);
      if (waiting.isEmpty()) {
        output.flush();
      }
    } catch (IOException e) {
      dropped.increment();
      abandon();
      complain(e);
      closedUntil = time.nanos() + pauseNanos;
    }
  }

  private void abandon() {
    try {
      output.abandon();
    } catch (IOException e) {
      complain(e);
    }
  }

  private void complain(IOException problem) {
    if (quietUntil - time.nanos() <= 0) {
      quietUntil = time.nanos() + COMPLAINT_PAUSE;
      LOG.warn("the {} cannot be written, {} dropped so far", name, dropped(), problem);
    }
  }
}
