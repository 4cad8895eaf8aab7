package dev.xylem.wire;

import dev.xylem.dns.Name;

/**
 * Where the suffixes of names already written stand in the packet (RFC 1035 §4.1.4).
 *
 * <p>An open-addressed table of offsets, each with its suffix's hash above it; a suffix is compared
 * with what stands in the packet. It begins small, for most messages have few names. It remembers a
 * bounded number of suffixes and looks at a bounded number of slots, so that an answer of thousands
 * of unrelated names is written in linear time (S81).
 */
final class NameCompressor {
  private static final int LEAST_SLOTS = 32;
  private static final int MOST_SLOTS = 512;
  private static final int MOST_SUFFIXES = 256;
  private static final int MOST_PROBES = 8;
  private static final int LAST_POINTABLE = 0x3FFF;
  private static final int OFFSET_BITS = 14;

  /** Few names have more labels. */
  private static final int USUAL_LABELS = 8;

  private int[] slots = new int[LEAST_SLOTS];
  private int[] labelAt = new int[USUAL_LABELS];
  private int[] hashes = new int[USUAL_LABELS];
  private int remembered;

  /** Writes {@code name} at {@code at}, its longest known suffix as a pointer. */
  int write(Name name, byte[] packet, int at) {
    int labels = hashSuffixes(name);
    int out = at;
    for (int label = 0; label < labels; label++) {
      int known = find(name, label, packet);
      if (known > 0) {
        packet[out++] = (byte) (0xC0 | known >>> 8);
        packet[out++] = (byte) known;
        return out;
      }
      remember(label, out);
      int length = name.byteAt(labelAt[label]);
      for (int i = 0; i <= length; i++) {
        packet[out++] = name.byteAt(labelAt[label] + i);
      }
    }
    packet[out++] = 0;
    return out;
  }

  private int hashSuffixes(Name name) {
    int labels = name.labelCount();
    if (labels > labelAt.length) {
      labelAt = new int[labels];
      hashes = new int[labels];
    }
    for (int i = 0, at = 0; i < labels; i++, at += name.byteAt(at) + 1) {
      labelAt[i] = at;
    }
    int hash = 0;
    for (int i = labels - 1; i >= 0; i--) {
      int at = labelAt[i];
      for (int k = name.byteAt(at); k >= 0; k--) {
        hash = 31 * hash + fold(name.byteAt(at + k));
      }
      hashes[i] = hash ^ hash >>> 15;
    }
    return labels;
  }

  private int find(Name name, int label, byte[] packet) {
    for (int probe = 0; probe < MOST_PROBES; probe++) {
      int slot = slots[hashes[label] + probe & slots.length - 1];
      if (slot == 0) {
        return 0;
      }
      int offset = slot & LAST_POINTABLE;
      if (slot == slotOf(hashes[label], offset)
          && sameSuffix(name, labelAt[label], packet, offset)) {
        return offset;
      }
    }
    return 0;
  }

  private void remember(int label, int offset) {
    if (offset > LAST_POINTABLE || remembered == MOST_SUFFIXES) {
      return;
    }
    // Sparse, so that hardly ever a suffix finds no slot.
    if (4 * remembered >= slots.length && slots.length < MOST_SLOTS) {
      grow();
    }
    if (put(slotOf(hashes[label], offset))) {
      remembered++;
    }
  }

  private void grow() {
    int[] before = slots;
    slots = new int[2 * before.length];
    for (int slot : before) {
      if (slot != 0) {
        put(slot);
      }
    }
  }

  private boolean put(int slot) {
    for (int probe = 0; probe < MOST_PROBES; probe++) {
      int at = (slot >>> OFFSET_BITS) + probe & slots.length - 1;
      if (slots[at] == 0) {
        slots[at] = slot;
        return true;
      }
    }
    return false;
  }

  /** What is kept: the offset, and above it as much of the hash as there is room for. */
  private static int slotOf(int hash, int offset) {
    return hash << OFFSET_BITS | offset;
  }

  private static boolean sameSuffix(Name name, int nameAt, byte[] packet, int packetAt) {
    int here = nameAt;
    int there = packetAt;
    while (true) {
      while ((packet[there] & 0xC0) == 0xC0) {
        there = (packet[there] & 0x3F) << 8 | packet[there + 1] & 0xFF;
      }
      int length = name.byteAt(here);
      if (packet[there] != length) {
        return false;
      }
      if (length == 0) {
        return true;
      }
      for (int i = 1; i <= length; i++) {
        if (fold(name.byteAt(here + i)) != fold(packet[there + i])) {
          return false;
        }
      }
      here += length + 1;
      there += length + 1;
    }
  }

  private static int fold(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }
}
