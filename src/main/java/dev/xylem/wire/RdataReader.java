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

  RdataReader(PacketReader packet) {
    this.packet = packet;
  }

  Rdata read(RrType type, RrClass rrClass, int length) throws FormatException {
    packet.need(length);
    List<RdataField> layout = layoutOf(type, rrClass);
    int names = namesIn(layout);
    Rdata rdata =
        names == 0
            ? packet.rdata(length)
            : named(layout, length, packet.scratch(length + names * Name.MAX_LENGTH));
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

  private static int namesIn(List<RdataField> layout) {
    int names = 0;
    for (int i = 0; i < layout.size(); i++) {
      names += layout.get(i).isName() ? 1 : 0;
    }
    return names;
  }

  private Rdata named(List<RdataField> layout, int length, byte[] scratch) throws FormatException {
    int end = packet.position() + length;
    int at = 0;
    for (int i = 0; i < layout.size(); i++) {
      RdataField field = layout.get(i);
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
