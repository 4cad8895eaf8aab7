package dev.xylem.wire;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataField;
import dev.xylem.dns.RdataLayout;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrType;
import java.util.List;

/**
 * Reads the RDATA of one record, uncompressing the names in it, and checks it against its layout.
 */
final class RdataReader {
  private final PacketReader packet;
  private byte[] scratch = {};

  RdataReader(PacketReader packet) {
    this.packet = packet;
  }

  Rdata read(RrType type, RrClass rrClass, int length) throws FormatException {
    packet.need(length);
    List<RdataField> layout = layoutOf(type, rrClass);
    Rdata rdata = hasName(layout) ? named(layout, length) : plain(length);
    if (!layout.isEmpty()) {
      try {
        RdataLayout.check(type, rdata);
      } catch (IllegalArgumentException e) {
        throw packet.problem("malformed " + type + " RDATA: " + e.getMessage());
      }
    }
    return rdata;
  }

  /** Types that mean something else outside of class IN are opaque there. */
  private static List<RdataField> layoutOf(RrType type, RrClass rrClass) {
    boolean internetOnly = type.equals(RrType.A) || type.equals(RrType.AAAA);
    return internetOnly && !rrClass.equals(RrClass.IN) ? List.of() : RdataField.of(type);
  }

  private static boolean hasName(List<RdataField> layout) {
    for (RdataField field : layout) {
      if (field.isName()) {
        return true;
      }
    }
    return false;
  }

  private Rdata plain(int length) throws FormatException {
    return packet.rdata(length);
  }

  private Rdata named(List<RdataField> layout, int length) throws FormatException {
    int end = packet.position() + length;
    if (scratch.length < length + 2 * Name.MAX_LENGTH) {
      scratch = new byte[length + 2 * Name.MAX_LENGTH];
    }
    int at = 0;
    for (RdataField field : layout) {
      if (field.isName()) {
        at = packet.nameInto(scratch, at);
      } else {
        int size = sizeOf(field, end);
        if (size > end - packet.position()) {
          throw packet.problem("RDATA longer than its length says");
        }
        packet.copy(size, scratch, at);
        at += size;
      }
      if (packet.position() > end) {
        throw packet.problem("RDATA longer than its length says");
      }
    }
    if (packet.position() != end) {
      throw packet.problem("RDATA shorter than its length says");
    }
    return Rdata.of(scratch, 0, at);
  }

  /** The octets of a field that is no name. */
  private int sizeOf(RdataField field, int end) throws FormatException {
    return switch (field) {
      case U8, ALGORITHM -> 1;
      case U16, TYPE, CERTIFICATE_TYPE -> 2;
      case U32, SECONDS, TIME -> 4;
      case STRING -> 1 + packet.peek();
      default -> end - packet.position();
    };
  }
}
