package dev.xylem.listen.rate;

import dev.xylem.dns.IpPrefix;
import dev.xylem.runtime.Entropy;
import dev.xylem.runtime.TimeSource;
import dev.xylem.wire.SipHash;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How fast each prefix asks: every one may ask as many queries at once as the limit allows in a
 * second, then that many a second.
 *
 * <p>A table of 2 MiB, shared by all event loops, without locks; nothing is ever evicted, so that
 * nobody can push others out of it. A prefix has one cell in each of four rows, found by a hash
 * under a key of this process. A cell holds the moment up to which what was asked is paid for; the
 * earliest of the four cells counts, and a query that is admitted moves it on by the time between
 * two queries at the limit. Whatever others ask can only be in its way where they share all four
 * cells: if {@code n} other prefixes ask at their limit all the time, a prefix is limited with them
 * with probability {@code (1 - (1 - 1/65536)^n)^4}: 5 in 100 million for 1,000 of them, 4 in 10,000
 * for 10,000. Who is limited so can still prove its address, as all others can.
 *
 * <p>Threads that admit queries of one prefix in the same instant may admit one more each.
 */
public final class ClientRates {
  private static final int ROWS = 4;
  private static final int CELL_BITS = 16;
  private static final int CELL_MASK = (1 << CELL_BITS) - 1;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLongArray paidUntil = new AtomicLongArray(ROWS << CELL_BITS);
  private final byte[] key;
  private final TimeSource time;
  private final long start;
  private final long interval;

  /** {@code perSecond} queries for each prefix. */
  public ClientRates(int perSecond, TimeSource time, Entropy entropy) {
    this.interval = SECOND / perSecond;
    this.time = time;
    this.start = time.nanos();
    ByteBuffer octets = ByteBuffer.allocate(SipHash.KEY_LENGTH);
    while (octets.hasRemaining()) {
      octets.putInt(entropy.nextBits());
    }
    this.key = octets.array();
  }

  /** The cells of {@code prefix}, for {@link #admit}. */
  long cellsOf(IpPrefix prefix) {
    byte[] octets =
        ByteBuffer.allocate(2 * Long.BYTES + 1)
            .putLong(prefix.high())
            .putLong(prefix.low())
            .put((byte) prefix.length())
            .array();
    return ByteBuffer.wrap(SipHash.of(key, octets)).getLong();
  }

  /** Whether one more query of the prefix with these {@code cells} is within the limit. */
  boolean admit(long cells) {
    long now = time.nanos() - start;
    while (true) {
      int earliest = cell(cells, 0);
      long paid = paidUntil.get(earliest);
      for (int row = 1; row < ROWS; row++) {
        int cell = cell(cells, row);
        long other = paidUntil.get(cell);
        if (other < paid) {
          paid = other;
          earliest = cell;
        }
      }
      if (paid - now > SECOND - interval) {
        return false;
      }
      long next = Math.max(paid, now) + interval;
      // Who loses this race looks again: the winner has moved on.
      if (paidUntil.compareAndSet(earliest, paid, next)) {
        raise(cells, next);
        return true;
      }
    }
  }

  private void raise(long cells, long least) {
    for (int row = 0; row < ROWS; row++) {
      int cell = cell(cells, row);
      long paid = paidUntil.get(cell);
      if (paid < least) {
        paidUntil.compareAndSet(cell, paid, least);
      }
    }
  }

  private static int cell(long cells, int row) {
    return row << CELL_BITS | (int) (cells >>> row * CELL_BITS) & CELL_MASK;
  }
}
