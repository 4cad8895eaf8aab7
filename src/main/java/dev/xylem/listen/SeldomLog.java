package dev.xylem.listen;

import dev.xylem.runtime.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs problems at most once a second: what clients can cause, they can cause often. */
final class SeldomLog {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final TimeSource time;
  private final AtomicLong lastAt;
  private final AtomicLong silent = new AtomicLong();

  SeldomLog(TimeSource time) {
    this.time = time;
    this.lastAt = new AtomicLong(time.nanos() - PAUSE);
  }

  void warn(String what, Throwable cause) {
    long now = time.nanos();
    long last = lastAt.get();
    if (now - last < PAUSE || !lastAt.compareAndSet(last, now)) {
      silent.incrementAndGet();
      return;
    }
    LOG.warn("{}: {} (and {} problems not logged)", what, cause, silent.getAndSet(0));
    LOG.debug("the last problem came from", cause);
  }
}
