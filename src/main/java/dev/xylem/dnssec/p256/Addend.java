package dev.xylem.dnssec.p256;

import java.math.BigInteger;
import org.bouncycastle.math.ec.ECPoint;

/**
 * A point as it is added to a sum: Jacobian coordinates (X, Y, Z) of the point (X / Z^2, Y / Z^3),
 * with the powers of Z that the formulas ask for.
 *
 * @param isAffine whether Z is 1, which saves five products
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Addend(long[] x, long[] y, long[] z, long[] squareOfZ, long[] cubeOfZ, boolean isAffine) {
  private static final long[] ONE = PrimeField.of(BigInteger.ONE);

  /** The affine point {@code point}, which is normalized and not infinite. */
  static Addend of(ECPoint point) {
    return new Addend(
        PrimeField.of(point.getAffineXCoord().toBigInteger()),
        PrimeField.of(point.getAffineYCoord().toBigInteger()),
        ONE,
        ONE,
        ONE,
        true);
  }

  /** With other coordinates, which are copied. */
  static Addend of(long[] x, long[] y, long[] z) {
    long[] square = new long[PrimeField.COLUMNS];
    long[] cube = new long[PrimeField.COLUMNS];
    PrimeField.square(z, square);
    PrimeField.multiply(z, square, cube);
    return new Addend(x.clone(), y.clone(), z.clone(), square, cube, false);
  }
}
