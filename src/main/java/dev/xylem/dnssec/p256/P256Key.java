package dev.xylem.dnssec.p256;

import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.WNafUtil;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/** A public key on P-256. Safe for use by several threads. */
public final class P256Key {

  /** What is known of a signature. */
  public enum Verdict {
    RIGHT,
    WRONG,
    /** The formulas do not hold for these numbers, which chance does not make. */
    UNDECIDED
  }

  /** Of the form in which products are made: a greater one spares sums and needs a larger table. */
  private static final int WIDTH = 5;

  private static final int BASE_WIDTH = 7;

  /** Uses after which a key gets its larger table: most zones' keys are used but a few times. */
  private static final int OFTEN = 8;

  private static final int BITS = 256;
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
  private static final BigInteger N = CURVE.getN();
  private static final Multiples BASE = Multiples.often(CURVE.getG(), BASE_WIDTH);

  private final ECPoint point;
  private volatile @Nullable Multiples kept;

  /** Not exact where several threads count: then the table comes a little later. */
  private int uses;

  /** The key {@code point}, which is on the curve and not infinite. */
  public P256Key(ECPoint point) {
    this.point = point.normalize();
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
    Multiples multiples = multiples();
    byte[] digits = WNafUtil.generateWindowNaf(WIDTH, u2);
    byte[] baseDigits = WNafUtil.generateWindowNaf(BASE_WIDTH, u1);
    int last = multiples.rows() - 1;
    int step = BITS / multiples.rows();
    var sum = new Sum();
    // Digit 256, which a number of 256 bits may have in that form, is the last row's.
    for (int i = step; i >= 0; i--) {
      sum.twice();
      for (int row = i < step ? 0 : last; row <= last; row++) {
        multiples.add(digit(digits, row * step + i), row, sum);
        BASE.add(digit(baseDigits, row * step + i), row, sum);
      }
    }
    return sum;
  }

  private static int digit(byte[] digits, int place) {
    return place < digits.length ? digits[place] : 0;
  }

  private Multiples multiples() {
    Multiples found = kept;
    if (found != null) {
      return found;
    }
    if (uses++ < OFTEN) {
      return Multiples.once(point, WIDTH);
    }
    found = Multiples.often(point, WIDTH);
    kept = found;
    return found;
  }
}
