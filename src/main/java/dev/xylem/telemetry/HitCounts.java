package dev.xylem.telemetry;

import dev.xylem.dns.Transport;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What one event loop has answered by itself. Only that loop writes, so that counting is a load and
 * a store: no lock, nothing allocated. Whoever reads may see numbers that are a moment old.
 */
public final class HitCounts {
  /** Types from here on are counted as {@link #OTHER_TYPE}. */
  private static final int TYPES = 66; // HTTPS is 65.

  /** Index and RR type that stand for all types that have no number of their own here. */
  public static final int OTHER_TYPE = 0;

  private static final int RCODES = 16;
  private static final int TRANSPORTS = Transport.values().length;

  /** Before and behind the numbers, so that no other loop's share a cache line with them. */
  private static final int PADDING = 16;

  private final AtomicLongArray counts =
      new AtomicLongArray(2 * PADDING + TRANSPORTS * TYPES * RCODES);

  /** Counts one; only ever called by the one loop. */
  public void count(Transport transport, int type, int rcode) {
    int at = index(transport, type, rcode);
    counts.setRelease(at, counts.getPlain(at) + 1);
  }

  /** What was counted. */
  public interface Visitor {
    void see(Transport transport, int type, int rcode, long count);
  }

  /** Shows all numbers but zeros. */
  public void visit(Visitor visitor) {
    for (Transport transport : Transport.values()) {
      for (int type = 0; type < TYPES; type++) {
        for (int rcode = 0; rcode < RCODES; rcode++) {
          long count = counts.getAcquire(index(transport, type, rcode));
          if (count > 0) {
            visitor.see(transport, type, rcode, count);
          }
        }
      }
    }
  }

  /** The type that {@code type} is counted as: clients choose types, and must not make series. */
  public static int counted(int type) {
    return type < 0 || type >= TYPES ? OTHER_TYPE : type;
  }

  private static int index(Transport transport, int type, int rcode) {
    return PADDING
        + (transport.ordinal() * TYPES + counted(type)) * RCODES
        + Math.min(rcode, RCODES - 1);
  }
}
