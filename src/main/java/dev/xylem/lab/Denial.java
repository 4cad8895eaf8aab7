package dev.xylem.lab;

/** How a signed zone denies the existence of names. */
sealed interface Denial {

  /** RFC 4034 §4. */
  record Nsec() implements Denial {}

  /**
   * RFC 5155.
   *
   * @param salt in hexadecimal; empty, as RFC 9276 §3.1 wants it, or not
   * @param coverage what has an NSEC3 record
   */
  record Nsec3(String salt, int iterations, Coverage coverage) implements Denial {}

  /** Which delegations have NSEC3 records. */
  enum Coverage {
    ALL,
    /** Unsigned delegations have none (Opt-Out, RFC 5155 §6). */
    OPT_OUT
  }
}
