package dev.xylem.dnssec.p256;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.math.ec.ECPoint;

/**
 * Odd multiples of a point, and, in further rows, of that point times 2^64, 2^128 and 2^192: what a
 * product with a number of 256 bits is put together from, by a form of it in which few digits are
 * not zero (width-w NAF). Each further row halves the doublings.
 */
final class Multiples {
  /** A row for each quarter of a number. */
  private static final int QUARTERS = 4;

  private static final int QUARTER_BITS = 64;

  /** A number of 256 bits may have a digit more. */
  private static final int PLACES = QUARTERS * QUARTER_BITS + 1;

  private final List<List<Addend>> rows;
  private final int width;

  private Multiples(List<List<Addend>> rows, int width) {
    this.rows = List.copyOf(rows);
    this.width = width;
  }

  /** One row, with little work: for a point that is used once. */
  static Multiples once(ECPoint point, int width) {
    var sum = new Sum();
    sum.add(Addend.of(point));
    sum.twice();
    Addend twice = sum.toAddend();
    List<Addend> row = new ArrayList<>();
    row.add(Addend.of(point));
    sum = new Sum();
    sum.add(row.getFirst());
    while (row.size() < 1 << width - 2) {
      sum.add(twice);
      row.add(sum.toAddend());
    }
    return new Multiples(List.of(row), width);
  }

  /** All rows, of affine points: for a point that is used often. */
  static Multiples often(ECPoint point, int width) {
    int each = 1 << width - 2;
    ECPoint[] points = new ECPoint[QUARTERS * each];
    ECPoint first = point;
    for (int row = 0; row < QUARTERS; row++) {
      ECPoint twice = first.twice();
      points[row * each] = first;
      for (int i = 1; i < each; i++) {
        points[row * each + i] = points[row * each + i - 1].add(twice);
      }
      first = first.timesPow2(QUARTER_BITS);
    }
    point.getCurve().normalizeAll(points);
    List<Addend> all = Stream.of(points).map(Addend::of).toList();
    List<List<Addend>> rows = new ArrayList<>();
    for (int row = 0; row < QUARTERS; row++) {
      rows.add(all.subList(row * each, (row + 1) * each));
    }
    return new Multiples(rows, width);
  }

  int rows() {
    return rows.size();
  }

  /**
   * {@code factor}, below 2^256, as the digits that {@link #add} takes, the least first: odd or
   * zero, and after each that is not zero {@code width - 1} that are.
   */
  byte[] digits(BigInteger factor) {
    byte[] octets = factor.toByteArray();
    byte[] digits = new byte[PLACES];
    int carry = 0;
    for (int place = 0; place < PLACES; place++) {
      if (bits(octets, place, 1) != carry) {
        int digit = bits(octets, place, width) + carry;
        carry = digit >> width - 1;
        digits[place] = (byte) (digit - (carry << width));
        place += width - 1;
      }
    }
    return digits;
  }

  /** {@code count} bits, 8 at most, of a big-endian number, from {@code place} on. */
  private static int bits(byte[] octets, int place, int count) {
    int last = octets.length - 1 - place / 8;
    int two = (octet(octets, last) | octet(octets, last - 1) << 8) >> place % 8;
    return two & (1 << count) - 1;
  }

  private static int octet(byte[] octets, int at) {
    return at < 0 ? 0 : octets[at] & 0xFF;
  }

  /**
   * Adds {@code digit}, which may be negative, times the point of row {@code row} to {@code sum}.
   */
  void add(int digit, int row, Sum sum) {
    if (digit > 0) {
      sum.add(rows.get(row).get(digit >> 1));
    } else if (digit < 0) {
      sum.subtract(rows.get(row).get(-digit >> 1));
    }
  }
}
