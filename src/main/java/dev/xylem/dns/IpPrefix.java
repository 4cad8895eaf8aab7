package dev.xylem.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An address prefix, IPv4 or IPv6 (RFC 4632 §3.1, RFC 4291 §2.3).
 *
 * <p>Both families are kept as 128 bits, IPv4 as IPv4-mapped IPv6 ({@code ::ffff:0:0/96}, RFC 4291
 * §2.5.5.2): a client that reaches a dual-stack socket by IPv4 meets the same rules whichever way
 * its address is written. An IPv6 prefix shorter than that, such as {@code ::/0}, holds no IPv4
 * address.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits; host bits are zero
 * @param length bits that are fixed, out of 128
 */
public record IpPrefix(long high, long low, int length) {
  private static final int MAPPED_BITS = 96;
  private static final long MAPPED_HEAD = 0xFFFFL;
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  public IpPrefix {
    if (length < 0 || length > 128) {
      throw new IllegalArgumentException("a prefix has 0 to 128 bits");
    }
    high &= highMask(length);
    low &= lowMask(length);
  }

  /** The first {@code length} bits of {@code address}, counted in its own family. */
  public static IpPrefix of(InetAddress address, int length) {
    byte[] octets = address.getAddress();
    if (length < 0 || length > 8 * octets.length) {
      throw new IllegalArgumentException("a prefix has 0 to " + 8 * octets.length + " bits");
    }
    int added = octets.length == 4 ? MAPPED_BITS : 0;
    return new IpPrefix(highBits(octets), lowBits(octets), length + added);
  }

  /**
   * The prefix written as {@code text}: {@code 10.0.0.0/8}, {@code fc00::/7}, or an address alone.
   *
   * @throws IllegalArgumentException saying what is wrong with {@code text}
   */
  public static IpPrefix of(String text) {
    int slash = text.indexOf('/');
    InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
    int bits = 8 * address.getAddress().length;
    int length = slash < 0 ? bits : lengthOf(text.substring(slash + 1), bits);
    IpPrefix prefix = of(address, length);
    IpPrefix whole = of(address, bits);
    if (prefix.high != whole.high || prefix.low != whole.low) {
      throw new IllegalArgumentException("has bits set behind its length; meant is " + prefix);
    }
    return prefix;
  }

  /**
   * The address written as {@code text}; never asks a name service.
   *
   * @throws IllegalArgumentException when that is not an IPv4 or IPv6 address
   */
  public static InetAddress address(String text) {
    // The JDK would also take 127.1 and 0x7f000001 for IPv4.
    if (!text.contains(":") && !IPV4.matcher(text).matches()) {
      throw new IllegalArgumentException("not an IP address");
    }
    return InetAddress.ofLiteral(text);
  }

  /** The text of {@code address} with its longest run of zeros shortened (RFC 5952 §4.2). */
  public static String text(InetAddress address) {
    String whole = address.getHostAddress();
    for (int zeros = 8; zeros > 1 && whole.contains(":"); zeros--) {
      String run = "(?<![0-9a-f])0(:0){" + (zeros - 1) + "}(?![0-9a-f])";
      String shorter = whole.replaceFirst(run, "::");
      if (!shorter.equals(whole)) {
        return shorter.replaceAll(":{3,}", "::");
      }
    }
    return whole;
  }

  /**
   * The IPv6 address that stands for the IPv4 address {@code address} behind this prefix (RFC 6052
   * §2.2): its octets follow the prefix, but bits 64 to 71 stay zero.
   */
  public InetAddress embed(InetAddress address) {
    byte[] octets = new byte[16];
    for (int i = 0; i < 16; i++) {
      octets[i] = (byte) ((i < 8 ? high : low) >>> (56 - i % 8 * 8));
    }
    int at = length / 8;
    for (byte octet : address.getAddress()) {
      at = at == 8 ? 9 : at;
      octets[at++] = octet;
    }
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new AssertionError("16 octets are an address", e);
    }
  }

  /** The IPv4 address that {@link #embed} has put into {@code address}. */
  public InetAddress embedded(InetAddress address) {
    byte[] octets = address.getAddress();
    byte[] ipv4 = new byte[4];
    int at = length / 8;
    for (int i = 0; i < 4; i++) {
      at = at == 8 ? 9 : at;
      ipv4[i] = octets[at++];
    }
    try {
      return InetAddress.getByAddress(ipv4);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 octets are an address", e);
    }
  }

  /** Whether an IPv4 address can be embedded behind this prefix (RFC 6052 §2.2). */
  public boolean canEmbed() {
    return !isIpv4() && (length == 96 || length <= 64 && length >= 32 && length % 8 == 0);
  }

  /** Whether {@code address} lies in this prefix. */
  public boolean contains(InetAddress address) {
    byte[] octets = address.getAddress();
    return contains(highBits(octets), lowBits(octets));
  }

  /** Whether {@code address} lies in one of {@code prefixes}. */
  public static boolean anyContains(List<IpPrefix> prefixes, InetAddress address) {
    // The JDK gives out the octets of an address only as a copy: one for all prefixes.
    byte[] octets = address.getAddress();
    long high = highBits(octets);
    long low = lowBits(octets);
    for (int i = 0; i < prefixes.size(); i++) {
      if (prefixes.get(i).contains(high, low)) {
        return true;
      }
    }
    return false;
  }

  /** As {@link #contains(InetAddress)}, for an address in its 128-bit form. */
  public boolean contains(long addressHigh, long addressLow) {
    return ((addressHigh ^ high) & highMask(length)) == 0
        && ((addressLow ^ low) & lowMask(length)) == 0
        && isIpv4() == isMapped(addressHigh, addressLow);
  }

  /** Whether this is an IPv4 prefix. */
  public boolean isIpv4() {
    return length >= MAPPED_BITS && isMapped(high, low);
  }

  /** The first 64 bits of the 128-bit form of an address of 4 or 16 octets. */
  public static long highBits(byte[] octets) {
    return octets.length == 4 ? 0 : bits(octets, 0, 8);
  }

  /** The last 64 bits of the 128-bit form of an address of 4 or 16 octets. */
  public static long lowBits(byte[] octets) {
    return octets.length == 4
        ? (MAPPED_HEAD << 32) | bits(octets, 0, 4)
        : bits(octets, 8, octets.length);
  }

  @Override
  public String toString() {
    int from = isIpv4() ? 12 : 0;
    byte[] octets = new byte[16 - from];
    for (int i = from; i < 16; i++) {
      long half = i < 8 ? high : low;
      octets[i - from] = (byte) (half >>> (56 - i % 8 * 8));
    }
    try {
      return text(InetAddress.getByAddress(octets)) + "/" + (length - 8 * from);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 octets are an address", e);
    }
  }

  private static int lengthOf(String text, int most) {
    if (!text.matches("\\d{1,3}") || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException("its length must be a number from 0 to " + most);
    }
    return Integer.parseInt(text);
  }

  private static boolean isMapped(long high, long low) {
    return high == 0 && low >>> 32 == MAPPED_HEAD;
  }

  private static long bits(byte[] octets, int from, int to) {
    long bits = 0;
    for (int i = from; i < to; i++) {
      bits = (bits << 8) | (octets[i] & 0xFF);
    }
    return bits;
  }

  private static long highMask(int length) {
    return length == 0 ? 0 : -1L << Math.max(0, 64 - length);
  }

  private static long lowMask(int length) {
    return length <= 64 ? 0 : -1L << (128 - length);
  }
}
