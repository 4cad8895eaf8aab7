package dev.xylem.iterate;

import dev.xylem.dns.ExtendedError;

/** Why a question could not be resolved, and the one RFC 8914 code that tells a client. */
public enum FailureCause {
  /** No server of a zone replied. */
  NO_REPLY(ExtendedError.NO_REACHABLE_AUTHORITY),
  /** Servers of a zone replied, but not one of them serves it. */
  LAME(ExtendedError.NO_REACHABLE_AUTHORITY),
  /** No name server of a zone has an address we may ask. */
  NO_ADDRESS(ExtendedError.NO_REACHABLE_AUTHORITY),
  /** Every server that replied reported an error. */
  SERVER_ERROR(ExtendedError.NETWORK_ERROR),
  /** To find the answer, the answer is needed. */
  LOOP(ExtendedError.OTHER),
  /** The query's ledger is at its ceiling. */
  LIMIT(ExtendedError.OTHER),
  /** Too much is asked now, of the servers of a zone or of us; says nothing of the question. */
  BUSY(ExtendedError.OTHER),
  /** A DNAME leads to a name that is too long. */
  NAME_TOO_LONG(ExtendedError.INVALID_DATA),
  /** A signature does not verify, or is not what it should be. */
  BOGUS(ExtendedError.DNSSEC_BOGUS),
  SIGNATURE_EXPIRED(ExtendedError.SIGNATURE_EXPIRED),
  SIGNATURE_NOT_YET_VALID(ExtendedError.SIGNATURE_NOT_YET_VALID),
  /** The name asks about the root's trust anchors, and this is the answer (RFC 8509). */
  SENTINEL(ExtendedError.DNSSEC_BOGUS),
  /** A zone has no key of the kind that should be there. */
  DNSKEY_MISSING(ExtendedError.DNSKEY_MISSING),
  /** Data that should be signed is not. */
  SIGNATURE_MISSING(ExtendedError.RRSIGS_MISSING),
  /** Something is said not to exist, without proof. */
  NSEC_MISSING(ExtendedError.NSEC_MISSING);

  private final int extendedError;

  FailureCause(int extendedError) {
    this.extendedError = extendedError;
  }

  /** INFO-CODE (RFC 8914 §4). */
  public int extendedError() {
    return extendedError;
  }

  /**
   * Whether nothing was found out, for servers' or for our own want: what was true before may be
   * true still (RFC 8767 §4).
   */
  public boolean isOfServersOrMeans() {
    return isOfServers() || this == LIMIT || this == BUSY;
  }

  /** Whether servers were silent or of no use, and what they serve remains unknown. */
  public boolean isOfServers() {
    return switch (this) {
      case NO_REPLY, LAME, NO_ADDRESS, SERVER_ERROR -> true;
      case LOOP,
          LIMIT,
          BUSY,
          NAME_TOO_LONG,
          BOGUS,
          SIGNATURE_EXPIRED,
          SIGNATURE_NOT_YET_VALID,
          SENTINEL,
          DNSKEY_MISSING,
          SIGNATURE_MISSING,
          NSEC_MISSING ->
          false;
    };
  }
}
