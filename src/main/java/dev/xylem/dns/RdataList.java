package dev.xylem.dns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The RDATA of several records in one array: for each a 16-bit length, then its octets. Holds no
 * duplicates (RFC 2181 §5) and keeps the order it was given; two lists of the same records in
 * another order are not equal.
 */
public final class RdataList implements Iterable<Rdata> {
  /** No records. */
  public static final RdataList EMPTY = new RdataList(new byte[0], 0);

  /** So many are compared with each other; hashing them would cost more. */
  private static final int FEW = 8;

  private final byte[] packed;
  private final int size;

  private RdataList(byte[] packed, int size) {
    this.packed = packed;
    this.size = size;
  }

  /** The given records without duplicates. */
  public static RdataList of(List<Rdata> records) {
    if (records.isEmpty()) {
      return EMPTY;
    }
    List<Rdata> distinct = distinct(records);
    int length = 0;
    for (int i = 0; i < distinct.size(); i++) {
      length += 2 + distinct.get(i).length();
    }
    byte[] packed = new byte[length];
    int at = 0;
    for (int i = 0; i < distinct.size(); i++) {
      Rdata rdata = distinct.get(i);
      packed[at++] = (byte) (rdata.length() >>> 8);
      packed[at++] = (byte) rdata.length();
      at = rdata.copyTo(packed, at);
    }
    return new RdataList(packed, distinct.size());
  }

  private static List<Rdata> distinct(List<Rdata> records) {
    boolean known = records.size() <= FEW && areDistinct(records);
    return known ? records : new ArrayList<>(new LinkedHashSet<>(records));
  }

  private static boolean areDistinct(List<Rdata> few) {
    for (int i = 1; i < few.size(); i++) {
      for (int k = 0; k < i; k++) {
        if (few.get(i).equals(few.get(k))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Records. */
  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** Octets held, lengths included. */
  public int packedLength() {
    return packed.length;
  }

  /** The first {@code most} records; this list itself when it has no more. */
  public RdataList head(int most) {
    if (size <= most) {
      return this;
    }
    List<Rdata> kept = new ArrayList<>(most);
    for (Rdata rdata : this) {
      if (kept.size() < most) {
        kept.add(rdata);
      }
    }
    return of(kept);
  }

  /** The first record. */
  public Rdata first() {
    return iterator().next();
  }

  @Override
  public Iterator<Rdata> iterator() {
    return new Iterator<>() {
      private int at;

      @Override
      public boolean hasNext() {
        return at < packed.length;
      }

      @Override
      public Rdata next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int length = (packed[at] & 0xFF) << 8 | packed[at + 1] & 0xFF;
        Rdata rdata = new Rdata(packed, at + 2, length);
        at += 2 + length;
        return rdata;
      }
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RdataList list && Arrays.equals(packed, list.packed);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(packed);
  }

  @Override
  public String toString() {
    return "RdataList[" + size + "]";
  }
}
