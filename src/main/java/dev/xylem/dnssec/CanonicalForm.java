package dev.xylem.dnssec;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataField;
import dev.xylem.dns.RdataLayout;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The canonical form and order of records, over which signatures are made (RFC 4034 §6). */
public final class CanonicalForm {
  /** Where the signer's name begins in the RDATA of an RRSIG (RFC 4034 §3.1). */
  private static final int SIGNER_NAME = 18;

  private CanonicalForm() {}

  /**
   * The octets that {@code rrsig} signs: its own RDATA without the signature, then every record of
   * {@code set} in canonical form and order (RFC 4034 §3.1.8.1).
   *
   * <p>A record expanded from a wildcard is signed under the wildcard's name, which is recognized
   * by the RRSIG's label count (RFC 4035 §5.3.2).
   *
   * @throws IllegalArgumentException when the RRSIG has more labels than the owner name
   */
  public static byte[] signedData(RrSet set, Rdata rrsig) {
    var data = new ByteArrayOutputStream();
    data.writeBytes(rrsig.copy(0, SIGNER_NAME));
    data.writeBytes(rrsig.nameAt(SIGNER_NAME).toLowerCase().toWire());
    byte[] owner = signedOwner(set.owner(), rrsig.u8(3)).toWire();
    for (byte[] rdata : sorted(set.type(), set.records())) {
      data.writeBytes(owner);
      u16(data, set.type().code());
      u16(data, set.rrClass().code());
      data.writeBytes(rrsig.copy(4, 8));
      u16(data, rdata.length);
      data.writeBytes(rdata);
    }
    return data.toByteArray();
  }

  /** The RDATA of each record in canonical form and order, without duplicates (RFC 4034 §6.3). */
  public static List<byte[]> sorted(RrType type, RdataList records) {
    List<byte[]> sorted = new ArrayList<>(records.size());
    for (Rdata rdata : records) {
      sorted.add(rdata(type, rdata));
    }
    sorted.sort(Arrays::compareUnsigned);
    for (int i = sorted.size() - 1; i > 0; i--) {
      if (Arrays.equals(sorted.get(i), sorted.get(i - 1))) {
        sorted.remove(i);
      }
    }
    return sorted;
  }

  /**
   * {@code rdata} with its names in lower case, for the types that RFC 4034 §6.2 lists as corrected
   * by RFC 6840 §5.1.
   */
  public static byte[] rdata(RrType type, Rdata rdata) {
    byte[] octets = rdata.toArray();
    int at = 0;
    for (RdataField field : RdataField.of(type)) {
      if (field == RdataField.COMPRESSED_NAME || field == RdataField.NAME) {
        rdata.nameAt(at).toLowerCase().copyTo(octets, at);
      }
      at = RdataLayout.endOf(field, rdata, at);
    }
    return octets;
  }

  private static Name signedOwner(Name owner, int labels) {
    int own = owner.isWildcard() ? owner.labelCount() - 1 : owner.labelCount();
    if (labels > own) {
      throw new IllegalArgumentException("RRSIG of " + labels + " labels over " + owner);
    }
    Name lower = owner.toLowerCase();
    if (labels == owner.labelCount()) {
      return lower;
    }
    Name wildcard = lower.ancestor(labels).wildcard();
    // The owner has a label more than its ancestor, so the shorter wildcard fits too.
    return wildcard == null ? lower : wildcard;
  }

  private static void u16(ByteArrayOutputStream data, int value) {
    data.write(value >>> 8);
    data.write(value);
  }
}
