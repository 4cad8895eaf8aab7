package dev.xylem.validate;

import dev.xylem.dns.Name;
import dev.xylem.iterate.FailureCause;

/** What the chain of trust says of a zone. */
sealed interface ZoneTrust {

  /** The zone, or for {@link Insecure} the highest one it holds for. */
  Name zone();

  /** Its keys are known. */
  record Secure(Name zone, KeyRing keys) implements ZoneTrust {}

  /** It is proven that no chain leads here; {@code why} says what ends it. */
  record Insecure(Name zone, String why) implements ZoneTrust {}

  /** A chain should lead here and does not. */
  record Broken(Name zone, FailureCause cause, String detail) implements ZoneTrust {}
}
