package dev.xylem.cache;

/**
 * How long data may be kept, in seconds.
 *
 * @param maxTtl no TTL counts for more; guards against typing errors and ghosts (S20)
 * @param minTtl no TTL of a positive answer counts for less
 * @param delegationMinTtl no TTL of a delegation counts for less (S34)
 * @param maxNegativeTtl no negative answer is kept longer (RFC 2308 §5)
 * @param failureTtl how long a first failure is kept (RFC 9520)
 * @param failureMaxTtl how long a repeated failure is kept at most
 */
public record CachePolicy(
    int maxTtl,
    int minTtl,
    int delegationMinTtl,
    int maxNegativeTtl,
    int failureTtl,
    int failureMaxTtl) {

  /** The TTL to keep a positive answer for. */
  int positive(int ttl) {
    return Math.clamp(ttl, Math.min(minTtl, maxTtl), maxTtl);
  }

  /** The TTL to keep a negative answer for. */
  int negative(int ttl) {
    return Math.clamp(ttl, 0, maxNegativeTtl);
  }

  /** The TTL to keep a delegation for. */
  int delegation(int ttl) {
    return Math.clamp(ttl, Math.min(delegationMinTtl, maxTtl), maxTtl);
  }
}
