package dev.xylem.dns;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The RDATA of one record, every name in it uncompressed; a view into a larger array or an array of
 * its own. Nobody writes to the array once it is here.
 *
 * <p>The {@code uN} and {@code nameAt} readers are for code that knows the type's layout; what was
 * decoded or parsed is known to fit it ({@link RdataField}), so they do not fail there.
 */
public final class Rdata {
  private final byte[] octets;
  private final int offset;
  private final int length;

  Rdata(byte[] octets, int offset, int length) {
    this.octets = octets;
    this.offset = offset;
    this.length = length;
  }

  /** RDATA of these octets, which are copied. */
  public static Rdata of(byte[] octets) {
    return new Rdata(octets.clone(), 0, octets.length);
  }

  /** RDATA of the octets {@code octets[from, to)}, which are copied. */
  public static Rdata of(byte[] octets, int from, int to) {
    return new Rdata(Arrays.copyOfRange(octets, from, to), 0, to - from);
  }

  /** RDATA that is just a name, as in NS, CNAME, PTR and DNAME. */
  public static Rdata of(Name name) {
    return new Rdata(name.toWire(), 0, name.length());
  }

  /** Octets. */
  public int length() {
    return length;
  }

  public int u8(int at) {
    return octets[offset + at] & 0xFF;
  }

  public int u16(int at) {
    return u8(at) << 8 | u8(at + 1);
  }

  public long u32(int at) {
    return (long) u16(at) << 16 | u16(at + 2);
  }

  /** The name that starts at {@code at}. */
  public Name nameAt(int at) {
    return Name.ofWire(octets, offset + at, offset + endOfName(at));
  }

  /** The offset behind the name that starts at {@code at}. */
  public int endOfName(int at) {
    int end = at;
    while (u8(end) != 0) {
      end += u8(end) + 1;
    }
    return end + 1;
  }

  /** A copy of the octets from {@code from} up to {@code to}. */
  public byte[] copy(int from, int to) {
    return Arrays.copyOfRange(octets, offset + from, offset + to);
  }

  /** A copy of all octets. */
  public byte[] toArray() {
    return copy(0, length);
  }

  /** Copies all octets to {@code target} at {@code at}; returns the offset behind them. */
  public int copyTo(byte[] target, int at) {
    System.arraycopy(octets, offset, target, at, length);
    return at + length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Rdata rdata
        && Arrays.equals(
            octets,
            offset,
            offset + length,
            rdata.octets,
            rdata.offset,
            rdata.offset + rdata.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + octets[offset + i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return "Rdata[" + length + " octets]";
  }
}
