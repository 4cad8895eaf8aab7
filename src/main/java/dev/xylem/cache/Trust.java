package dev.xylem.cache;

/**
 * How far data is to be believed by where in a reply it stood (RFC 2181 §5.4.1), least first. Data
 * of lower rank never replaces unexpired data of higher rank.
 */
public enum Trust {
  /** A later link of an alias chain, which the AA bit does not vouch for. */
  CHAINED_ANSWER,
  /** The authority section of an authoritative reply. */
  AUTHORITY,
  /** The answer section of an authoritative reply, under the name that was asked for. */
  ANSWER
}
