package dev.xylem.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * An RRset (RFC 2181 §5) together with the RRSIG records that cover it.
 *
 * @param owner the owner name, in the letter case it came in
 * @param ttl seconds, the same for every record and signature (RFC 2181 §5.2)
 * @param records the RDATA of its records
 * @param signatures the RDATA of the RRSIGs over it; empty when there are none
 */
public record RrSet(
    Name owner, RrType type, RrClass rrClass, int ttl, RdataList records, RdataList signatures) {
  /** Where it stands in the RDATA of an RRSIG. */
  private static final int EXPIRATION = 8;

  /** An unsigned RRset of class IN. */
  public static RrSet of(Name owner, RrType type, int ttl, Rdata... records) {
    return new RrSet(owner, type, RrClass.IN, ttl, RdataList.of(List.of(records)), RdataList.EMPTY);
  }

  public RrSet withTtl(int newTtl) {
    return new RrSet(owner, type, rrClass, newTtl, records, signatures);
  }

  public RrSet withClass(RrClass newClass) {
    return new RrSet(owner, type, newClass, ttl, records, signatures);
  }

  public RrSet withOwner(Name newOwner) {
    return new RrSet(newOwner, type, rrClass, ttl, records, signatures);
  }

  public RrSet withSignatures(RdataList newSignatures) {
    return newSignatures == signatures
        ? this
        : new RrSet(owner, type, rrClass, ttl, records, newSignatures);
  }

  public RrSet withoutSignatures() {
    return signatures.isEmpty() ? this : withSignatures(RdataList.EMPTY);
  }

  /** The name that the first record consists of: the target of a CNAME, DNAME, NS or PTR. */
  public Name target() {
    return records.first().nameAt(0);
  }

  /** Whether this RRset answers a question of this name, type and class. */
  public boolean answers(Question question) {
    return type.equals(question.type())
        && rrClass.equals(question.rrClass())
        && owner.equals(question.name());
  }

  /** The addresses that an A or AAAA RRset holds. */
  public List<InetAddress> addresses() {
    List<InetAddress> addresses = new ArrayList<>(records.size());
    for (Rdata rdata : records) {
      try {
        addresses.add(InetAddress.getByAddress(rdata.toArray()));
      } catch (UnknownHostException e) {
        throw new IllegalStateException(type + " RRset holds something else than addresses", e);
      }
    }
    return addresses;
  }

  /**
   * Seconds until the last of its signatures expires (RFC 4034 §3.1.5, RFC 1982), negative when it
   * has; {@link Integer#MAX_VALUE} when there is none.
   */
  public int signedFor(long epochSeconds) {
    int left = Integer.MIN_VALUE;
    for (Rdata rrsig : signatures) {
      left = Math.max(left, (int) (rrsig.u32(EXPIRATION) - epochSeconds));
    }
    return signatures.isEmpty() ? Integer.MAX_VALUE : left;
  }

  /** Heap octets this RRset keeps, about. */
  public int weight() {
    // Objects and array headers of the record, its two lists and its name, measured with compact
    // object headers; the payload is exact.
    return 160 + owner.length() + records.packedLength() + signatures.packedLength();
  }
}
