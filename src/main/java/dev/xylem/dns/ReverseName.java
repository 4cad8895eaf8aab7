package dev.xylem.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** The names under which addresses have PTR records (RFC 1035 §3.5, RFC 3596 §2.5). */
public final class ReverseName {
  private static final Name IPV6 = Name.of("ip6.arpa.");
  private static final int NIBBLES = 32;

  private ReverseName() {}

  /** The name of {@code address}. */
  public static Name of(InetAddress address) {
    byte[] octets = address.getAddress();
    var name = new StringBuilder();
    for (int i = octets.length - 1; i >= 0; i--) {
      int octet = octets[i] & 0xFF;
      if (octets.length == 4) {
        name.append(octet).append('.');
      } else {
        name.append(Integer.toHexString(octet & 15)).append('.');
        name.append(Integer.toHexString(octet >> 4)).append('.');
      }
    }
    return Name.of(name.append(octets.length == 4 ? "in-addr.arpa." : "ip6.arpa.").toString());
  }

  /** The IPv6 address whose name {@code name} is; null when it is none. */
  public static @Nullable InetAddress ipv6(Name name) {
    if (name.labelCount() != NIBBLES + IPV6.labelCount() || !name.isBelow(IPV6)) {
      return null;
    }
    byte[] octets = new byte[NIBBLES / 2];
    for (int i = 0; i < NIBBLES; i++) {
      // Each label is one octet of length, and one hexadecimal digit if this is an address.
      int digit = name.byteAt(2 * i) == 1 ? Character.digit(name.byteAt(2 * i + 1), 16) : -1;
      if (digit < 0) {
        return null;
      }
      int at = NIBBLES - 1 - i;
      octets[at / 2] |= (byte) (at % 2 == 0 ? digit << 4 : digit);
    }
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new AssertionError("16 octets are an address", e);
    }
  }
}
