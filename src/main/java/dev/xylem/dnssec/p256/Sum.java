package dev.xylem.dnssec.p256;

import java.math.BigInteger;

/**
 * A sum of points, in Jacobian coordinates. When a point is added to itself or to its opposite, Z
 * becomes zero, and stays zero whatever follows: nothing has to be asked before the end.
 *
 * <p>X and Y are folded, and Z is within 3 times 2^256: the largest product below is 23 times 2^512
 * (that of alpha and 4 beta - X3 in {@link #twice}), the largest digit below 2^55.7.
 */
final class Sum {
  private final long[] x = new long[PrimeField.COLUMNS];
  private final long[] y = new long[PrimeField.COLUMNS];
  private final long[] z = new long[PrimeField.COLUMNS];
  private final long[] opposite = new long[PrimeField.DIGITS];
  private final long[] t0 = new long[PrimeField.COLUMNS];
  private final long[] t1 = new long[PrimeField.COLUMNS];
  private final long[] t2 = new long[PrimeField.COLUMNS];
  private final long[] t3 = new long[PrimeField.COLUMNS];
  private boolean isEmpty = true;

  /** Whether this is a point, and not infinity or the result of a formula that did not hold. */
  boolean isPoint() {
    return !isEmpty && !PrimeField.isZero(z);
  }

  /** Whether the affine x of this point is {@code number}, which is below p. */
  boolean hasX(BigInteger number) {
    PrimeField.square(z, t0);
    PrimeField.multiply(t0, PrimeField.of(number), t0);
    PrimeField.subtract(x, t0, 0, t0);
    return PrimeField.isZero(t0);
  }

  Addend toAddend() {
    return Addend.of(x, y, z);
  }

  /** 3 products and 5 squares: "dbl-2001-b" for curves with a = -3, except for Z. */
  void twice() {
    if (isEmpty) {
      return;
    }
    PrimeField.square(z, t0);
    PrimeField.square(y, t1);
    PrimeField.multiply(y, z, z);
    PrimeField.times(z, 2, z);
    PrimeField.add(x, t0, t2);
    PrimeField.subtract(x, t0, 0, t3);
    PrimeField.multiply(t2, t3, t2);
    PrimeField.times(t2, 3, t2);
    PrimeField.multiply(x, t1, t3);
    PrimeField.square(t2, x);
    PrimeField.subtract(x, t3, 3, x);
    PrimeField.fold(x);
    PrimeField.times(t3, 4, t3);
    PrimeField.subtract(t3, x, 0, t3);
    PrimeField.multiply(t2, t3, y);
    PrimeField.square(t1, t1);
    PrimeField.subtract(y, t1, 3, y);
    PrimeField.fold(y);
  }

  void add(Addend point) {
    add(point, point.y());
  }

  void subtract(Addend point) {
    PrimeField.times(point.y(), -1, opposite);
    add(point, opposite);
  }

  private void add(Addend point, long[] pointY) {
    if (isEmpty) {
      isEmpty = false;
      System.arraycopy(point.x(), 0, x, 0, PrimeField.DIGITS);
      System.arraycopy(pointY, 0, y, 0, PrimeField.DIGITS);
      System.arraycopy(point.z(), 0, z, 0, PrimeField.DIGITS);
      return;
    }
    PrimeField.square(z, t0);
    PrimeField.multiply(point.x(), t0, t1);
    PrimeField.multiply(z, t0, t0);
    PrimeField.multiply(pointY, t0, t0);
    if (!point.isAffine()) {
      PrimeField.multiply(x, point.squareOfZ(), x);
      PrimeField.multiply(y, point.cubeOfZ(), y);
      PrimeField.multiply(z, point.z(), z);
    }
    addScaled();
  }

  /** Adds (t1, t0) to (x, y), both scaled to the same Z, which is z: X1, Y1, X2, Y2 below. */
  private void addScaled() {
    PrimeField.subtract(t1, x, 0, t1); // H = X2 - X1
    PrimeField.subtract(t0, y, 0, t0); // R = Y2 - Y1
    PrimeField.multiply(z, t1, z);
    PrimeField.square(t1, t2);
    PrimeField.multiply(x, t2, t3); // X1 H^2
    PrimeField.multiply(t1, t2, t1); // H^3
    PrimeField.square(t0, x);
    PrimeField.subtract(x, t1, 0, x);
    PrimeField.subtract(x, t3, 1, x); // X3 = R^2 - H^3 - 2 X1 H^2
    PrimeField.fold(x);
    PrimeField.subtract(t3, x, 0, t3);
    PrimeField.multiply(y, t1, t1);
    PrimeField.multiply(t0, t3, y);
    PrimeField.subtract(y, t1, 0, y); // Y3 = R (X1 H^2 - X3) - Y1 H^3
    PrimeField.fold(y);
  }
}
