package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrType;
import dev.xylem.dnssec.Ds;
import dev.xylem.lab.LyingSigner;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What a resolver does for its trust anchors while nobody asks (RFC 7646, RFC 8145). */
class TrustAnchorCareTest {
  private static final long DAY = 86_400;

  private final SignedInternet internet = new SignedInternet("www A 192.0.2.66\nmail A 192.0.2.67");

  private List<Question> signals() {
    return internet.simulation().network().log().stream()
        .map(asked -> asked.query().question())
        // Letter case is drawn.
        .filter(question -> text(question).startsWith("_ta-"))
        .toList();
  }

  private static String text(Question question) {
    return question.name().toString().toLowerCase(Locale.ROOT);
  }

  @Test
  void theRootIsToldOnceADayWhichOfItsKeysIsTrusted() {
    internet.simulation().pass(DAY);
    assertEquals(List.of(), signals());
    internet.simulation().care().signal();
    internet.simulation().pass(60);
    String name =
        String.format(Locale.ROOT, "_ta-%04x.", new Ds(internet.signer(".").ds()).keyTag());
    assertEquals(1, signals().size());
    assertEquals(name, text(signals().getFirst()));
    assertEquals(RrType.NULL, signals().getFirst().type());
    internet.simulation().pass(10 * DAY);
    int count = signals().size();
    assertTrue(count >= 11 && count <= 13, "in ten days: " + count);
  }

  @Test
  void aNegativeAnchorIsDroppedWhenItsZoneValidatesAgain() {
    internet.section(
        "negative-trust-anchors:\n- {name: evil.t1., until: '2027-12-31T00:00:00Z'}\n");
    internet.lie(zone -> LyingSigner.changed(zone, LyingSigner::damaged));
    internet.isInsecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    internet.simulation().care().checkNegatives(300);
    internet.simulation().pass(2000);
    internet.isInsecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    internet.lie(zone -> zone);
    internet.net().publish(SignedInternet.EVIL);
    internet.simulation().pass(400);
    internet.isSecure("mail.evil.t1.", RrType.A, Rcode.NOERROR);
    internet.lie(zone -> LyingSigner.changed(zone, LyingSigner::damaged));
    internet.net().publish(SignedInternet.EVIL);
    internet.simulation().pass(4000);
    internet.isBogus("www.evil.t1.", RrType.A);
  }
}
