package dev.xylem.validate;

import dev.xylem.dns.Security;
import dev.xylem.iterate.Found;

/** What the walk found, after judgement. Only validators make these. */
public final class Judged {
  private final Found found;
  private final Security security;

  Judged(Found found, Security security) {
    this.found = found;
    this.security = security;
  }

  public Found found() {
    return found;
  }

  public Security security() {
    return security;
  }
}
