package dev.xylem.wire;

import java.util.Arrays;

/** Where the TTLs stand in a packet that we encoded ourselves. */
public final class TtlOffsets {
  private TtlOffsets() {}

  /** The offsets of the TTLs of all records in {@code packet}, which has no OPT record. */
  public static int[] of(byte[] packet) {
    int records = u16(packet, 6) + u16(packet, 8) + u16(packet, 10);
    int at = HeaderPeek.HEADER_LENGTH;
    for (int i = u16(packet, 4); i > 0; i--) {
      at = behindName(packet, at) + 4;
    }
    int[] offsets = new int[records];
    for (int i = 0; i < records; i++) {
      int fixed = behindName(packet, at);
      offsets[i] = fixed + 4;
      at = fixed + 10 + u16(packet, fixed + 8);
    }
    return offsets;
  }

  /** The least TTL in {@code packet}; {@link Integer#MAX_VALUE} when there is none. */
  public static int least(byte[] packet, int[] offsets) {
    return Arrays.stream(offsets)
        .map(at -> u16(packet, at) << 16 | u16(packet, at + 2))
        .min()
        .orElse(Integer.MAX_VALUE);
  }

  private static int behindName(byte[] packet, int from) {
    int at = from;
    while (packet[at] > 0) {
      at += packet[at] + 1;
    }
    return packet[at] == 0 ? at + 1 : at + 2;
  }

  private static int u16(byte[] packet, int at) {
    return (packet[at] & 0xFF) << 8 | packet[at + 1] & 0xFF;
  }
}
