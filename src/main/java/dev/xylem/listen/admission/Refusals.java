package dev.xylem.listen.admission;

import dev.xylem.runtime.World;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
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

  private final World world;
  private final LongAdder[] totals = new LongAdder[Kind.values().length];
  private final AtomicLong quietUntil;

  /** By kind, when it was last said; for who says it. */
  private final long[] said = new long[totals.length];

  /** Counts from nothing. */
  public Refusals(World world) {
    this.world = world;
    this.quietUntil = new AtomicLong(world.time().nanos());
    Arrays.setAll(totals, _ -> new LongAdder());
  }

  /** Counts one; for event loops, too, which must not wait for whoever reads the log. */
  public void count(Kind kind) {
    totals[kind.ordinal()].increment();
    long now = world.time().nanos();
    long until = quietUntil.get();
    if (until - now <= 0 && quietUntil.compareAndSet(until, now + PAUSE)) {
      world.tasks().start("log of refusals", this::say);
    }
  }

  private synchronized void say() {
    var summary = new StringJoiner(", ");
    for (Kind kind : Kind.values()) {
      long total = totals[kind.ordinal()].sum();
      long since = total - said[kind.ordinal()];
      said[kind.ordinal()] = total;
      if (since > 0) {
        summary.add(words(kind) + " " + since);
      }
    }
    LOG.info("not served since this was last said: {}", summary);
  }

  /** How many there were since the start, of each kind, by its name in words. */
  public Map<String, Long> totals() {
    Map<String, Long> all = new TreeMap<>();
    for (Kind kind : Kind.values()) {
      all.put(words(kind), totals[kind.ordinal()].sum());
    }
    return all;
  }

  private static String words(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
