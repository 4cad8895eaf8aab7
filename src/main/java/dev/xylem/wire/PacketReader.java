package dev.xylem.wire;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import org.jspecify.annotations.Nullable;

/**
 * A position in a packet, and the budget of steps that reading its names may take (S80).
 *
 * <p>A step is one label or one compression pointer. A pointer must point before the place where
 * its name (or the part of it just read) began, so every chain ends; the budget bounds the sum over
 * all names.
 */
final class PacketReader {
  private static final int STEPS_PER_OCTET = 8;

  /** For the longest messages: four thousand names of sixty labels, in less than a millisecond. */
  private static final int MOST_STEPS = 100_000;

  /** For a name and what stands beside it in most RDATA. */
  private static final int USUAL_SCRATCH = Name.MAX_LENGTH + 64;

  private final byte[] packet;
  private final int end;
  private byte[] scratch = new byte[USUAL_SCRATCH];
  private int at;
  private int stepsLeft;
  private int lastNameAt = -1;
  private @Nullable Name lastName;

  PacketReader(byte[] packet, int length) {
    this.packet = packet;
    this.end = length;
    this.stepsLeft = Math.min(STEPS_PER_OCTET * length, MOST_STEPS);
  }

  int position() {
    return at;
  }

  boolean atEnd() {
    return at == end;
  }

  int u8() throws FormatException {
    need(1);
    return packet[at++] & 0xFF;
  }

  /** The next octet, not consumed. */
  int peek() throws FormatException {
    need(1);
    return packet[at] & 0xFF;
  }

  int u16() throws FormatException {
    need(2);
    at += 2;
    return (packet[at - 2] & 0xFF) << 8 | packet[at - 1] & 0xFF;
  }

  long u32() throws FormatException {
    return (long) u16() << 16 | u16();
  }

  /** Checks that {@code octets} more are there. */
  void need(int octets) throws FormatException {
    if (octets > end - at) {
      throw problem("packet ends early");
    }
  }

  void copy(int octets, byte[] target, int targetAt) throws FormatException {
    need(octets);
    System.arraycopy(packet, at, target, targetAt, octets);
    at += octets;
  }

  /** The next octets as RDATA. */
  Rdata rdata(int octets) throws FormatException {
    need(octets);
    at += octets;
    return Rdata.of(packet, at - octets, at);
  }

  void skip(int octets) throws FormatException {
    need(octets);
    at += octets;
  }

  /** At least {@code octets} octets to put something together in; reading a name writes there. */
  byte[] scratch(int octets) {
    if (scratch.length < octets) {
      scratch = new byte[octets];
    }
    return scratch;
  }

  /** Reads a name, following compression pointers. */
  Name name() throws FormatException {
    int nameAt = isPointer() ? pointerTarget(at) : at;
    if (nameAt == lastNameAt && lastName != null) {
      // Most owner names are a pointer to the name before: the same object serves.
      spendStep();
      at += 2;
      return lastName;
    }
    int length = nameInto(scratch, 0);
    lastNameAt = nameAt;
    lastName = Name.ofWire(scratch, 0, length);
    return lastName;
  }

  /**
   * Reads a name into {@code target} at {@code targetAt}, uncompressed; returns the offset behind.
   */
  int nameInto(byte[] target, int targetAt) throws FormatException {
    int from = at;
    int lowest = at;
    int behind = -1;
    int out = targetAt;
    while (true) {
      spendStep();
      if (from >= end) {
        throw problem("name runs out of the packet");
      }
      int length = packet[from] & 0xFF;
      if (length >= 0xC0) {
        if (from + 1 >= end) {
          throw problem("compression pointer runs out of the packet");
        }
        if (behind < 0) {
          behind = from + 2;
        }
        from = pointerTarget(from);
        if (from >= lowest) {
          throw problem("compression pointer does not point backwards");
        }
        lowest = from;
        continue;
      }
      if (length > Name.MAX_LABEL_LENGTH) {
        throw problem("label of unknown type");
      }
      if (length + 1 > end - from) {
        throw problem("label runs out of the packet");
      }
      if (out - targetAt + length + 1 > Name.MAX_LENGTH || out + length + 1 > target.length) {
        throw problem("name longer than 255 octets");
      }
      System.arraycopy(packet, from, target, out, length + 1);
      out += length + 1;
      from += length + 1;
      if (length == 0) {
        at = behind < 0 ? from : behind;
        return out;
      }
    }
  }

  FormatException problem(String text) {
    return new FormatException(text, at);
  }

  private boolean isPointer() {
    return at + 1 < end && (packet[at] & 0xC0) == 0xC0;
  }

  private int pointerTarget(int from) {
    return (packet[from] & 0x3F) << 8 | packet[from + 1] & 0xFF;
  }

  private void spendStep() throws FormatException {
    if (--stepsLeft < 0) {
      throw problem("too many compression steps");
    }
  }
}
