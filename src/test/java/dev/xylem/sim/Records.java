package dev.xylem.sim;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/** RRsets for generated zones. */
final class Records {
  private Records() {}

  static RrSet soa(Name apex, int ttl, int minimum) {
    ByteBuffer rdata = ByteBuffer.allocate(600);
    rdata
        .put(Name.of("ns1." + dotted(apex)).toWire())
        .put(Name.of("host." + dotted(apex)).toWire());
    rdata.putInt(1).putInt(3600).putInt(900).putInt(86_400).putInt(minimum);
    return RrSet.of(apex, RrType.SOA, ttl, Rdata.of(taken(rdata)));
  }

  static RrSet ns(Name zone, int ttl, List<Name> servers) {
    List<Rdata> rdata = servers.stream().distinct().map(Rdata::of).toList();
    return new RrSet(zone, RrType.NS, RrClass.IN, ttl, RdataList.of(rdata), RdataList.EMPTY);
  }

  static RrSet address(Name owner, int ttl, InetAddress address) {
    RrType type = address instanceof Inet4Address ? RrType.A : RrType.AAAA;
    return RrSet.of(owner, type, ttl, Rdata.of(address.getAddress()));
  }

  /** An address that depends on {@code number} only, where no server is. */
  static RrSet address(Name owner, int ttl, int number) {
    byte[] octets = {(byte) 192, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
    return RrSet.of(owner, RrType.A, ttl, Rdata.of(octets));
  }

  static RrSet alias(Name owner, RrType type, int ttl, Name target) {
    return RrSet.of(owner, type, ttl, Rdata.of(target));
  }

  static RrSet mail(Name owner, int ttl, Name exchange) {
    byte[] wire = exchange.toWire();
    return RrSet.of(
        owner,
        RrType.MX,
        ttl,
        Rdata.of(taken(ByteBuffer.allocate(260).putShort((short) 10).put(wire))));
  }

  /** A TXT RRset of {@code records} records of about 200 octets each. */
  static RrSet text(Name owner, int ttl, int records) {
    List<Rdata> rdata = new java.util.ArrayList<>(Collections.emptyList());
    for (int i = 0; i < records; i++) {
      byte[] text = ("record " + i + " of " + owner).repeat(5).getBytes(StandardCharsets.US_ASCII);
      int length = Math.min(200, text.length);
      ByteBuffer octets = ByteBuffer.allocate(length + 1).put((byte) length).put(text, 0, length);
      rdata.add(Rdata.of(taken(octets)));
    }
    return new RrSet(owner, RrType.TXT, RrClass.IN, ttl, RdataList.of(rdata), RdataList.EMPTY);
  }

  /** {@code name} as text to be put behind labels. */
  static String dotted(Name name) {
    return name.isRoot() ? "" : name.toString();
  }

  private static byte[] taken(ByteBuffer buffer) {
    byte[] octets = new byte[buffer.position()];
    buffer.flip().get(octets);
    return octets;
  }
}
