package dev.xylem.lab;

/**
 * From when until when signatures are valid, in seconds since 1970.
 *
 * <p>Fixed points in time instead of a distance from now: the lab needs no clock, and the same
 * signatures come out at every start.
 */
record Validity(long inception, long expiration) {
  /** From 2024 to the end of 2037. */
  static final Validity CURRENT = new Validity(1_704_067_200L, 2_145_916_799L);

  /** The month of January 2020. */
  static final Validity EXPIRED = new Validity(1_577_836_800L, 1_580_515_199L);

  /** From 2037 on. */
  static final Validity FUTURE = new Validity(2_114_380_800L, 2_145_916_799L);
}
