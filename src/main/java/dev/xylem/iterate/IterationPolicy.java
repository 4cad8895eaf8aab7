package dev.xylem.iterate;

import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.IpPrefix;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param privateAddresses what names of the internet must not lead to
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
    Steering steering,
    Talk talk,
    PrivateAddresses privateAddresses) {

  /**
   * How servers are talked to.
   *
   * @param tcp over TCP only
   * @param verifyGlue whether name servers outside a delegated zone are looked up before their glue
   *     is used
   * @param hideType whether a name is asked with type A until it is known to be no zone
   * @param nsRecords most records of an NS RRset (S32)
   * @param nat64 where a translator reaches IPv4 servers from IPv6 (RFC 6052); null without one
   * @param cookies whether servers are asked for cookies (RFC 7873)
   * @param strings what some servers are told
   */
  public record Talk(
      boolean tcp,
      boolean verifyGlue,
      boolean hideType,
      int nsRecords,
      @Nullable IpPrefix nat64,
      boolean cookies,
      List<ClientString> strings) {}

  /** An EDNS option for the servers of a prefix. */
  public record ClientString(IpPrefix prefix, EdnsOption option) {}

  /** The option that the server at {@code address} is sent: that of the longest prefix. */
  List<EdnsOption> stringFor(InetAddress address) {
    return talk.strings().isEmpty() ? List.of() : longestMatch(address);
  }

  private List<EdnsOption> longestMatch(InetAddress address) {
    ClientString longest = null;
    for (ClientString string : talk.strings()) {
      boolean longer = longest == null || string.prefix().length() > longest.prefix().length();
      if (longer && string.prefix().contains(address)) {
        longest = string;
      }
    }
    return longest == null ? List.of() : List.of(longest.option());
  }

  /** Where the server at {@code address} is reached from here. */
  InetAddress reach(InetAddress address) {
    IpPrefix prefix = talk.nat64();
    return prefix == null || !(address instanceof Inet4Address) ? address : prefix.embed(address);
  }

  /** Whether an IPv4 address of a server is of any use. */
  boolean usesIpv4() {
    return ipv4 || talk.nat64() != null;
  }

  /** How many queries may wait at once for the servers of one zone, and for one server. */
  public record Shares(int perZone, int perServer) {}

  /** Whether servers are asked over the family of {@code address}. */
  boolean speaks(InetAddress address) {
    return address instanceof Inet4Address && talk.nat64() == null ? ipv4 : ipv6;
  }

  /** Whether a server may be asked at {@code address}. */
  boolean mayAsk(InetAddress address) {
    return speaks(address) && !IpPrefix.anyContains(doNotQuery, address);
  }
}
