package dev.xylem.listen;

import dev.xylem.dns.Name;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Queries for thirty names, as clients, careless clients and enemies write them. */
final class RandomQueries {
  private static final int[] TYPES = {
    1, 1, 1, 16, 16, 16, 28, 5, 6, 46, 47, 255, 251, 252, 41, 999
  };
  private static final int[] CLASSES = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 4, 254, 255, 257};
  private static final int[] SIZES = {0, 511, 512, 513, 600, 1000, 1231, 1232, 1233, 4096, 65_535};

  private final Random random;
  private final List<Name> names;

  RandomQueries(long seed, List<Name> names) {
    this.random = new Random(seed);
    var some = new ArrayList<>(names);
    Collections.shuffle(some, random);
    this.names = some.subList(0, 30);
  }

  byte[] next() {
    var octets = new ByteArrayOutputStream();
    u16(octets, random.nextInt(0x10000));
    u16(octets, flags());
    int[] counts = {1, 0, 0, 0};
    byte[] question = question();
    byte[] additional = {};
    if (random.nextInt(10) < 7) {
      counts[3] = 1;
      additional = opt();
    }
    if (random.nextInt(25) == 0) {
      counts[random.nextInt(4)] = random.nextInt(4);
    }
    if (random.nextInt(40) == 0) {
      counts[3]++;
      additional = concat(additional, random.nextBoolean() ? opt() : record());
    }
    Arrays.stream(counts).forEach(count -> u16(octets, count));
    octets.writeBytes(question);
    octets.writeBytes(additional);
    if (random.nextInt(30) == 0) {
      octets.writeBytes(new byte[1 + random.nextInt(20)]);
    }
    byte[] packet = octets.toByteArray();
    return random.nextInt(40) == 0 ? Arrays.copyOf(packet, random.nextInt(packet.length)) : packet;
  }

  /** Mostly RD alone; sometimes any of the others, rarely QR or another opcode. */
  private int flags() {
    int flags = random.nextInt(8) == 0 ? 0 : 0x0100;
    if (random.nextInt(3) == 0) {
      flags |= random.nextInt(0x10000) & 0x06FF;
    }
    if (random.nextInt(4) == 0) {
      flags |= 0x0010;
    }
    if (random.nextInt(50) == 0) {
      flags ^= random.nextInt(0x10000) & 0xF800;
    }
    return flags;
  }

  private byte[] question() {
    byte[] name = names.get(random.nextInt(names.size())).withRandomCase(random::nextInt).toWire();
    var octets = new ByteArrayOutputStream();
    octets.writeBytes(name);
    int type = TYPES[random.nextInt(TYPES.length)];
    boolean text = name.length > 1 && (name[1] | 0x20) != 'a' && random.nextInt(3) != 0;
    u16(octets, text ? 16 : type);
    u16(octets, CLASSES[random.nextInt(CLASSES.length)]);
    return octets.toByteArray();
  }

  private byte[] opt() {
    var octets = new ByteArrayOutputStream();
    octets.write(0);
    u16(octets, 41);
    u16(octets, random.nextBoolean() ? SIZES[random.nextInt(SIZES.length)] : random.nextInt(1500));
    octets.write(random.nextInt(20) == 0 ? random.nextInt(256) : 0);
    octets.write(random.nextInt(20) == 0 ? random.nextInt(3) : 0);
    u16(octets, random.nextInt(20) == 0 ? random.nextInt(0x10000) : random.nextInt(2) << 15);
    byte[] options = options();
    u16(octets, options.length + (random.nextInt(40) == 0 ? random.nextInt(5) - 2 : 0));
    octets.writeBytes(options);
    return octets.toByteArray();
  }

  /** A cookie, NSID, a client subnet, padding, something unknown; at times cut or overlong. */
  private byte[] options() {
    var octets = new ByteArrayOutputStream();
    int[] codes = {10, 3, 8, 12, 65_001, 11, 15};
    for (int i = random.nextInt(4); i > 0; i--) {
      int length = random.nextInt(6) == 0 ? random.nextInt(200) : 8;
      u16(octets, codes[random.nextInt(codes.length)]);
      u16(octets, random.nextInt(40) == 0 ? random.nextInt(300) : length);
      octets.writeBytes(new byte[length]);
    }
    return octets.toByteArray();
  }

  /** An A record of the root. */
  private static byte[] record() {
    return new byte[] {0, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 1, 2, 3, 4};
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static void u16(ByteArrayOutputStream octets, int value) {
    octets.write(value >>> 8);
    octets.write(value);
  }
}
