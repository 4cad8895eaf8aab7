package dev.xylem.lab;

import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong on purpose with a signed zone; its parent's DS is right unless it says otherwise.
 */
enum Flaw {
  NONE,
  /** Every signature but those over DNSKEY is wrong in its last bit. */
  BOGUS,
  /** The signatures have expired. */
  EXPIRED,
  /** The signatures are not valid yet. */
  FUTURE,
  /** There is a DS, but there are no signatures and no DNSKEY. */
  STRIPPED,
  /** The DS at the parent is that of another key. */
  WRONG_DS,
  /** The DS has a digest type that nobody knows: the zone counts as unsigned (RFC 4509 §3). */
  UNKNOWN_DIGEST;

  Validity validity() {
    return switch (this) {
      case EXPIRED -> Validity.EXPIRED;
      case FUTURE -> Validity.FUTURE;
      default -> Validity.CURRENT;
    };
  }

  /** {@code set} as this flaw leaves it. */
  RrSet applyTo(RrSet set) {
    if (this != BOGUS || set.type().equals(RrType.DNSKEY)) {
      return set;
    }
    List<Rdata> wrong = new ArrayList<>();
    for (Rdata signature : set.signatures()) {
      byte[] octets = signature.toArray();
      octets[octets.length - 1] ^= 1;
      wrong.add(Rdata.of(octets));
    }
    return set.withSignatures(RdataList.of(wrong));
  }
}
