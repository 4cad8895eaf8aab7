package dev.xylem.dns.text;

import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataField;
import dev.xylem.dns.RrType;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Well-formed RDATA of any type, from a seed. */
final class RandomRdata {
  private RandomRdata() {}

  static Rdata of(RrType type, Random random) {
    List<RdataField> fields = RdataField.of(type);
    var out = new ByteArrayOutputStream();
    if (fields.isEmpty()) {
      out.writeBytes(octets(random, random.nextInt(50)));
    }
    for (RdataField field : fields) {
      write(field, out, random);
    }
    return Rdata.of(out.toByteArray());
  }

  private static void write(RdataField field, ByteArrayOutputStream out, Random random) {
    switch (field) {
      case COMPRESSED_NAME, NAME, CASED_NAME -> {
        for (int labels = random.nextInt(4); labels > 0; labels--) {
          counted(out, octets(random, 1 + random.nextInt(random.nextInt(8) == 0 ? 63 : 8)));
        }
        out.write(0);
      }
      case U8, ALGORITHM -> out.writeBytes(octets(random, 1));
      case U16, TYPE, CERTIFICATE_TYPE -> out.writeBytes(octets(random, 2));
      case U32, SECONDS, TIME, IPV4 -> out.writeBytes(octets(random, 4));
      case EUI48 -> out.writeBytes(octets(random, 6));
      case EUI64 -> out.writeBytes(octets(random, 8));
      case IPV6 -> {
        byte[] address = octets(random, 16);
        java.util.Arrays.fill(address, random.nextInt(16), 16, (byte) 0);
        out.writeBytes(address);
      }
      case LOCATION -> {
        out.write(random.nextInt(4) == 0 ? 1 : 0);
        for (int i = 0; i < 3; i++) {
          out.write(random.nextInt(10) << 4 | random.nextInt(random.nextInt(4) == 0 ? 16 : 10));
        }
        out.writeBytes(
            RdataParser.integer((1L << 31) + random.nextInt(-330_000_000, 330_000_000), 4));
        out.writeBytes(
            RdataParser.integer((1L << 31) + random.nextInt(-648_000_000, 648_000_000), 4));
        out.writeBytes(octets(random, 4));
      }
      case STRING, SALT -> counted(out, octets(random, random.nextInt(20)));
      case HASH -> counted(out, octets(random, 1 + random.nextInt(30)));
      case STRINGS -> {
        for (int i = random.nextInt(5); i >= 0; i--) {
          counted(out, octets(random, random.nextInt(256)));
        }
      }
      case TAG ->
          counted(
              out,
              "Iodef42"
                  .substring(random.nextInt(7))
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      case QUOTED, HEX, BASE64 -> out.writeBytes(octets(random, random.nextInt(1, 50)));
      case TYPE_BITMAP -> bitmap(out, random);
      case SERVICE_PARAMETERS -> parameters(out, random);
    }
  }

  private static void bitmap(ByteArrayOutputStream out, Random random) {
    for (int window = random.nextInt(3); window < 256; window += 1 + random.nextInt(150)) {
      byte[] bits = octets(random, 1 + random.nextInt(32));
      bits[bits.length - 1] |= 1;
      out.write(window);
      counted(out, bits);
    }
  }

  private static void parameters(ByteArrayOutputStream out, Random random) {
    for (int key = 1 + random.nextInt(3); key < 20; key += 1 + random.nextInt(5)) {
      byte[] value =
          switch (random.nextInt(4)) {
            case 0 -> new byte[0];
            case 1 -> new byte[] {2, 'h', ','};
            case 2 -> octets(random, 16);
            default -> octets(random, random.nextInt(20));
          };
      out.write(0);
      out.write(key);
      out.write(0);
      counted(out, value);
    }
  }

  private static void counted(ByteArrayOutputStream out, byte[] octets) {
    out.write(octets.length);
    out.writeBytes(octets);
  }

  private static byte[] octets(Random random, int length) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    return octets;
  }
}
