package dev.xylem.runtime;

/**
 * A ledger is at its ceiling: the query ends here. Thrown by {@link Work} out of any depth of the
 * resolver and caught once, where the query's answer is made.
 */
public final class WorkExceeded extends RuntimeException {
  private final Limit limit;

  WorkExceeded(Limit limit) {
    // No stack trace: hostile servers cause this often and it always means the same.
    super(limit.key() + " exceeded", null, false, false);
    this.limit = limit;
  }

  /** What was exceeded. */
  public Limit limit() {
    return limit;
  }
}
