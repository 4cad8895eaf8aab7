package dev.xylem.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NameTest {

  @Test
  void comparesWithoutLetterCaseAndKeepsIt() {
    assertEquals(Name.of("www.example.com."), Name.of("WWW.eXample.COM"));
    assertEquals(Name.of("A.b.").hashCode(), Name.of("a.B.").hashCode());
    assertEquals("WWW.eXample.COM.", Name.of("WWW.eXample.COM").toString());
    assertFalse(Name.of("a.").equalsInCase(Name.of("A.")));
    assertNotEquals(Name.of("a.b."), Name.of("ab."));
  }

  @Test
  void readsAndWritesEscapes() {
    Name name = Name.of("a\\.b.\\000\\255 .x\\\\y.");
    assertEquals(3, name.labelCount());
    assertEquals("a\\.b.\\000\\255\\032.x\\\\y.", name.toString());
    assertEquals(name, Name.of(name.toString()));
    assertEquals(Name.of("www.example.com."), Name.of("www", Name.of("example.com.")));
    assertEquals(Name.of("example.com."), Name.of("@", Name.of("example.com.")));
  }

  @Test
  void refusesWhatIsNoName() {
    String label = "a".repeat(63);
    List<String> wrong =
        List.of(
            "", "..", ".a", "a..b", label + "a", "a\\25", "a\\256", "a\\", (label + ".").repeat(4));
    for (String text : wrong) {
      assertThrows(IllegalArgumentException.class, () -> Name.of(text), text);
    }
    String longest = (label + ".").repeat(3) + "a".repeat(61) + ".";
    assertEquals(255, Name.of(longest).length());
    assertThrows(IllegalArgumentException.class, () -> Name.of("b", Name.of(longest)));
  }

  @Test
  void knowsAncestorsAndDescendants() {
    Name name = Name.of("a.b.c.");
    assertTrue(name.isAtOrBelow(Name.of("B.C.")));
    assertTrue(name.isAtOrBelow(Name.ROOT));
    assertTrue(name.isAtOrBelow(name));
    assertFalse(name.isBelow(name));
    assertFalse(Name.of("xb.c.").isAtOrBelow(Name.of("b.c.")));
    assertEquals(Name.of("b.c."), name.parent());
    assertEquals(Name.of("c."), name.ancestor(1));
    assertEquals(Name.ROOT, name.ancestor(0));
    assertEquals(2, name.commonLabels(Name.of("x.b.c.")));
    assertEquals(0, name.commonLabels(Name.of("x.")));
  }

  @Test
  void replacesSuffixesAsDnameDoes() {
    assertEquals(
        Name.of("www.example.net."),
        Name.of("www.example.com.").replaceSuffix(Name.of("com."), Name.of("net.")));
    String label = "a".repeat(63) + ".";
    assertNull(Name.of(label.repeat(3) + "b.").replaceSuffix(Name.of("b."), Name.of(label)));
  }

  /** The example of RFC 4034 §6.1. */
  @Test
  void sortsCanonically() {
    List<Name> sorted =
        List.of(
            Name.of("example."),
            Name.of("a.example."),
            Name.of("yljkjljk.a.example."),
            Name.of("Z.a.example."),
            Name.of("zABC.a.EXAMPLE."),
            Name.of("z.example."),
            Name.of("\\001.z.example."),
            Name.of("*.z.example."),
            Name.of("\\200.z.example."));
    List<Name> shuffled = new ArrayList<>(sorted.reversed());
    Collections.sort(shuffled);
    assertEquals(sorted, shuffled);
  }

  @Test
  void mixesLetterCaseBitByBit() {
    Name mixed = Name.of("abcd.").withRandomCase(() -> 0b01010);
    assertEquals("AbCd.", mixed.toString());
    assertEquals(Name.of("abcd."), mixed);
    assertEquals("a1-b.", Name.of("A1-B.").withRandomCase(() -> 0).toString());
  }

  @Test
  void wildcards() {
    assertTrue(Name.of("*.a.").isWildcard());
    assertFalse(Name.of("a*.a.").isWildcard());
    assertEquals(Name.of("*.a."), Name.of("a.").wildcard());
  }
}
