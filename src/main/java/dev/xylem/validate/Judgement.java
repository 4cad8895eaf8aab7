package dev.xylem.validate;

import dev.xylem.dns.Security;
import dev.xylem.iterate.FailureCause;
import dev.xylem.iterate.Found;

/**
 * What validation says of what the walk found. Only this room makes one, and what is bogus has no
 * data in it: there is nothing to be kept or sent by mistake (S67, S70–S73, S75).
 */
public sealed interface Judgement {

  /** Data, or its absence, that may be kept and sent: secure, insecure, or not to be checked. */
  final class Judged implements Judgement {
    private final Found found;
    private final Security security;

    Judged(Found found, Security security) {
      this.found = found;
      this.security = security;
    }

    /** What was found, with the TTLs that its signatures allow (RFC 4035 §5.3.3). */
    public Found found() {
      return found;
    }

    public Security security() {
      return security;
    }
  }

  /** It must not be believed; {@code detail} says in a sentence what is wrong. */
  record Bogus(FailureCause cause, String detail) implements Judgement {}
}
