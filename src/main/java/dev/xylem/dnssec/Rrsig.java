package dev.xylem.dnssec;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;

/** An RRSIG record (RFC 4034 §3). */
public record Rrsig(Rdata rdata) {
  private static final int SIGNER_NAME = 18;

  public int typeCovered() {
    return rdata.u16(0);
  }

  public int algorithm() {
    return rdata.u8(2);
  }

  /** Labels of the name that was signed, an asterisk not counted. */
  public int labels() {
    return rdata.u8(3);
  }

  /** Seconds, at most {@link Integer#MAX_VALUE} (RFC 2181 §8). */
  public int originalTtl() {
    return (int) Math.min(rdata.u32(4), Integer.MAX_VALUE);
  }

  /** Seconds since 1970, modulo 2^32. */
  public long expiration() {
    return rdata.u32(8);
  }

  /** Seconds since 1970, modulo 2^32. */
  public long inception() {
    return rdata.u32(12);
  }

  public int keyTag() {
    return rdata.u16(16);
  }

  public Name signer() {
    return rdata.nameAt(SIGNER_NAME);
  }

  public byte[] signature() {
    return rdata.copy(rdata.endOfName(SIGNER_NAME), rdata.length());
  }

  /** Seconds until this expires at {@code epochSeconds}; negative when it has (RFC 1982). */
  public int secondsLeft(long epochSeconds) {
    return (int) (expiration() - epochSeconds);
  }

  /** Seconds since this has become valid; negative when it has not yet (RFC 1982). */
  public int secondsValid(long epochSeconds) {
    return (int) (epochSeconds - inception());
  }
}
