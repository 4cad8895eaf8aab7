package dev.xylem.dns;

/**
 * What validation found out about an RRset (RFC 4035 §4.3), from least to most. {@link #UNCHECKED}
 * is what everything is before, and for as long as nobody validates. There is nothing for bogus
 * data: it is not kept.
 */
public enum Security {
  UNCHECKED,
  INSECURE,
  SECURE
}
