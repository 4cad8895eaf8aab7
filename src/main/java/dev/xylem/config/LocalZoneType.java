package dev.xylem.config;

/** What becomes of a question for a name in a local zone; see {@code docs/operations.md}. */
public enum LocalZoneType {
  STATIC,
  TRANSPARENT,
  TYPETRANSPARENT,
  REDIRECT,
  REFUSE,
  DENY,
  ALWAYS_NXDOMAIN,
  ALWAYS_NODATA,
  ALWAYS_REFUSE,
  ALWAYS_DENY,
  ALWAYS_TRANSPARENT,
  ALWAYS_NULL,
  BLOCK_A
}
