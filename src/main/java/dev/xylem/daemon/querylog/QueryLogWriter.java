package dev.xylem.daemon.querylog;

import dev.xylem.config.QueryLog;
import dev.xylem.control.Json;
import dev.xylem.dns.IpPrefix;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.TimeSource;
import dev.xylem.telemetry.QueryObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a line for each query, and never makes one wait. */
public final class QueryLogWriter implements QueryObserver, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueryLogWriter.class);

  /** Lines that wait to be written; at 300 octets each, 3 MB. */
  private static final int MOST_WAITING = 10_000;

  private static final int CLOSING_SECONDS = 5;
  private static final long COMPLAINT_PAUSE = TimeUnit.MINUTES.toNanos(1);
  private static final Line END = new Line("", "", "", "", "", "", 0, 0);

  private final Path file;
  private final QueryLog settings;
  private final TimeSource time;
  private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private @Nullable OutputStream out;
  private long written;
  private long quietUntil;

  private record Line(
      String time,
      String client,
      String transport,
      String name,
      String type,
      String rcode,
      double milliseconds,
      int packets) {}

  /** Writes to {@code file}, from now on. */
  public QueryLogWriter(Path file, QueryLog settings, TimeSource time) {
    this.file = file;
    this.settings = settings;
    this.time = time;
    this.quietUntil = time.nanos();
    this.thread = Thread.ofPlatform().daemon().name("xylem-query-log").start(this::writeAll);
  }

  @Override
  public String resolved(Answered query) {
    var line =
        new Line(
            Instant.ofEpochSecond(time.epochSeconds()).toString(),
            IpPrefix.text(query.client().getAddress()),
            query.transport().toString(),
            query.question().name().toString(),
            query.question().type().toString(),
            query.rcode().toString(),
            query.work().nanosGone() / 1e6,
            query.work().spent(Limit.UPSTREAM_PACKETS));
    if (!waiting.offer(line)) {
      dropped.increment();
    }
    return "";
  }

  /**
   * How many queries are not in the log, because it could not be written fast enough, or at all.
   */
  public long dropped() {
    return dropped.sum();
  }

  /** Writes what waits, for a few seconds, and ends; what is not written then is counted. */
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
      for (Line line = waiting.take(); line != END; line = waiting.take()) {
        write(line);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.removeIf(END::equals);
      dropped.add(waiting.size());
      abandon();
    }
  }

  private void write(Line line) {
    try {
      byte[] octets = Json.line(line).getBytes(StandardCharsets.UTF_8);
      if (out != null && written + octets.length > settings.size()) {
        abandon();
        putAside();
      }
      if (out == null) {
        out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        written = Files.size(file);
      }
      out.write(octets);
      written += octets.length;
    } catch (IOException e) {
      dropped.increment();
      abandon();
      complain(e);
    }
  }

  private void putAside() throws IOException {
    for (int i = settings.files(); i > 1; i--) {
      if (Files.exists(aside(i - 1))) {
        Files.move(aside(i - 1), aside(i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.move(file, aside(1), StandardCopyOption.REPLACE_EXISTING);
  }

  private Path aside(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  private void abandon() {
    try {
      if (out != null) {
        out.close();
      }
    } catch (IOException e) {
      complain(e);
    }
    out = null;
  }

  private void complain(IOException problem) {
    if (quietUntil - time.nanos() <= 0) {
      quietUntil = time.nanos() + COMPLAINT_PAUSE;
      LOG.warn("the query log cannot be written, {} dropped so far", dropped(), problem);
    }
  }
}
