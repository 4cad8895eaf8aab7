package dev.xylem.listen.rate;

import dev.xylem.runtime.TimeSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs, at most once a minute, how many queries were above the limit of their clients. Event loops
 * only count: they must not wait for a log.
 */
public final class RateReport {
  private static final Logger LOG = LoggerFactory.getLogger(RateReport.class);
  private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

  private final RateLimit.Counts counts;
  private long dropped;
  private long truncated;

  public RateReport(RateLimit.Counts counts) {
    this.counts = counts;
  }

  /** Says what has come to pass since it last did; false when that is nothing. */
  boolean say() {
    long newlyDropped = counts.dropped() - dropped;
    long newlyTruncated = counts.truncated() - truncated;
    dropped += newlyDropped;
    truncated += newlyTruncated;
    if (newlyDropped + newlyTruncated == 0) {
      return false;
    }
    LOG.info(
        "above client-rate in the last minute: {} queries dropped, {} truncated; the latest of {}",
        newlyDropped,
        newlyTruncated,
        counts.latest());
    return true;
  }

  /** Says so again and again, until the thread is interrupted. */
  public void run(TimeSource time) {
    try {
      while (true) {
        time.sleep(PAUSE);
        say();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
