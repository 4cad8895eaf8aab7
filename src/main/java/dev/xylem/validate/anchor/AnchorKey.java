package dev.xylem.validate.anchor;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrType;
import dev.xylem.dnssec.Dnskey;
import dev.xylem.dnssec.Ds;

/**
 * One key of a trust point, or the digest of one that has not been seen yet.
 *
 * @param type DNSKEY or DS
 * @param seen how often a pending key was in a validated RRset
 * @param since the second of its last change of state; 0 for one that was never seen
 */
public record AnchorKey(RrType type, Rdata rdata, State state, int seen, long since) {

  /**
   * RFC 5011 §4.2. START and REMOVED are states of keys that nobody keeps: those that were not seen
   * yet, and those that are forgotten.
   */
  public enum State {
    ADD_PENDING,
    VALID,
    MISSING,
    REVOKED
  }

  /** What an operator configured. */
  public static AnchorKey configured(RrType type, Rdata rdata) {
    return new AnchorKey(type, rdata, State.VALID, 0, 0);
  }

  static AnchorKey of(Dnskey key, State state, int seen, long since) {
    return new AnchorKey(RrType.DNSKEY, key.rdata(), state, seen, since);
  }

  /** Whether it may vouch for a key set. */
  public boolean isTrusted() {
    return state == State.VALID || state == State.MISSING;
  }

  boolean isDigest() {
    return type.equals(RrType.DS);
  }

  /** Whether only configuration makes it an anchor: no RFC 5011 for keys that sign zone data. */
  boolean isEntryPoint() {
    return !isDigest() && Dnskey.of(rdata).isEntryPoint();
  }

  /** Whether this is {@code key} of {@code zone}, be it revoked by now or not. */
  boolean isOf(Name zone, Dnskey key) {
    return isDigest()
        ? new Ds(rdata).isOf(zone, key.unrevoked())
        : Dnskey.of(rdata).unrevoked().equals(key.unrevoked());
  }

  /** Its key tag; that of a revoked key is another than before (RFC 5011 §2.1). */
  public int tag() {
    return isDigest() ? new Ds(rdata).keyTag() : Dnskey.of(rdata).tag();
  }

  AnchorKey in(State other, long now) {
    return new AnchorKey(type, rdata, other, 0, now);
  }
}
