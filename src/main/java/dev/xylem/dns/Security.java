package dev.xylem.dns;

/**
 * What validation found out about an RRset (RFC 4035 §4.3). {@link #UNCHECKED} is what everything
 * is before, and for as long as nobody validates.
 */
public enum Security {
  UNCHECKED,
  SECURE,
  INSECURE,
  BOGUS
}
