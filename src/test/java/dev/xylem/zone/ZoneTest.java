package dev.xylem.zone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZoneTest {
  private static final String SOA = "$TTL 600\n@ 300 SOA ns h 1 2 3 4 60\n";
  private final Zone zone =
      zone(
          SOA
              + """
              @ NS ns
              ns A 192.0.2.1
              *.w A 192.0.2.2
              a.ent.deep A 192.0.2.3
              sub NS ns.sub
              ns.sub A 192.0.2.4
              below.ns.sub NS x.
              old DNAME new
              hidden.old A 192.0.2.5
              """);

  @Test
  void existence() {
    assertTrue(zone.exists(name("example")));
    assertTrue(zone.exists(name("ent.deep.example")), "empty non-terminal");
    assertTrue(zone.exists(name("DEEP.example")));
    assertTrue(zone.exists(name("w.example")), "the wildcard is below it");
    assertFalse(zone.exists(name("x.w.example")));
    assertFalse(zone.exists(name("eep.example")));
    assertEquals(name("ent.deep.example"), zone.closestEncloser(name("x.b.ent.deep.example")));
    assertEquals(name("example"), zone.closestEncloser(name("nothing.example")));
    assertEquals(name("*.w.example"), zone.sourceOfSynthesis(name("x.y.w.example")));
    assertNull(zone.sourceOfSynthesis(name("x.deep.example")));
  }

  @Test
  void cuts() {
    assertEquals(name("sub.example"), owner(zone.cutAtOrAbove(name("sub.example"))));
    assertEquals(name("sub.example"), owner(zone.cutAtOrAbove(name("x.below.ns.sub.example"))));
    assertNull(zone.cutAtOrAbove(name("example")), "the apex is no cut");
    assertNull(zone.cutAtOrAbove(name("x.w.example")));
    assertTrue(zone.isDelegation(name("sub.example")));
    assertFalse(zone.isDelegation(name("example")));
    assertTrue(zone.isOccluded(name("ns.sub.example")));
    assertFalse(zone.isOccluded(name("sub.example")));
    assertTrue(zone.isOccluded(name("hidden.old.example")));
    assertFalse(zone.isOccluded(name("old.example")));
    assertNotNull(zone.dnameAbove(name("x.old.example")));
    assertNull(zone.dnameAbove(name("old.example")));
  }

  @Test
  void negativeTtlIsTheLesser() {
    assertEquals(60, zone.negativeTtl());
    assertEquals(5, zone("$TTL 5\n@ SOA ns h 1 2 3 4 60\n").negativeTtl());
  }

  @Test
  void leastTtlOfASetHolds() {
    RrSet set =
        zone(SOA + "a 70 A 192.0.2.1\na 50 A 192.0.2.2\n").find(name("a.example"), RrType.A);
    assertEquals(50, set == null ? 0 : set.ttl());
    assertEquals(2, set == null ? 0 : set.records().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.org. A 192.0.2.1|a.org. is not in zone example.",
        "a CNAME b\\na A 192.0.2.1|a.example. has CNAME and other data",
        "a CNAME b\\na CNAME c|a.example. has several CNAME",
        "a DNAME b\\na DNAME c|a.example. has several DNAME",
        "@ SOA ns h 2 2 3 4 60|example. needs exactly one SOA",
        "a SOA ns h 2 2 3 4 60|a.example. has an SOA but is not the apex",
        "a CH A 192.0.2.1|CH in a zone of IN",
        "a RRSIG A 13 2 60 0 0 1 example. AQID|a.example. has an RRSIG over missing A",
      })
  void refuses(String lines, String complaint) {
    String text = SOA + lines.replace("\\n", "\n") + "\n";
    var thrown =
        assertThrows(
            ZoneFileException.class, () -> ZoneFileReader.parseZone(text, "z", name("example")));
    assertEquals("z:1: " + complaint, thrown.getMessage());
  }

  @Test
  void needsAnSoa() {
    assertThrows(
        ZoneFileException.class,
        () -> ZoneFileReader.parseZone("a 1 A 192.0.2.1\n", "z", name("example")));
  }

  @Test
  void nsecBesideCnameIsAllowed() {
    assertEquals(2, zone(SOA + "a CNAME b\na NSEC b CNAME\n").at(name("a.example")).size());
  }

  /** RFC 5155 §7.2.8: the owner names of NSEC3 records do not exist. */
  @Test
  void nsec3OwnersAreNotNames() {
    String owner = "gjeqe526plbf1g8mklp59enfd789njgi";
    Zone hashed = zone(SOA + owner + " NSEC3 1 0 0 - " + owner + " A\n");
    assertFalse(hashed.exists(name(owner + ".example")));
    assertEquals(1, hashed.nsec3().size());
    assertEquals(2, hashed.sets().size());
  }

  private static @Nullable Name owner(@Nullable RrSet set) {
    return set == null ? null : set.owner();
  }

  private static Name name(String text) {
    return Name.of(text);
  }

  private static Zone zone(String text) {
    try {
      return ZoneFileReader.parseZone(text, "test", name("example"));
    } catch (ZoneFileException e) {
      throw new AssertionError(e);
    }
  }
}
