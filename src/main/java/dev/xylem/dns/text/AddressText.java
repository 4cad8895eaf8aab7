package dev.xylem.dns.text;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * IPv4 and IPv6 addresses as text (RFC 1035 §3.4.1, RFC 3596 §2.4, RFC 5952); nothing is looked up.
 */
public final class AddressText {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]+");

  private AddressText() {}

  /** The four octets of a dotted quad; the JDK would take {@code 1.2} too. */
  public static byte[] parseIpv4(String text) {
    if (!IPV4.matcher(text).matches()) {
      throw new IllegalArgumentException("not an IPv4 address: " + text);
    }
    return Inet4Address.ofLiteral(text).getAddress();
  }

  /** The sixteen octets of an IPv6 address without zone. */
  public static byte[] parseIpv6(String text) {
    if (!IPV6.matcher(text).matches() || text.indexOf(':') < 0) {
      throw new IllegalArgumentException("not an IPv6 address: " + text);
    }
    InetAddress address = Inet6Address.ofLiteral(text);
    byte[] octets = address.getAddress();
    if (octets.length == 16) {
      return octets;
    }
    // The JDK turns IPv4-mapped addresses into IPv4 ones.
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xFF;
    mapped[11] = (byte) 0xFF;
    System.arraycopy(octets, 0, mapped, 12, 4);
    return mapped;
  }

  /** The address of 4 or 16 octets. */
  public static String format(byte[] octets) {
    return octets.length == 4 ? formatIpv4(octets, 0) : formatIpv6(octets);
  }

  private static String formatIpv4(byte[] octets, int at) {
    return (octets[at] & 0xFF)
        + "."
        + (octets[at + 1] & 0xFF)
        + "."
        + (octets[at + 2] & 0xFF)
        + "."
        + (octets[at + 3] & 0xFF);
  }

  private static String formatIpv6(byte[] octets) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (octets[2 * i] & 0xFF) << 8 | (octets[2 * i + 1] & 0xFF);
    }
    int gap = longestGap(groups);
    int gapEnd = gap < 0 ? -1 : gap + zerosAt(groups, gap);
    if (gap == 0 && gapEnd == 5 && groups[5] == 0xFFFF) {
      return "::ffff:" + formatIpv4(octets, 12);
    }
    var text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == gap) {
        text.append("::");
        i = gapEnd - 1;
      } else {
        boolean first = i == 0 || i == gapEnd;
        text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  /** Where the first of the longest runs of at least two zero groups begins; -1 for none. */
  private static int longestGap(int[] groups) {
    int best = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int length = zerosAt(groups, i);
      if (length > bestLength) {
        best = i;
        bestLength = length;
      }
    }
    return best;
  }

  private static int zerosAt(int[] groups, int from) {
    int end = from;
    while (end < 8 && groups[end] == 0) {
      end++;
    }
    return end - from;
  }
}
