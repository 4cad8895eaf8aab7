package dev.xylem.dnssec;

import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;

/**
 * What the NSEC or NSEC3 records of one reply prove. Their signatures have been verified, and they
 * are of one zone, before they get here (S67).
 */
public sealed interface Denial permits NsecDenial, Nsec3Denial {

  /** How far something is proven. */
  enum Proof {
    PROVEN,
    /** An unsigned delegation may hide there (RFC 5155 §6): not disproven, and not secure. */
    OPT_OUT,
    NOT_PROVEN
  }

  /** What there is at a name, seen from the zone above. */
  enum Cut {
    /** A delegation without DS, or room for one under opt-out. */
    UNSIGNED,
    /** The name exists, or something below it, and is no delegation. */
    NONE,
    /** Nothing is at the name nor below. */
    NO_NAME,
    /** That is not proven. */
    UNKNOWN
  }

  /**
   * Whether every record of {@code rrSet} is one that conclusions are drawn from. What is not must
   * not be remembered as a denial either (S51, S61, S62).
   */
  boolean uses(RrSet rrSet);

  /** That {@code name} has no data of {@code type} (RFC 4035 §5.4, RFC 5155 §8.5–8.7). */
  Proof noData(Name name, RrType type);

  /** That {@code name} does not exist, nor a wildcard that stands for it (RFC 5155 §8.4). */
  Proof noName(Name name);

  /**
   * That nothing closer to {@code name} exists than {@code encloser}, below which the wildcard is
   * that an answer was made from (RFC 4035 §5.3.4, RFC 5155 §8.8; S66).
   */
  Proof noCloserMatch(Name name, Name encloser);

  /** What there is at {@code name} when its DS does not exist (RFC 5155 §8.6, §8.9; S63). */
  Cut cut(Name name);
}
