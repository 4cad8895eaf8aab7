package dev.xylem.cache;

import dev.xylem.dns.Name;
import java.io.ByteArrayOutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * A name server of a delegation.
 *
 * @param addresses its glue; empty when the delegation came without
 * @param port where it listens; 0 for the usual port
 */
public record NameServer(Name name, List<InetAddress> addresses, int port) {
  public NameServer {
    addresses = List.copyOf(addresses);
  }

  /** A name server on the usual port. */
  public NameServer(Name name, List<InetAddress> addresses) {
    this(name, addresses, 0);
  }

  /** The same servers in a fifth of the memory: they are the most of what is cached of a zone. */
  static List<NameServer> packed(List<NameServer> servers, Name zone) {
    return servers instanceof Packed packed && packed.zone.equals(zone)
        ? packed
        : new Packed(servers, zone);
  }

  /** The addresses of the one of {@code servers} that is {@code name}; empty when none is. */
  static List<InetAddress> addressesOf(Name name, List<NameServer> servers) {
    if (servers instanceof Packed packed) {
      return packed.addressesOf(name);
    }
    for (NameServer server : servers) {
      if (server.name().equals(name)) {
        return server.addresses();
      }
    }
    return List.of();
  }

  /**
   * Servers as octets: for each the labels of its name, up to {@link #ZONE} for the zone's own
   * name; the port; each address behind its length; 0.
   */
  private static final class Packed extends AbstractList<NameServer> {
    private static final byte ZONE = (byte) 0xC0;
    private static final int IPV6_LENGTH = 16;

    private final Name zone;
    private final byte[] octets;
    private final int size;

    Packed(List<NameServer> servers, Name zone) {
      var out = new ByteArrayOutputStream();
      for (NameServer server : servers) {
        write(server, zone, out);
      }
      this.zone = zone;
      this.octets = out.toByteArray();
      this.size = servers.size();
    }

    private static void write(NameServer server, Name zone, ByteArrayOutputStream out) {
      byte[] name = server.name().toWire();
      if (!zone.isRoot() && server.name().isAtOrBelow(zone)) {
        out.write(name, 0, name.length - zone.length());
        out.write(ZONE);
      } else {
        out.writeBytes(name);
      }
      out.write(server.port() >>> 8);
      out.write(server.port());
      for (InetAddress address : server.addresses()) {
        byte[] ip = address.getAddress();
        int scope = address instanceof Inet6Address six ? six.getScopeId() : 0;
        out.write(scope == 0 ? ip.length : IPV6_LENGTH + Integer.BYTES);
        out.writeBytes(ip);
        if (scope != 0) {
          out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(scope).array());
        }
      }
      out.write(0);
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public NameServer get(int index) {
      Objects.checkIndex(index, size);
      Iterator<NameServer> servers = iterator();
      for (int i = 0; i < index; i++) {
        servers.next();
      }
      return servers.next();
    }

    @Override
    public Iterator<NameServer> iterator() {
      ByteBuffer in = ByteBuffer.wrap(octets);
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return in.hasRemaining();
        }

        @Override
        public NameServer next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          int begin = in.position();
          Name name = name(begin, skipName(in), in);
          int port = in.getShort() & 0xFFFF;
          return new NameServer(name, addresses(in), port);
        }
      };
    }

    /**
     * Asked for each address that is stored, and mostly in vain: makes what it finds and no more.
     */
    List<InetAddress> addressesOf(Name name) {
      ByteBuffer in = ByteBuffer.wrap(octets);
      while (in.hasRemaining()) {
        int begin = in.position();
        int length = skipName(in);
        in.getShort();
        if (length == name.length() && name(begin, length, in).equals(name)) {
          return List.copyOf(addresses(in));
        }
        skipAddresses(in);
      }
      return List.of();
    }

    /** Goes on behind a name; returns how long that is. */
    private int skipName(ByteBuffer in) {
      int begin = in.position();
      int length = in.get();
      while (length > 0) {
        in.position(in.position() + length);
        length = in.get();
      }
      return in.position() - 1 - begin + (length == ZONE ? zone.length() : 1);
    }

    /** The name of {@code length} octets that begins at {@code begin}. */
    private Name name(int begin, int length, ByteBuffer in) {
      byte[] wire = new byte[length];
      int at = 0;
      for (int label = in.get(begin); label > 0; label = in.get(begin + at)) {
        in.get(begin + at, wire, at, 1 + label);
        at += 1 + label;
      }
      if (at < length - 1) {
        zone.copyTo(wire, at);
      }
      return Name.ofWire(wire, 0, length);
    }

    private static List<InetAddress> addresses(ByteBuffer in) {
      List<InetAddress> addresses = new ArrayList<>(2);
      for (int length = in.get(); length > 0; length = in.get()) {
        addresses.add(address(length, in));
      }
      return addresses;
    }

    private static void skipAddresses(ByteBuffer in) {
      for (int length = in.get(); length > 0; length = in.get()) {
        in.position(in.position() + length);
      }
    }

    private static InetAddress address(int length, ByteBuffer in) {
      byte[] ip = new byte[Math.min(length, IPV6_LENGTH)];
      in.get(ip);
      try {
        return length > IPV6_LENGTH
            ? Inet6Address.getByAddress(null, ip, in.getInt())
            : InetAddress.getByAddress(ip);
      } catch (UnknownHostException e) {
        throw new IllegalStateException("an address of " + length + " octets", e);
      }
    }
  }
}
