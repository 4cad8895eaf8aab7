package dev.xylem.dnssec.p256;

import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

/** A public key on P-256. Safe for use by several threads. */
public final class P256Key {

  /** What is known of a signature. */
  public enum Verdict {
    RIGHT,
    WRONG,
    /** The formulas do not hold for these numbers, which chance does not make. */
    UNDECIDED
  }

  /** Of the digits of factors: a greater one spares sums and needs a larger table. */
  private static final int WIDTH = 5;

  private static final int CURVE_WIDTH = 7;

  private static final int BITS = 256;
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
  private static final BigInteger N = CURVE.getN();
  private static final CurvePoint GENERATOR = new CurvePoint(CURVE.getG(), CURVE_WIDTH);

  private final CurvePoint point;

  /** The key {@code point}, which is on the curve and not infinite. */
  public P256Key(ECPoint point) {
    this.point = new CurvePoint(point, WIDTH);
  }

  /**
   * Whether ({@code r}, {@code s}), neither of which is negative, is the signature of this key over
   * what hashes to {@code hash} (FIPS 186-5 §6.4.2).
   */
  public Verdict verify(byte[] hash, BigInteger r, BigInteger s) {
    if (r.signum() == 0 || s.signum() == 0 || r.compareTo(N) >= 0 || s.compareTo(N) >= 0) {
      return Verdict.WRONG;
    }
    BigInteger inverse = BigIntegers.modOddInverseVar(N, s);
    BigInteger u1 = new BigInteger(1, hash).multiply(inverse).mod(N);
    BigInteger u2 = r.multiply(inverse).mod(N);
    Sum sum = sum(u1, u2);
    if (!sum.isPoint()) {
      return Verdict.UNDECIDED;
    }
    // The x of the sum modulo n is to be r, and n is a little less than p.
    BigInteger beyond = r.add(N);
    boolean isRight = sum.hasX(r) || (beyond.compareTo(PrimeField.P) < 0 && sum.hasX(beyond));
    return isRight ? Verdict.RIGHT : Verdict.WRONG;
  }

  /** {@code u1} times the curve's own point plus {@code u2} times this one. */
  private Sum sum(BigInteger u1, BigInteger u2) {
    Multiples generator = GENERATOR.multiples();
    Multiples multiples = point.multiples();
    byte[] generatorDigits = generator.digits(u1);
    byte[] digits = multiples.digits(u2);
    int rows = Math.min(generator.rows(), multiples.rows());
    int last = rows - 1;
    int step = BITS / rows;
    var sum = new Sum();
    // Digit 256, which a number of 256 bits may have in that form, is the last row's.
    for (int i = step; i >= 0; i--) {
      sum.twice();
      for (int row = i < step ? 0 : last; row <= last; row++) {
        multiples.add(digits[row * step + i], row, sum);
        generator.add(generatorDigits[row * step + i], row, sum);
      }
    }
    return sum;
  }
}
