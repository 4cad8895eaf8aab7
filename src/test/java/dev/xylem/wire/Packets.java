package dev.xylem.wire;

import dev.xylem.dns.Name;
import java.io.ByteArrayOutputStream;

/** Builds packets octet by octet, right or wrong. */
final class Packets {
  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

  /** A response header with these section counts. */
  static Packets header(int questions, int answers, int authorities, int additionals) {
    return new Packets()
        .u16(0x1234)
        .u16(0x8180)
        .u16(questions)
        .u16(answers)
        .u16(authorities)
        .u16(additionals);
  }

  Packets u8(int value) {
    octets.write(value);
    return this;
  }

  Packets u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  Packets u32(long value) {
    return u16((int) (value >>> 16)).u16((int) value);
  }

  Packets bytes(byte... bytes) {
    octets.writeBytes(bytes);
    return this;
  }

  Packets name(String name) {
    return bytes(Name.of(name).toWire());
  }

  Packets pointer(int offset) {
    return u16(0xC000 | offset);
  }

  /** A question for type A, class IN. */
  Packets question(String name) {
    return name(name).u16(1).u16(1);
  }

  /** Type, class IN, TTL 60 and the length of the RDATA that follows. */
  Packets fixed(int type, int rdLength) {
    return u16(type).u16(1).u32(60).u16(rdLength);
  }

  int length() {
    return octets.size();
  }

  byte[] toArray() {
    return octets.toByteArray();
  }
}
