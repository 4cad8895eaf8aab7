package dev.xylem.daemon.dnstap;

import dev.xylem.runtime.TimeSource;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One place that messages go to, by a thread of its own; what does not get there is counted. */
final class DnstapOutput implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DnstapOutput.class);

  /** Messages that wait; at 300 octets each, 3 MB. */
  private static final int MOST_WAITING = 10_000;

  private static final int CLOSING_SECONDS = 5;
  private static final long RECONNECT_PAUSE = TimeUnit.SECONDS.toNanos(1);
  private static final long COMPLAINT_PAUSE = TimeUnit.MINUTES.toNanos(1);
  private static final byte[] END = {};

  private final String name;
  private final Opener opener;
  private final long mostOctets;
  private final TimeSource time;
  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private @Nullable FrameStream stream;
  private long closedUntil;
  private long quietUntil;

  /** Opens the way there, for the first time or again. */
  @FunctionalInterface
  interface Opener {
    FrameStream open() throws IOException;
  }

  /**
   * @param mostOctets after which another stream is opened
   */
  DnstapOutput(String name, Opener opener, long mostOctets, TimeSource time) {
    this.name = name;
    this.opener = opener;
    this.mostOctets = mostOctets;
    this.time = time;
    this.closedUntil = time.nanos();
    this.quietUntil = time.nanos();
    this.thread = Thread.ofPlatform().daemon().name("xylem-dnstap-" + name).start(this::writeAll);
  }

  void offer(byte[] frame) {
    if (!waiting.offer(frame)) {
      dropped.increment();
    }
  }

  long dropped() {
    return dropped.sum();
  }

  String name() {
    return name;
  }

  /** Writes what waits, for a few seconds, and ends. */
  @Override
  public void close() {
    try {
      if (waiting.offer(END, CLOSING_SECONDS, TimeUnit.SECONDS)) {
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
      for (byte[] frame = waiting.take(); frame != END; frame = waiting.take()) {
        write(frame);
      }
      if (stream != null) {
        stream.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      complain(e);
    }
  }

  private void write(byte[] frame) {
    if (stream == null && closedUntil - time.nanos() > 0) {
      dropped.increment();
      return;
    }
    try {
      if (stream != null && stream.written() + frame.length > mostOctets) {
        stream.close();
        stream = null;
      }
      if (stream == null) {
        stream = opener.open();
      }
      stream.write(frame);
      if (waiting.isEmpty()) {
        stream.flush();
      }
    } catch (IOException e) {
      dropped.increment();
      abandon();
      complain(e);
      closedUntil = time.nanos() + RECONNECT_PAUSE;
    }
  }

  private void abandon() {
    try {
      if (stream != null) {
        stream.abandon();
      }
    } catch (IOException e) {
      complain(e);
    }
    stream = null;
  }

  private void complain(IOException problem) {
    if (quietUntil - time.nanos() <= 0) {
      quietUntil = time.nanos() + COMPLAINT_PAUSE;
      LOG.warn(
          "dnstap to the {} fails, {} dropped so far: {}", name, dropped(), problem.toString());
    }
  }
}
