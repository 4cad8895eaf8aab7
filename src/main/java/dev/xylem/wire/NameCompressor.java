package dev.xylem.wire;

import dev.xylem.dns.Name;

/**
 * Where the suffixes of names already written stand in the packet (RFC 1035 §4.1.4).
 *
 * <p>An open-addressed table of offsets; a suffix is compared with what stands in the packet. It
 * remembers a bounded number of suffixes and looks at a bounded number of slots, so that an answer
 * of thousands of unrelated names is written in linear time (S81).
 */
final class NameCompressor {
  private static final int SLOTS = 512;
  private static final int MOST_SUFFIXES = 256;
  private static final int MOST_PROBES = 8;
  private static final int LAST_POINTABLE = 0x3FFF;

  /** Few names have more labels. */
  private static final int USUAL_LABELS = 8;

  private final short[] offsets = new short[SLOTS];
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
      hashes[i] = hash;
    }
    return labels;
  }

  private int find(Name name, int label, byte[] packet) {
    for (int probe = 0; probe < MOST_PROBES; probe++) {
      int offset = offsets[slot(label, probe)];
      if (offset == 0) {
        return 0;
      }
      if (sameSuffix(name, labelAt[label], packet, offset)) {
        return offset;
      }
    }
    return 0;
  }

  private void remember(int label, int offset) {
    if (offset > LAST_POINTABLE || remembered == MOST_SUFFIXES) {
      return;
    }
    for (int probe = 0; probe < MOST_PROBES; probe++) {
      int slot = slot(label, probe);
      if (offsets[slot] == 0) {
        offsets[slot] = (short) offset;
        remembered++;
        return;
      }
    }
  }

  private int slot(int label, int probe) {
    int hash = hashes[label];
    return ((hash ^ hash >>> 15) + probe) & (SLOTS - 1);
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
