package dev.xylem.dnssec.p256;

import java.math.BigInteger;

/**
 * Arithmetic modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1, the field of P-256.
 *
 * <p>A number is five signed digits of base 2^52, the least first, and stands for itself times
 * 2^-260 (Montgomery's form). Digits may be larger than their base, and numbers larger than p or
 * negative, so that sums need no carries. What is multiplied must have digits below 2^56 in
 * absolute value, and two such numbers a product of at most 2^517; the result is then within 2^258,
 * and with {@link #fold} within 2^257. Products are made in arrays of {@link #COLUMNS}, of which
 * the first five remain; they may be the arrays of the factors.
 */
final class PrimeField {
  static final int DIGITS = 5;

  /** Digits of a product before it is reduced. */
  static final int COLUMNS = 2 * DIGITS;

  static final BigInteger P =
      new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);

  private static final int BITS = 52;
  private static final long MASK = (1L << BITS) - 1;

  /**
   * Half of what two digits are moved up by, so that the upper 64 bits of a product begin at 52.
   */
  private static final int HALF = (Long.SIZE - BITS) / 2;

  private PrimeField() {}

  /** The form of {@code number}, which is not negative. */
  static long[] of(BigInteger number) {
    BigInteger form = number.shiftLeft(DIGITS * BITS).mod(P);
    long[] digits = new long[DIGITS];
    for (int i = 0; i < DIGITS; i++) {
      digits[i] = form.shiftRight(BITS * i).longValue() & MASK;
    }
    return digits;
  }

  /** Whether {@code digits} stand for zero. */
  static boolean isZero(long[] digits) {
    BigInteger sum = BigInteger.ZERO;
    for (int i = DIGITS - 1; i >= 0; i--) {
      sum = sum.shiftLeft(BITS).add(BigInteger.valueOf(digits[i]));
    }
    return sum.mod(P).signum() == 0;
  }

  static void add(long[] a, long[] b, long[] sum) {
    sum[0] = a[0] + b[0];
    sum[1] = a[1] + b[1];
    sum[2] = a[2] + b[2];
    sum[3] = a[3] + b[3];
    sum[4] = a[4] + b[4];
  }

  /** {@code a} minus {@code b} times two to the power of {@code power}. */
  static void subtract(long[] a, long[] b, int power, long[] difference) {
    difference[0] = a[0] - (b[0] << power);
    difference[1] = a[1] - (b[1] << power);
    difference[2] = a[2] - (b[2] << power);
    difference[3] = a[3] - (b[3] << power);
    difference[4] = a[4] - (b[4] << power);
  }

  static void times(long[] a, int factor, long[] product) {
    product[0] = a[0] * factor;
    product[1] = a[1] * factor;
    product[2] = a[2] * factor;
    product[3] = a[3] * factor;
    product[4] = a[4] * factor;
  }

  /** Takes what is above 2^256 off, as many times p, and adds as many times 2^256 - p. */
  static void fold(long[] a) {
    long top = a[4] >> 48;
    a[0] += top;
    a[1] -= top << 44;
    a[3] -= top << 36;
    a[4] = (a[4] & (1L << 48) - 1) + (top << 16);
  }

  static void multiply(long[] a, long[] b, long[] product) {
    long a0 = a[0] << HALF;
    long a1 = a[1] << HALF;
    long a2 = a[2] << HALF;
    long a3 = a[3] << HALF;
    long a4 = a[4] << HALF;
    long b0 = b[0] << HALF;
    long b1 = b[1] << HALF;
    long b2 = b[2] << HALF;
    long b3 = b[3] << HALF;
    long b4 = b[4] << HALF;
    product[0] = low(a0, b0);
    product[1] = low(a0, b1) + low(a1, b0) + high(a0, b0);
    product[2] = low(a0, b2) + low(a1, b1) + low(a2, b0) + high(a0, b1) + high(a1, b0);
    product[3] =
        low(a0, b3)
            + low(a1, b2)
            + low(a2, b1)
            + low(a3, b0)
            + high(a0, b2)
            + high(a1, b1)
            + high(a2, b0);
    product[4] =
        low(a0, b4)
            + low(a1, b3)
            + low(a2, b2)
            + low(a3, b1)
            + low(a4, b0)
            + high(a0, b3)
            + high(a1, b2)
            + high(a2, b1)
            + high(a3, b0);
    product[5] =
        low(a1, b4)
            + low(a2, b3)
            + low(a3, b2)
            + low(a4, b1)
            + high(a0, b4)
            + high(a1, b3)
            + high(a2, b2)
            + high(a3, b1)
            + high(a4, b0);
    product[6] =
        low(a2, b4)
            + low(a3, b3)
            + low(a4, b2)
            + high(a1, b4)
            + high(a2, b3)
            + high(a3, b2)
            + high(a4, b1);
    product[7] = low(a3, b4) + low(a4, b3) + high(a2, b4) + high(a3, b3) + high(a4, b2);
    product[8] = low(a4, b4) + high(a3, b4) + high(a4, b3);
    product[9] = high(a4, b4);
    reduce(product);
  }

  static void square(long[] a, long[] product) {
    long a0 = a[0] << HALF;
    long a1 = a[1] << HALF;
    long a2 = a[2] << HALF;
    long a3 = a[3] << HALF;
    long a4 = a[4] << HALF;
    long d0 = a0 << 1;
    long d1 = a1 << 1;
    long d2 = a2 << 1;
    long d3 = a3 << 1;
    product[0] = low(a0, a0);
    product[1] = low(d0, a1) + high(a0, a0);
    product[2] = low(d0, a2) + low(a1, a1) + high(d0, a1);
    product[3] = low(d0, a3) + low(d1, a2) + high(d0, a2) + high(a1, a1);
    product[4] = low(d0, a4) + low(d1, a3) + low(a2, a2) + high(d0, a3) + high(d1, a2);
    product[5] = low(d1, a4) + low(d2, a3) + high(d0, a4) + high(d1, a3) + high(a2, a2);
    product[6] = low(d2, a4) + low(a3, a3) + high(d1, a4) + high(d2, a3);
    product[7] = low(d3, a4) + high(d2, a4) + high(a3, a3);
    product[8] = low(a4, a4) + high(d3, a4);
    product[9] = high(a4, a4);
    reduce(product);
  }

  /** The lower 52 bits of the product of two digits that were moved up; never negative. */
  private static long low(long a, long b) {
    return a * b >>> 2 * HALF;
  }

  /** What is above them, rounded down. */
  private static long high(long a, long b) {
    return Math.multiplyHigh(a, b);
  }

  /**
   * Divides by 2^260: of each of the lower digits its rest m is taken off by adding m times p,
   * which is m (2^256 - 2^224 + 2^192 + 2^96) - m.
   */
  private static void reduce(long[] quotient) {
    long c0 = quotient[0];
    long c1 = quotient[1];
    long c2 = quotient[2];
    long c3 = quotient[3];
    long c4 = quotient[4];
    long c5 = quotient[5];
    long c6 = quotient[6];
    long c7 = quotient[7];
    long c8 = quotient[8];
    long c9 = quotient[9];
    long m = c0 & MASK;
    c1 += (c0 >> 52) + (m << 44 & MASK);
    c2 += m >>> 8;
    c3 += m << 36 & MASK;
    c4 += (m >>> 16) + (m << 48 & MASK) - (m << 16 & MASK);
    c5 += (m >>> 4) - (m >>> 36);
    m = c1 & MASK;
    c2 += (c1 >> 52) + (m << 44 & MASK);
    c3 += m >>> 8;
    c4 += m << 36 & MASK;
    c5 += (m >>> 16) + (m << 48 & MASK) - (m << 16 & MASK);
    c6 += (m >>> 4) - (m >>> 36);
    m = c2 & MASK;
    c3 += (c2 >> 52) + (m << 44 & MASK);
    c4 += m >>> 8;
    c5 += m << 36 & MASK;
    c6 += (m >>> 16) + (m << 48 & MASK) - (m << 16 & MASK);
    c7 += (m >>> 4) - (m >>> 36);
    m = c3 & MASK;
    c4 += (c3 >> 52) + (m << 44 & MASK);
    c5 += m >>> 8;
    c6 += m << 36 & MASK;
    c7 += (m >>> 16) + (m << 48 & MASK) - (m << 16 & MASK);
    c8 += (m >>> 4) - (m >>> 36);
    m = c4 & MASK;
    c5 += (c4 >> 52) + (m << 44 & MASK);
    c6 += m >>> 8;
    c7 += m << 36 & MASK;
    c8 += (m >>> 16) + (m << 48 & MASK) - (m << 16 & MASK);
    c9 += (m >>> 4) - (m >>> 36);
    quotient[0] = c5 & MASK;
    quotient[1] = (c6 & MASK) + (c5 >> 52);
    quotient[2] = (c7 & MASK) + (c6 >> 52);
    quotient[3] = (c8 & MASK) + (c7 >> 52);
    quotient[4] = c9 + (c8 >> 52);
  }
}
