package dev.xylem.daemon.dnstap;

import dev.xylem.dns.Transport;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message of dnstap.proto.
 *
 * @param client who asked; null when its address is not known
 * @param server who was asked; null when its address is not known
 * @param asked when the query went; also with a response
 * @param answered when the response came; null of a query
 * @param octets the DNS message
 */
record DnstapMessage(
    Kind kind,
    Transport transport,
    @Nullable InetSocketAddress client,
    @Nullable InetSocketAddress server,
    Instant asked,
    @Nullable Instant answered,
    byte[] octets) {

  /** The numbers of {@code Message.Type}. */
  enum Kind {
    RESOLVER_QUERY(3),
    RESOLVER_RESPONSE(4),
    CLIENT_QUERY(5),
    CLIENT_RESPONSE(6);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  private static final int IPV4_LENGTH = 4;
  private static final int VARINT = 0;
  private static final int OCTETS = 2;
  private static final int FIXED32 = 5;

  /** The whole frame's content, told by {@code identity}, which is of {@code version}. */
  byte[] encoded(String identity, String version) {
    var out = new ByteArrayOutputStream(octets.length + 128);
    octets(out, 1, identity.getBytes(StandardCharsets.UTF_8));
    octets(out, 2, version.getBytes(StandardCharsets.UTF_8));
    octets(out, 14, message());
    number(out, 15, 1);
    return out.toByteArray();
  }

  private byte[] message() {
    var out = new ByteArrayOutputStream(octets.length + 64);
    InetSocketAddress known = client != null ? client : server;
    number(out, 1, kind.number);
    if (known != null) {
      number(out, 2, known.getAddress().getAddress().length == IPV4_LENGTH ? 1 : 2);
    }
    number(out, 3, transport == Transport.UDP ? 1 : 2);
    address(out, 4, 6, client);
    address(out, 5, 7, server);
    time(out, 8, asked);
    if (answered == null) {
      octets(out, 10, octets);
    } else {
      time(out, 12, answered);
      octets(out, 14, octets);
    }
    return out.toByteArray();
  }

  private static void address(
      ByteArrayOutputStream out, int field, int portField, @Nullable InetSocketAddress address) {
    if (address != null) {
      octets(out, field, address.getAddress().getAddress());
      number(out, portField, address.getPort());
    }
  }

  private static void time(ByteArrayOutputStream out, int field, Instant time) {
    number(out, field, time.getEpochSecond());
    varint(out, (long) (field + 1) << 3 | FIXED32);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      out.write(time.getNano() >>> shift);
    }
  }

  private static void number(ByteArrayOutputStream out, int field, long value) {
    varint(out, (long) field << 3 | VARINT);
    varint(out, value);
  }

  private static void octets(ByteArrayOutputStream out, int field, byte[] value) {
    varint(out, (long) field << 3 | OCTETS);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long left = value;
    while (left > 0x7F) {
      out.write((int) (left & 0x7F | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }
}
