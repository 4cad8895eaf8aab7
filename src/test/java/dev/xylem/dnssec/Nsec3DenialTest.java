package dev.xylem.dnssec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.RdataText;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class Nsec3DenialTest {
  @Test
  void s56NamesAboveTheZoneAreNotHashed() {
    Name zone = Name.of("evil.t1.");
    String hash = "0".repeat(32);
    RrSet useless =
        RrSet.of(
            Name.of(hash + ".evil.t1."),
            RrType.NSEC3,
            300,
            RdataText.parse(RrType.NSEC3, "1 0 0 - " + hash + " A", Name.ROOT));
    var hashes = new AtomicInteger();
    var denial = new Nsec3Denial(zone, List.of(useless), hashes::incrementAndGet);
    assertEquals(Denial.Proof.NOT_PROVEN, denial.noName(Name.of("a.b.c.evil.t1.")));
    assertEquals(4, hashes.get(), "the name, and each above it down to the zone's own");
    assertEquals(Denial.Proof.NOT_PROVEN, denial.noData(Name.of("a.b.c.evil.t1."), RrType.A));
    assertEquals(4, hashes.get(), "and each but once");
    assertEquals(Denial.Cut.UNKNOWN, denial.cut(Name.of("a.b.t0.")));
    assertEquals(5, hashes.get(), "of another zone's name nothing but itself");
  }
}
