package dev.xylem.policy;

/**
 * Zones that are answered here and never asked for on the internet, each with why. Here and not in
 * a file, because a file would have to be found on the class path at each start.
 */
final class SpecialUseZones {
  /**
   * A zone in each line, with comments; records other than SOA and NS are in {@link SpecialUse}.
   */
  static final String TEXT =
      """
      # Names of the machine itself.
      localhost.                      # RFC 6761 section 6.3
      127.in-addr.arpa.               # RFC 6303 section 4.2: loopback
      1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa.            # RFC 6303 section 4.3: loopback

      # Names that must not exist, or not in DNS. As in Unbound; example. is left out as RFC 6761 section
      # 6.5 asks, and internal. because no RFC speaks of it.
      invalid.                        # RFC 6761 section 6.4
      test.                           # RFC 6761 section 6.2
      onion.                          # RFC 7686 section 2: Tor
      # Unbound and BIND leave the next two to the root servers, which deny them as well: answered here,
      # the names of a home do not leak there (RFC 6762 section 22.1 asks it of caches). An organization
      # with names of its own in local. lists it under special-use.except.
      local.                          # RFC 6762 section 22.1: multicast DNS
      alt.                            # RFC 9476: other name systems
      home.arpa.                      # RFC 8375 section 4
      resolver.arpa.                  # RFC 9462: we designate no encrypted resolver
      service.arpa.                   # RFC 9665

      # Reverse zones of addresses that are private, reserved or for documentation (RFC 6303 section 4).
      0.in-addr.arpa.                 # this network
      10.in-addr.arpa.                # RFC 1918
      16.172.in-addr.arpa.
      17.172.in-addr.arpa.
      18.172.in-addr.arpa.
      19.172.in-addr.arpa.
      20.172.in-addr.arpa.
      21.172.in-addr.arpa.
      22.172.in-addr.arpa.
      23.172.in-addr.arpa.
      24.172.in-addr.arpa.
      25.172.in-addr.arpa.
      26.172.in-addr.arpa.
      27.172.in-addr.arpa.
      28.172.in-addr.arpa.
      29.172.in-addr.arpa.
      30.172.in-addr.arpa.
      31.172.in-addr.arpa.
      168.192.in-addr.arpa.
      254.169.in-addr.arpa.           # link-local
      2.0.192.in-addr.arpa.           # TEST-NET-1
      100.51.198.in-addr.arpa.        # TEST-NET-2
      113.0.203.in-addr.arpa.         # TEST-NET-3
      255.255.255.255.in-addr.arpa.   # broadcast
      0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa.   # unspecified address
      d.f.ip6.arpa.                   # RFC 4193: unique local
      8.e.f.ip6.arpa.                 # link-local
      9.e.f.ip6.arpa.
      a.e.f.ip6.arpa.
      b.e.f.ip6.arpa.
      8.b.d.0.1.0.0.2.ip6.arpa.       # RFC 3849: documentation

      # Shared address space of carriers (RFC 7793).
      64.100.in-addr.arpa.
      65.100.in-addr.arpa.
      66.100.in-addr.arpa.
      67.100.in-addr.arpa.
      68.100.in-addr.arpa.
      69.100.in-addr.arpa.
      70.100.in-addr.arpa.
      71.100.in-addr.arpa.
      72.100.in-addr.arpa.
      73.100.in-addr.arpa.
      74.100.in-addr.arpa.
      75.100.in-addr.arpa.
      76.100.in-addr.arpa.
      77.100.in-addr.arpa.
      78.100.in-addr.arpa.
      79.100.in-addr.arpa.
      80.100.in-addr.arpa.
      81.100.in-addr.arpa.
      82.100.in-addr.arpa.
      83.100.in-addr.arpa.
      84.100.in-addr.arpa.
      85.100.in-addr.arpa.
      86.100.in-addr.arpa.
      87.100.in-addr.arpa.
      88.100.in-addr.arpa.
      89.100.in-addr.arpa.
      90.100.in-addr.arpa.
      91.100.in-addr.arpa.
      92.100.in-addr.arpa.
      93.100.in-addr.arpa.
      94.100.in-addr.arpa.
      95.100.in-addr.arpa.
      96.100.in-addr.arpa.
      97.100.in-addr.arpa.
      98.100.in-addr.arpa.
      99.100.in-addr.arpa.
      100.100.in-addr.arpa.
      101.100.in-addr.arpa.
      102.100.in-addr.arpa.
      103.100.in-addr.arpa.
      104.100.in-addr.arpa.
      105.100.in-addr.arpa.
      106.100.in-addr.arpa.
      107.100.in-addr.arpa.
      108.100.in-addr.arpa.
      109.100.in-addr.arpa.
      110.100.in-addr.arpa.
      111.100.in-addr.arpa.
      112.100.in-addr.arpa.
      113.100.in-addr.arpa.
      114.100.in-addr.arpa.
      115.100.in-addr.arpa.
      116.100.in-addr.arpa.
      117.100.in-addr.arpa.
      118.100.in-addr.arpa.
      119.100.in-addr.arpa.
      120.100.in-addr.arpa.
      121.100.in-addr.arpa.
      122.100.in-addr.arpa.
      123.100.in-addr.arpa.
      124.100.in-addr.arpa.
      125.100.in-addr.arpa.
      126.100.in-addr.arpa.
      127.100.in-addr.arpa.
      """;

  private SpecialUseZones() {}
}
