package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrType;
import dev.xylem.iterate.FailureCause;
import dev.xylem.lab.RollingSigner;
import dev.xylem.validate.TrustPoints;
import dev.xylem.validate.anchor.AnchorKey;
import dev.xylem.validate.anchor.AnchorKey.State;
import dev.xylem.validate.anchor.HoldDowns;
import dev.xylem.validate.anchor.TrustPoint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A year in which the root's key changes, in virtual time (RFC 5011). */
class TrustAnchorYearTest {
  private static final long DAY = TimeUnit.DAYS.toSeconds(1);
  private static final HoldDowns TIMES = new HoldDowns(30 * DAY, 30 * DAY, 366 * DAY);

  private final RollingSigner root = new RollingSigner(".");
  private SignedInternet internet = new SignedInternet("");
  private List<TrustPoint> saved = List.of();

  /** Begins to follow the root, whose key is "old", with what is known of it. */
  private void follow(TrustPoint point) {
    root.has("old");
    internet.net().treat(".", root::sign);
    internet.follow(
        new TrustPoints.Tracking(List.of(point), TIMES, points -> saved = List.copyOf(points)));
    internet.simulation().care().keepUpToDate();
  }

  private TrustPoint configured() {
    return TrustPoint.of(Name.ROOT, List.of(AnchorKey.configured(RrType.DS, root.ds("old"))));
  }

  private void rootHas(String... names) {
    root.has(names);
    internet.net().publish(".");
  }

  private void passDays(long days) {
    internet.simulation().pass(days * DAY);
  }

  /** The state of each key that is known, by its name. */
  private Map<String, State> states() {
    Map<String, State> states = new TreeMap<>();
    for (AnchorKey key : saved.getFirst().keys()) {
      for (String name : List.of("old", "revoked old", "new", "forged")) {
        Rdata rdata = RollingSigner.dnskey(name);
        if (key.rdata().equals(rdata)) {
          states.put(name, key.state());
        }
      }
    }
    return states;
  }

  private void isSecure() {
    internet.isSecure("www.canary.t0.", RrType.A, Rcode.NOERROR);
  }

  private void isBogus(FailureCause cause) {
    internet.isBogus("www.canary.t0.", RrType.A, cause.extendedError());
  }

  @Test
  void aRollOverIsFollowed() {
    follow(configured());
    passDays(10);
    assertEquals(Map.of("old", State.VALID), states());
    rootHas("old", "new");
    passDays(29);
    assertEquals(Map.of("old", State.VALID, "new", State.ADD_PENDING), states());
    passDays(2);
    assertEquals(Map.of("old", State.VALID, "new", State.VALID), states());
    isSecure();
    rootHas("revoked old", "new");
    passDays(1);
    assertEquals(Map.of("revoked old", State.REVOKED, "new", State.VALID), states());
    isSecure();
    rootHas("new");
    passDays(323);
    assertEquals(Map.of("new", State.VALID), states());
    isSecure();
  }

  @Test
  void whoMissedTheRollOverSaysSo() {
    follow(configured());
    rootHas("new");
    isBogus(FailureCause.DNSKEY_MISSING);
    assertTrue(
        internet.simulation().trace().contains("no DNSKEY of . is the one of its DS"),
        internet.simulation().trace());
    passDays(60);
    isBogus(FailureCause.DNSKEY_MISSING);
    assertEquals(Map.of(), states());
    assertTrue(saved.getFirst().probes().failed() > 1);
    // Nothing was given up: the old key is enough.
    rootHas("old", "new");
    passDays(1);
    isSecure();
  }

  @Test
  void whatNoTrustedKeySignedIsNotLearnt() {
    follow(configured());
    passDays(10);
    root.has("old", "forged");
    internet.net().treat(".", zone -> RollingSigner.unsignedBy("old", root.sign(zone)));
    internet.net().publish(".");
    passDays(70);
    assertEquals(Map.of("old", State.VALID), states());
    internet.isBogus("www.canary.t0.", RrType.A);
    internet.net().treat(".", root::sign);
    rootHas("old");
    passDays(1);
    isSecure();
    assertEquals(Map.of("old", State.VALID), states());
  }

  @Test
  void whoWasOffWhileTheOldKeyWentFindsBackIfItSawTheNewOneLongEnough() {
    follow(configured());
    rootHas("old", "new");
    passDays(20);
    TrustPoint before = saved.getFirst();
    internet = new SignedInternet("");
    follow(before);
    internet.simulation().shiftClock(20 * DAY);
    rootHas("new");
    // The new one may not vouch for itself before its time.
    isBogus(FailureCause.BOGUS);
    passDays(9);
    assertEquals(Map.of("old", State.VALID, "new", State.ADD_PENDING), states());
    passDays(2);
    assertEquals(Map.of("old", State.MISSING, "new", State.VALID), states());
    isSecure();
  }

  @Test
  void aClockThatIsSetBackOrAheadCostsTimeOnly() {
    follow(configured());
    passDays(10);
    for (long shift : List.of(-400 * DAY, 800 * DAY)) {
      internet.simulation().shiftClock(shift);
      passDays(1);
      isSecure();
      long asked = saved.getFirst().probes().asked();
      long now = internet.simulation().epochSeconds();
      assertTrue(Math.abs(now - asked) < DAY, now + " " + asked);
    }
    rootHas("old", "new");
    passDays(20);
    internet.simulation().shiftClock(-365 * DAY);
    passDays(29);
    assertEquals(Map.of("old", State.VALID, "new", State.ADD_PENDING), states());
    passDays(2);
    assertEquals(Map.of("old", State.VALID, "new", State.VALID), states());
  }
}
