package dev.xylem.dnssec.p256;

import org.bouncycastle.math.ec.ECPoint;
import org.jspecify.annotations.Nullable;

/**
 * A point and its multiples: few at first, because most keys are used but a few times, and because
 * a resolver's first answer should not wait for more of the curve's own point. Safe for use by
 * several threads.
 */
final class CurvePoint {
  /** Of digits of a few multiples: a greater one spares sums and needs a larger table. */
  private static final int WIDTH = 5;

  /** Uses after which there are many. */
  private static final int OFTEN = 8;

  private final ECPoint point;
  private final int width;
  private volatile @Nullable Multiples kept;

  /** Not exact where several threads count: then many multiples come a little later. */
  private int uses;

  /**
   * @param width of the digits of many multiples
   */
  CurvePoint(ECPoint point, int width) {
    this.point = point.normalize();
    this.width = width;
  }

  Multiples multiples() {
    Multiples found = kept;
    if (found != null) {
      return found;
    }
    if (uses++ < OFTEN) {
      return Multiples.once(point, WIDTH);
    }
    found = Multiples.often(point, width);
    kept = found;
    return found;
  }
}
