package dev.xylem.dns;

import java.util.Arrays;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A fully qualified domain name (RFC 1034 §3.1): at most 255 octets on the wire, labels of 1 to 63.
 *
 * <p>Kept as uncompressed wire bytes in their original letter case; equality, hash and order ignore
 * the case of ASCII letters (RFC 4343). A length octet is at most 63 and so below {@code 'A'}:
 * folding the case of the whole array never touches one, and comparisons need not look at label
 * boundaries.
 */
public final class Name implements Comparable<Name> {
  /** The most octets a name has on the wire, the root label included (RFC 1035 §2.3.4). */
  public static final int MAX_LENGTH = 255;

  /** The most octets a label has (RFC 1035 §2.3.4). */
  public static final int MAX_LABEL_LENGTH = 63;

  /** The root. */
  public static final Name ROOT = new Name(new byte[] {0});

  /** Bits of {@link #hashAndLabels} that are the hash; 127 labels need the others. */
  private static final int HASH_BITS = 25;

  private final byte[] wire;

  /** One field for both: caches hold millions of names, and another would cost each 8 octets. */
  private final int hashAndLabels;

  private Name(byte[] wire) {
    this.wire = wire;
    int h = 0;
    for (byte b : wire) {
      h = 31 * h + fold(b);
    }
    int count = 0;
    for (int at = 0; wire[at] != 0; at += wire[at] + 1) {
      count++;
    }
    this.hashAndLabels = count << HASH_BITS | (h ^ h >>> HASH_BITS) & (1 << HASH_BITS) - 1;
  }

  /**
   * The name whose uncompressed wire form is {@code bytes[from, to)}, which is copied.
   *
   * @throws IllegalArgumentException when that is not exactly one valid name
   */
  public static Name ofWire(byte[] bytes, int from, int to) {
    byte[] wire = Arrays.copyOfRange(bytes, from, to);
    int at = 0;
    while (at < wire.length && wire[at] > 0 && wire[at] <= MAX_LABEL_LENGTH) {
      at += wire[at] + 1;
    }
    if (wire.length > MAX_LENGTH || at != wire.length - 1 || wire[at] != 0) {
      throw new IllegalArgumentException("not one name in wire form");
    }
    return wire.length == 1 ? ROOT : new Name(wire);
  }

  /**
   * The name written as {@code text} (RFC 1035 §5.1 with {@code \DDD} and {@code \X} escapes); a
   * missing final dot is supplied.
   *
   * @throws IllegalArgumentException saying what is wrong with {@code text}
   */
  public static Name of(String text) {
    return NameText.parse(text, ROOT);
  }

  /** As {@link #of(String)}, but a name without final dot is relative to {@code origin}. */
  public static Name of(String text, Name origin) {
    return NameText.parse(text, origin);
  }

  /** Octets on the wire, the root label included. */
  public int length() {
    return wire.length;
  }

  /** The wire octet at {@code index}. */
  public byte byteAt(int index) {
    return wire[index];
  }

  /** Copies the wire form to {@code target} at {@code offset}; returns the offset behind it. */
  public int copyTo(byte[] target, int offset) {
    System.arraycopy(wire, 0, target, offset, wire.length);
    return offset + wire.length;
  }

  /** A copy of the wire form. */
  public byte[] toWire() {
    return wire.clone();
  }

  /** Labels, the root label not counted. */
  public int labelCount() {
    return hashAndLabels >>> HASH_BITS;
  }

  public boolean isRoot() {
    return wire.length == 1;
  }

  /** Whether the leftmost label is an asterisk (RFC 4592 §2.1.1). */
  public boolean isWildcard() {
    return wire.length > 2 && wire[0] == 1 && wire[1] == '*';
  }

  /** The wildcard directly below this name; null when that is too long to exist. */
  public @Nullable Name wildcard() {
    return child(new byte[] {'*'});
  }

  /** The name with {@code label} in front of this one; null when that is longer than 255 octets. */
  public @Nullable Name child(byte[] label) {
    if (label.length == 0 || label.length > MAX_LABEL_LENGTH) {
      throw new IllegalArgumentException("a label has 1 to 63 octets");
    }
    if (wire.length + label.length + 1 > MAX_LENGTH) {
      return null;
    }
    byte[] joined = new byte[wire.length + label.length + 1];
    joined[0] = (byte) label.length;
    System.arraycopy(label, 0, joined, 1, label.length);
    copyTo(joined, label.length + 1);
    return new Name(joined);
  }

  /**
   * The name without its leftmost label.
   *
   * @throws IllegalStateException for the root
   */
  public Name parent() {
    if (isRoot()) {
      throw new IllegalStateException("the root has no parent");
    }
    return suffixAt(wire[0] + 1);
  }

