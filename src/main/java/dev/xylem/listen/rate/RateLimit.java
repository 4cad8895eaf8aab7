package dev.xylem.listen.rate;

import dev.xylem.dns.IpPrefix;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What is to be limited, and how.
 *
 * @param perSecond queries over UDP that one prefix may ask in a second
 * @param ipv4Length bits of the prefixes of IPv4 clients
 * @param ipv6Length bits of the prefixes of IPv6 clients
 * @param slip one in so many of the queries above the limit is told to come by TCP; 0: none
 * @param exempt clients without a limit
 */
public record RateLimit(
    int perSecond, int ipv4Length, int ipv6Length, int slip, List<IpPrefix> exempt) {
  public RateLimit {
    exempt = List.copyOf(exempt);
  }

  /** How many queries were above the limit since the start. */
  public static final class Counts {
    private final LongAdder dropped = new LongAdder();
    private final LongAdder truncated = new LongAdder();

    private volatile @Nullable IpPrefix latest;

    void countDropped(IpPrefix client) {
      dropped.increment();
      latest = client;
    }

    void countTruncated(IpPrefix client) {
      truncated.increment();
      latest = client;
    }

    /** The prefix that asked the latest of them; null as long as there was none. */
    public @Nullable IpPrefix latest() {
      return latest;
    }

    /** Those that got no answer. */
    public long dropped() {
      return dropped.sum();
    }

    /** Those that were told to come by TCP. */
    public long truncated() {
      return truncated.sum();
    }
  }
}
