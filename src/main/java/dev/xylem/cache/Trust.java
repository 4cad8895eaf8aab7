package dev.xylem.cache;

/**
 * How far data is to be believed by where in a reply it stood (RFC 2181 §5.4.1), least first. Data
 * of lower rank never replaces unexpired data of higher rank.
 *
 * <p>Glue and referrals have no rank: they never get here, but live in the {@link DelegationCache}.
 */
public enum Trust {
  /** The answer of a server that does not call itself an authority. */
  NON_AUTHORITATIVE_ANSWER,
  /** The answer section of an authoritative reply, under the name that was asked for. */
  ANSWER
}
