package dev.xylem.listen.admission;

import dev.xylem.dns.IpPrefix;
import dev.xylem.runtime.TimeSource;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * Spreads the answers that one client has been waiting for.
 *
 * <p>Who asks a slow server many things in somebody else's name wants all answers to hit the victim
 * at once ("DNSBomb", CVE-2024-33655, S41). A fifth of what a client may get in a {@link #WINDOW}
 * goes out at once, the rest evenly. What is answered from the cache is not kept waiting and needs
 * no pace: it makes no pulse that was not in the questions.
 */
public final class ReplyPace {
  private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(100);

  /** Clients remembered before those are forgotten that got nothing for a while. */
  private static final int MANY_CLIENTS = 10_000;

  private final TimeSource time;
  private final long interval;
  private final long burst;

  /** When the next answer of a client would be due, if there were no burst. */
  private final ConcurrentMap<IpPrefix, Long> due = new ConcurrentHashMap<>();

  /** At most {@code most} answers to one client in any window. */
  public ReplyPace(int most, TimeSource time) {
    int atOnce = Math.max(1, most / 5);
    this.interval = WINDOW / Math.max(1, most - atOnce);
    this.burst = interval * (atOnce - 1);
    this.time = time;
  }

  /**
   * How long to hold back an answer to {@code client}, in nanoseconds; -1 when that would be longer
   * than {@code most}, and then the answer does not count.
   */
  public long delay(InetAddress client, long most) {
    long now = time.nanos();
    if (due.size() > MANY_CLIENTS) {
      due.values().removeIf(at -> at <= now);
    }
    long[] delay = new long[1];
    due.compute(
        ClientPrefix.of(client),
        (_, known) -> {
          long at = known == null ? now : Math.max(known, now);
          delay[0] = Math.max(0, at - burst - now);
          if (delay[0] > most) {
            delay[0] = -1;
            return at;
          }
          return at + interval;
        });
    return delay[0];
  }
}