  /** The ancestor (or this name itself) that has {@code labelCount} labels. */
  public Name ancestor(int labelCount) {
    if (labelCount > labelCount() || labelCount < 0) {
      throw new IllegalArgumentException(this + " has no ancestor of " + labelCount + " labels");
    }
    return suffixAt(offsetOfLabel(labelCount() - labelCount));
  }

  /** Whether this name is {@code ancestor} or lies below it. */
  public boolean isAtOrBelow(Name ancestor) {
    int skipped = labelCount() - ancestor.labelCount();
    return skipped >= 0 && tailEquals(offsetOfLabel(skipped), ancestor, 0);
  }

  /** Whether this name lies below {@code ancestor} and is not equal to it. */
  public boolean isBelow(Name ancestor) {
    return labelCount() > ancestor.labelCount() && isAtOrBelow(ancestor);
  }

  /** How many rightmost labels this name and {@code other} share. */
  public int commonLabels(Name other) {
    int common = Math.min(labelCount(), other.labelCount());
    int here = offsetOfLabel(labelCount() - common);
    int there = other.offsetOfLabel(other.labelCount() - common);
    while (!tailEquals(here, other, there)) {
      here += wire[here] + 1;
      there += other.wire[there] + 1;
      common--;
    }
    return common;
  }

  /**
   * The name with its suffix {@code from} replaced by {@code to}, as DNAME does it (RFC 6672 §2.2);
   * null when the result is longer than 255 octets.
   */
  public @Nullable Name replaceSuffix(Name from, Name to) {
    int kept = wire.length - from.wire.length;
    if (kept + to.wire.length > MAX_LENGTH) {
      return null;
    }
    byte[] joined = Arrays.copyOf(wire, kept + to.wire.length);
    to.copyTo(joined, kept);
    return new Name(joined);
  }

  /** The same name in lower case. */
  public Name toLowerCase() {
    byte[] lower = new byte[wire.length];
    for (int i = 0; i < wire.length; i++) {
      lower[i] = fold(wire[i]);
    }
    return new Name(lower);
  }

  /** The same name with the case of every letter chosen by {@code bits} ("0x20", S05). */
  public Name withRandomCase(IntSupplier bits) {
    byte[] mixed = wire.clone();
    int pool = 0;
    for (int i = 0; i < mixed.length; i++) {
      if (i % 32 == 0) {
        pool = bits.getAsInt();
      }
      byte lower = fold(mixed[i]);
      if (lower >= 'a' && lower <= 'z') {
        mixed[i] = (byte) (lower ^ ((pool >>> (i % 32)) & 1) << 5);
      }
    }
    return new Name(mixed);
  }

  /** Whether both names are equal in every octet, letter case included. */
  public boolean equalsInCase(Name other) {
    return Arrays.equals(wire, other.wire);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Name name
            && hashAndLabels == name.hashAndLabels
            && wire.length == name.wire.length
            && tailEquals(0, name, 0));
  }

  @Override
  public int hashCode() {
    return hashAndLabels;
  }

  /** The canonical order of RFC 4034 §6.1: label by label from the right, in lower case. */
  @Override
  public int compareTo(Name other) {
    int shared = Math.min(labelCount(), other.labelCount());
    for (int i = 1; i <= shared; i++) {
      int order = compareLabels(offsetOfLabel(labelCount() - i), other, other.labelCount() - i);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(labelCount(), other.labelCount());
  }

  /** Presentation form with final dot; everything but printable ASCII escaped. */
  @Override
  public String toString() {
    return NameText.format(wire);
  }

  private int compareLabels(int here, Name other, int otherLabel) {
    int there = other.offsetOfLabel(otherLabel);
    int shared = Math.min(wire[here], other.wire[there]);
    for (int i = 1; i <= shared; i++) {
      int order = (fold(wire[here + i]) & 0xFF) - (fold(other.wire[there + i]) & 0xFF);
      if (order != 0) {
        return order;
      }
    }
    return wire[here] - other.wire[there];
  }

  private Name suffixAt(int offset) {
    if (offset == 0) {
      return this;
    }
    return offset == wire.length - 1
        ? ROOT
        : new Name(Arrays.copyOfRange(wire, offset, wire.length));
  }

  private int offsetOfLabel(int index) {
    int at = 0;
    for (int i = 0; i < index; i++) {
      at += wire[at] + 1;
    }
    return at;
  }

  private boolean tailEquals(int offset, Name other, int otherOffset) {
    int length = wire.length - offset;
    if (length != other.wire.length - otherOffset) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (fold(wire[offset + i]) != fold(other.wire[otherOffset + i])) {
        return false;
      }
    }
    return true;
  }

  private static byte fold(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }
}
