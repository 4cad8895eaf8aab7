package dev.xylem.listen.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.IpPrefix;
import org.junit.jupiter.api.Test;

/** What is logged of limited clients: what is new, and nothing when there is nothing. */
class RateReportTest {
  @Test
  void onlyWhatIsNewIsSaid() {
    var counts = new RateLimit.Counts();
    var report = new RateReport(counts);
    assertFalse(report.say());
    assertNull(counts.latest());
    counts.countDropped(IpPrefix.of("192.0.2.0/24"));
    assertTrue(report.say());
    assertFalse(report.say());
    counts.countTruncated(IpPrefix.of("198.51.100.0/24"));
    assertEquals(IpPrefix.of("198.51.100.0/24"), counts.latest());
    assertTrue(report.say());
    assertFalse(report.say());
  }
}
