package dev.xylem.listen.admission;

import dev.xylem.dns.IpPrefix;
import java.net.InetAddress;

/**
 * What counts as one client: an IPv4 address or an IPv6 /64.
 *
 * <p>A host takes as many addresses of its /64 as it likes (RFC 8981), so less would be no limit. A
 * /56 or more is often one customer, too, but just as often a whole office behind its own resolver,
 * whose hosts must not be able to starve each other.
 */
public final class ClientPrefix {
  private static final int IPV6_BITS = 64;

  private ClientPrefix() {}

  /** The client that {@code address} belongs to. */
  public static IpPrefix of(InetAddress address) {
    IpPrefix whole = IpPrefix.of(address, 8 * address.getAddress().length);
    return whole.isIpv4() ? whole : new IpPrefix(whole.high(), whole.low(), IPV6_BITS);
  }
}
