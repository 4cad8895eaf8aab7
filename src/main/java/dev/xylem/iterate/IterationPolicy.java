package dev.xylem.iterate;

import dev.xylem.dns.IpPrefix;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/**
 * What an operator decides about the walk.
 *
 * @param priming whether the root's servers are asked for at start and when they expire (RFC 9609)
 * @param caseRandomisation whether queries carry random letter case
 * @param upstreamPort the port that authoritative servers are asked on
 * @param ipv4 whether servers are asked over IPv4
 * @param ipv6 whether servers are asked over IPv6
 * @param doNotQuery addresses never asked, whatever a delegation says (S22)
 * @param shares what nobody may have more of, so that others have some
 * @param steering names that take another way
 */
public record IterationPolicy(
    boolean priming,
    QnameMinimization.Mode qnameMinimization,
    boolean caseRandomisation,
    int upstreamPort,
    boolean ipv4,
    boolean ipv6,
    List<IpPrefix> doNotQuery,
    Shares shares,
    Steering steering) {

  /** How many queries may wait at once for the servers of one zone, and for one server. */
  public record Shares(int perZone, int perServer) {}

  /** Whether servers are asked over the family of {@code address}. */
  boolean speaks(InetAddress address) {
    return address instanceof Inet4Address ? ipv4 : ipv6;
  }

  /** Whether a server may be asked at {@code address}. */
  boolean mayAsk(InetAddress address) {
    return speaks(address) && doNotQuery.stream().noneMatch(prefix -> prefix.contains(address));
  }
}
