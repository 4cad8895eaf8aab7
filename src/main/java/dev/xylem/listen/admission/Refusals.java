package dev.xylem.listen.admission;

import dev.xylem.runtime.TimeSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what was not served, and logs it: the first time at once, then once a minute as long as it
 * goes on. What strangers can cause must not fill the log.
 */
public final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

  /** What was not served. */
  public enum Kind {
    /** A client had all the places that one may have. */
    CLIENT_AT_ITS_SHARE,
    /** All places were taken. */
    NO_PLACE,
    /** A query gave way to one of another client. */
    GAVE_WAY,
    /** An answer came when its client had long given up, or would have. */
    TOO_LATE
  }

  private final TimeSource time;
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> totals = new EnumMap<>(Kind.class);
  private long quietUntil;

  public Refusals(TimeSource time) {
    this.time = time;
    this.quietUntil = time.nanos();
  }

  /** Counts one. */
  public synchronized void count(Kind kind) {
    counts.merge(kind, 1L, Long::sum);
    totals.merge(kind, 1L, Long::sum);
    long now = time.nanos();
    if (quietUntil - now <= 0) {
      quietUntil = now + PAUSE;
      LOG.info("not served since this was last said: {}", summary());
      counts.clear();
    }
  }

  /** How many there were since the start, of each kind, by its name in words. */
  public synchronized Map<String, Long> totals() {
    Map<String, Long> all = new TreeMap<>();
    for (Kind kind : Kind.values()) {
      all.put(words(kind), totals.getOrDefault(kind, 0L));
    }
    return all;
  }

  private static String words(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private String summary() {
    var summary = new StringJoiner(", ");
    counts.forEach((kind, count) -> summary.add(words(kind) + " " + count));
    return summary.toString();
  }
}
