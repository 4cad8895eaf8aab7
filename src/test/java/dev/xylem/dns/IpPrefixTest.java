package dev.xylem.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.1.2.3/32, 10.1.2.3, true",
    "10.1.2.3/32, 10.1.2.2, false",
    "0.0.0.0/0, 255.255.255.255, true",
    "0.0.0.0/0, ::1, false",
    "::/0, ::1, true",
    "::/0, 192.0.2.1, false",
    "fc00::/7, fdff::1, true",
    "fc00::/7, fe00::1, false",
    "2001:db8::/64, 2001:db8::ffff:ffff:ffff:ffff, true",
    "2001:db8::/65, 2001:db8::ffff:ffff:ffff:ffff, false",
    "::1/128, ::1, true",
    "::1/128, ::2, false",
  })
  void containsItsAddressesAndNoOther(String prefix, String address, boolean contained) {
    assertEquals(contained, IpPrefix.of(prefix).contains(IpPrefix.address(address)));
  }

  @Test
  void anIpv4MappedAddressIsTheIpv4Address() throws UnknownHostException {
    byte[] octets = new byte[16];
    octets[10] = octets[11] = (byte) 0xFF;
    octets[12] = 10;
    var mapped = Inet6Address.getByAddress(null, octets, -1);
    assertTrue(IpPrefix.of("10.0.0.0/8").contains(mapped));
    assertFalse(IpPrefix.of("::/0").contains(mapped));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/8",
        "192.0.2.1/32",
        "0.0.0.0/0",
        "fe80::/10",
        "::/0",
        "::1/128",
        "2001:db8::1:0:0:1/128",
        "1:2:3:4:5:6:7:8/128",
        "2001:0:0:1::/64"
      })
  void isWrittenAsItIsRead(String text) {
    assertEquals(text, IpPrefix.of(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "10.1/8",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0.0/33",
        "::/129",
        "a/8",
        "10.0.0.1/8",
        "256.0.0.1",
        "::1/1/1",
        "fe80::1/10"
      })
  void refusesWhatIsNoPrefix(String text) {
    assertThrows(IllegalArgumentException.class, () -> IpPrefix.of(text));
  }

  /** The table of RFC 6052 §2.4. */
  @ParameterizedTest
  @CsvSource({
    "2001:db8::/32, 2001:db8:c000:221::",
    "2001:db8:100::/40, 2001:db8:1c0:2:21::",
    "2001:db8:122::/48, 2001:db8:122:c000:2:2100::",
    "2001:db8:122:300::/56, 2001:db8:122:3c0:0:221::",
    "2001:db8:122:344::/64, 2001:db8:122:344:c0:2:2100:0",
    "2001:db8:122:344::/96, 2001:db8:122:344::c000:221",
    "64:ff9b::/96, 64:ff9b::c000:221"
  })
  void anIpv4AddressIsEmbeddedBehindAPrefix(String prefix, String expected) {
    IpPrefix translator = IpPrefix.of(prefix);
    assertEquals(
        IpPrefix.address(expected), translator.embed(IpPrefix.address("192.0.2.33")), prefix);
  }
}
