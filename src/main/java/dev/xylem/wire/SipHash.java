package dev.xylem.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * SipHash-2-4, the keyed hash of DNS cookies (RFC 9018 §4.4) and of tables that strangers must not
 * be able to fill at will.
 */
public final class SipHash {
  /** Octets of a key. */
  public static final int KEY_LENGTH = 16;

  private long v0 = 0x736f6d6570736575L;
  private long v1 = 0x646f72616e646f6dL;
  private long v2 = 0x6c7967656e657261L;
  private long v3 = 0x7465646279746573L;

  private SipHash(byte[] key) {
    ByteBuffer halves = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
    long k0 = halves.getLong();
    long k1 = halves.getLong();
    v0 ^= k0;
    v1 ^= k1;
    v2 ^= k0;
    v3 ^= k1;
  }

  /** The hash of {@code data} under a key of 16 octets, least significant octet first. */
  public static byte[] of(byte[] key, byte[] data) {
    long hash = new SipHash(key).hash(data);
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(hash).array();
  }

  private long hash(byte[] data) {
    ByteBuffer words = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    while (words.remaining() >= 8) {
      take(words.getLong());
    }
    long last = (long) data.length << 56;
    for (int shift = 0; words.hasRemaining(); shift += 8) {
      last |= (words.get() & 0xFFL) << shift;
    }
    take(last);
    v2 ^= 0xFF;
    for (int i = 0; i < 4; i++) {
      round();
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private void take(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  private void round() {
    v0 += v1;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v3;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 += v3;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 += v1;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v2 = Long.rotateLeft(v2, 32);
  }
}
