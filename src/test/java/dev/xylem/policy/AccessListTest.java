package dev.xylem.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.xylem.config.Settings;
import dev.xylem.dns.IpPrefix;
import dev.xylem.policy.AccessList.Treatment;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessListTest {
  private static final AccessList STANDARD =
      new AccessList(Settings.standard().access().allow(), Settings.standard().access().deny());

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "10.200.3.4, true",
    "172.31.255.255, true",
    "172.32.0.0, false",
    "100.64.0.1, true",
    "8.8.8.8, false",
    "::1, true",
    "fd00::1, true",
    "fe80::1, true",
    "2001:db8::1, false",
    "::ffff:10.0.0.1, true",
    "::ffff:8.8.8.8, false",
  })
  void byDefaultPrivateNetworksAreServed(String client, boolean served) {
    assertEquals(served, STANDARD.allows(IpPrefix.address(client)));
  }

  @Test
  void theMostSpecificPrefixDecidesAndDenyWinsBetweenEquals() {
    AccessList list =
        new AccessList(
            prefixes("10.0.0.0/8", "10.1.2.0/24", "192.0.2.0/24"),
            prefixes("10.1.0.0/16", "192.0.2.0/24", "10.1.2.3"));
    assertTrue(list.allows(IpPrefix.address("10.0.0.1")));
    assertFalse(list.allows(IpPrefix.address("10.1.0.1")));
    assertTrue(list.allows(IpPrefix.address("10.1.2.1")));
    assertFalse(list.allows(IpPrefix.address("10.1.2.3")));
    assertFalse(list.allows(IpPrefix.address("192.0.2.1")));
  }

  @Test
  void nobodyIsServedByAnEmptyList() {
    assertFalse(new AccessList(List.of(), List.of()).allows(IpPrefix.address("127.0.0.1")));
  }

  @Test
  void aLookUpOfAClientSeenLatelyAllocatesNothing() {
    var bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    InetAddress v4 = IpPrefix.address("100.64.0.1");
    InetAddress v6 = IpPrefix.address("2001:db8::1");
    lookUp(v4, v6, 1);
    long before = bean.getCurrentThreadAllocatedBytes();
    lookUp(v4, v6, 100_000);
    long perLookUp = (bean.getCurrentThreadAllocatedBytes() - before) / 200_000;
    assertEquals(0, perLookUp);
  }

  private static void lookUp(InetAddress v4, InetAddress v6, int times) {
    int served = 0;
    for (int i = 0; i < times; i++) {
      served += STANDARD.allows(v4) ? 1 : 0;
      served += STANDARD.allows(v6) ? 1 : 0;
    }
    assertEquals(times, served);
  }

  private static List<IpPrefix> prefixes(String... texts) {
    return Stream.of(texts).map(IpPrefix::of).toList();
  }

  @Test
  void theStricterOfEqualPrefixesCountsAndTheLongerOfOthers() {
    IpPrefix wide = IpPrefix.of("192.0.2.0/24");
    IpPrefix narrow = IpPrefix.of("192.0.2.8/29");
    AccessList list =
        new AccessList(
            Map.of(
                Treatment.SERVE, List.of(wide, narrow),
                Treatment.SNOOP, List.of(narrow),
                Treatment.DROP, List.of(wide)));
    assertEquals(Treatment.SNOOP, list.treatmentOf(IpPrefix.address("192.0.2.9")));
    assertEquals(Treatment.DROP, list.treatmentOf(IpPrefix.address("192.0.2.1")));
    assertEquals(Treatment.REFUSE, list.treatmentOf(IpPrefix.address("198.51.100.1")));
    assertFalse(list.allows(IpPrefix.address("192.0.2.1")));
  }
}
