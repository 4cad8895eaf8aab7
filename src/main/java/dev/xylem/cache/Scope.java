package dev.xylem.cache;

import dev.xylem.dns.Name;
import dev.xylem.dns.RrType;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants forgotten.
 *
 * @param type only this type; null for all, delegations included
 */
public record Scope(Name name, Reach reach, @Nullable RrType type) {

  /** How far it goes. */
  public enum Reach {
    NAME,
    TREE
  }

  /** Whether {@code owner} is meant. */
  public boolean covers(Name owner) {
    return reach == Reach.TREE ? owner.isAtOrBelow(name) : owner.equals(name);
  }

  /** Whether the records of {@code owner} and {@code other} are meant. */
  boolean covers(Name owner, RrType other) {
    return covers(owner) && (type == null || type.equals(other));
  }

  /**
   * Whether what a zone has denied may say something of what is meant: a zone above, or one of the
   * tree itself.
   */
  public boolean isTouchedBy(Name zone) {
    return name.isAtOrBelow(zone) || covers(zone);
  }
}
