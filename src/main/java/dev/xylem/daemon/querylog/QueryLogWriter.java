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
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes a line for each query, and never makes one wait. */
public final class QueryLogWriter implements QueryObserver, AutoCloseable {
  private final Path file;
  private final QueryLog settings;
  private final TimeSource time;
  private final Backlog<Line> backlog;

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
    this.backlog = new Backlog<>("query log", new LogFile(), 0, time);
  }

  @Override
  public String resolved(Answered query) {
    backlog.offer(
        new Line(
            Instant.ofEpochSecond(time.epochSeconds()).toString(),
            IpPrefix.text(query.client().getAddress()),
            query.transport().toString(),
            query.question().name().toString(),
            query.question().type().toString(),
            query.rcode().toString(),
            query.work().nanosGone() / 1e6,
            query.work().spent(Limit.UPSTREAM_PACKETS)));
    return "";
  }

  /**
   * How many queries are not in the log, because it could not be written fast enough, or at all.
   */
  public long dropped() {
    return backlog.dropped();
  }

  /** Writes what waits, for a few seconds, and ends; what is not written then is counted. */
  @Override
  public void close() {
    backlog.close();
  }

  private final class LogFile implements Backlog.Output<Line> {
    private @Nullable OutputStream out;
    private long written;

    @Override
    public void write(Line line) throws IOException {
      byte[] octets = Json.line(line).getBytes(StandardCharsets.UTF_8);
      if (out != null && written + octets.length > settings.size()) {
        close();
        PutAside.move(file, settings.files());
      }
      if (out == null) {
        out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        written = Files.size(file);
      }
      out.write(octets);
      written += octets.length;
    }

    @Override
    public void flush() {
      // Each line is written at once.
    }

    @Override
    public void abandon() throws IOException {
      close();
    }

    @Override
    public void close() throws IOException {
      OutputStream open = out;
      out = null;
      if (open != null) {
        open.close();
      }
    }
  }
}
