package dev.xylem.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Cookies;
import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Rdata;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerCookiesTest {
  private static final String SECRET = "e5e973e5a6b2a43f48e7dc849e37bfcf";
  private static final String CLIENT = "2464c4abcf10c957";

  /** Examples of RFC 9018 appendix A: IPv4, and IPv6 before and after a change of the secret. */
  @ParameterizedTest
  @CsvSource({
    "e5e973e5a6b2a43f48e7dc849e37bfcf, 2464c4abcf10c957, 198.51.100.100, 1559731985,"
        + " 2464c4abcf10c957010000005cf79f111f8130c3eee29480",
    "dd3bdf9344b678b185a6f5cb60fca715, 22681ab97d52c298, 2001:db8:220:1:59de:d0f4:8769:82b8,"
        + " 1559741817, 22681ab97d52c298010000005cf7c57926556bd0934c72f8",
    "445536bcd2513298075a5d379663c962, 22681ab97d52c298, 2001:db8:220:1:59de:d0f4:8769:82b8,"
        + " 1559741961, 22681ab97d52c298010000005cf7c609a6bb79d16625507a"
  })
  void cookiesAreThoseThatAllServersMake(
      String secret, String client, String address, long time, String expected) {
    EdnsOption answer = cookies(secret).answer(option(client), IpPrefix.address(address), time);
    assertEquals(expected, HexFormat.of().formatHex(answer.data().toArray()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 9, 15, 41})
  void aCookieOfAnotherLengthIsNone(int octets) {
    assertFalse(Cookies.isWellFormed(option("00".repeat(octets))));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 24, 40})
  void aCookieHasOneOfTheseLengths(int octets) {
    assertTrue(Cookies.isWellFormed(option("00".repeat(octets))));
  }

  @Test
  void aQueryWithoutCookieHasNone() {
    assertNull(Cookies.in(null));
    assertNull(Cookies.in(Edns.plain()));
  }

  /** The times of RFC 9018 §4.3: an hour back, five minutes ahead. */
  @ParameterizedTest
  @CsvSource({"0, true", "3600, true", "3601, false", "-300, true", "-301, false"})
  void aCookieIsOursForAnHour(long age, boolean ours) {
    for (long now : new long[] {1_800_000_000L, 0xFFFF_FFFFL, 0x1_0000_0000L + 10}) {
      InetAddress address = IpPrefix.address("192.0.2.1");
      EdnsOption given = cookies(SECRET).answer(option(CLIENT), address, now - age);
      assertEquals(ours, cookies(SECRET).isOurs(given, address, now), "at " + now);
    }
  }

  @Test
  void aCookieIsOursWholeAndAtItsAddressOnly() {
    InetAddress address = IpPrefix.address("192.0.2.1");
    EdnsOption given = cookies(SECRET).answer(option(CLIENT), address, 1000);
    assertFalse(cookies(SECRET).isOurs(given, IpPrefix.address("192.0.2.2"), 1000));
    byte[] octets = given.data().toArray();
    for (int i = 0; i < octets.length; i++) {
      octets[i] ^= 1;
      assertFalse(
          cookies(SECRET).isOurs(option(HexFormat.of().formatHex(octets)), address, 1000),
          "at " + i);
      octets[i] ^= 1;
    }
    assertFalse(cookies(SECRET).isOurs(option(CLIENT), address, 1000));
    assertTrue(cookies(SECRET).isOurs(option(HexFormat.of().formatHex(octets)), address, 1000));
  }

  /** The three steps of RFC 9018 §5: at each, cookies of all servers of an address are ours. */
  @Test
  void aSecretIsChangedWhileCookiesStayOurs() {
    Rdata before = Rdata.of(HexFormat.of().parseHex(SECRET));
    Rdata after = Rdata.of(HexFormat.of().parseHex("445536bcd2513298075a5d379663c962"));
    var first = new ServerCookies(before, List.of(after));
    var second = new ServerCookies(after, List.of(before));
    InetAddress address = IpPrefix.address("2001:db8::1");
    EdnsOption old = first.answer(option(CLIENT), address, 1000);
    EdnsOption young = second.answer(option(CLIENT), address, 1000);
    assertEquals(old, new ServerCookies(before).answer(option(CLIENT), address, 1000));
    assertEquals(young, new ServerCookies(after).answer(option(CLIENT), address, 1000));
    for (EdnsOption cookie : List.of(old, young)) {
      assertTrue(first.isOurs(cookie, address, 1000));
      assertTrue(second.isOurs(cookie, address, 1000));
    }
    assertFalse(new ServerCookies(after).isOurs(old, address, 1000));
  }

  private static ServerCookies cookies(String secret) {
    return new ServerCookies(Rdata.of(HexFormat.of().parseHex(secret)));
  }

  private static EdnsOption option(String hex) {
    return new EdnsOption(EdnsOption.COOKIE, Rdata.of(HexFormat.of().parseHex(hex)));
  }
}
