package dev.xylem.daemon.anchor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.config.Settings;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.RdataText;
import dev.xylem.dnssec.Dnskey;
import dev.xylem.validate.anchor.AnchorKey;
import dev.xylem.validate.anchor.HoldDowns;
import dev.xylem.validate.anchor.TrustPoint;
import dev.xylem.validate.anchor.TrustPointText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is learnt of trust anchors, over time and from one run to the next (RFC 5011). */
class TrustPointFileTest {
  private static final Name ZONE = Name.of("example.");
  private static final Dnskey OLD = key("257 3 8 AwEAAQ==");
  private static final Dnskey NEW = key("257 3 8 AwEAAg==");
  private static final Dnskey OLD_REVOKED = key("385 3 8 AwEAAQ==");
  private static final long DAY = TimeUnit.DAYS.toSeconds(1);
  private static final long START = 1_800_000_000L;
  private static final HoldDowns TIMES = new HoldDowns(30 * DAY, 30 * DAY, 366 * DAY);

  @TempDir private Path folder;

  private static Dnskey key(String text) {
    return Dnskey.of(RdataText.parse(RrType.DNSKEY, text, Name.ROOT));
  }

  private static TrustPoint configured(Dnskey key) {
    return TrustPoint.of(ZONE, List.of(AnchorKey.configured(RrType.DNSKEY, key.rdata())));
  }

  private static TrustPoint seen(TrustPoint point, long day, Dnskey... keys) {
    long now = START + day * DAY;
    return point
        .learning(List.of(keys), _ -> true, TIMES, now)
        .succeeded(now, point.probes().intervals(), bound -> bound / 2);
  }

  private static boolean trusts(TrustPoint point, Dnskey key) {
    for (Rdata rdata : point.dnskeys()) {
      if (rdata.equals(key.rdata())) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aNewKeyWaitsThirtyDaysAndMustStayThere() {
    TrustPoint point = seen(configured(OLD), 0, OLD);
    TrustPoint pending = seen(point, 1, OLD, NEW);
    assertFalse(trusts(pending, NEW));
    assertFalse(trusts(seen(pending, 30, OLD, NEW), NEW));
    assertTrue(trusts(seen(seen(pending, 30, OLD, NEW), 32, OLD, NEW), NEW));
    // It went away in between: the time begins anew.
    TrustPoint gone = seen(pending, 20, OLD);
    assertFalse(trusts(seen(seen(gone, 21, OLD, NEW), 50, OLD, NEW), NEW));
    assertTrue(trusts(seen(seen(gone, 21, OLD, NEW), 52, OLD, NEW), NEW));
  }

  @Test
  void aClockThatJumpsDoesNotHurtForLong() {
    TrustPoint wrong = seen(seen(configured(OLD), 0, OLD), 4000, OLD, NEW);
    TrustPoint back = seen(wrong, 1, OLD, NEW);
    assertFalse(trusts(seen(back, 30, OLD, NEW), NEW));
    assertTrue(trusts(seen(back, 32, OLD, NEW), NEW));
    assertTrue(wrong.probes().secondsLeft(START) <= wrong.probes().intervals().refresh());
  }

  @Test
  void aRevokedKeyNeverComesBack() {
    TrustPoint both = seen(configured(OLD), 0, OLD);
    both = seen(seen(seen(both, 1, OLD, NEW), 20, OLD, NEW), 40, OLD, NEW);
    TrustPoint revoked = both.revoking(List.of(OLD_REVOKED), START + 41 * DAY);
    assertFalse(trusts(revoked, OLD));
    assertTrue(trusts(revoked, NEW));
    assertFalse(trusts(seen(revoked, 45, OLD, NEW), OLD));
    assertFalse(trusts(configured(OLD).resumed(seen(revoked, 400, NEW)), OLD));
    assertTrue(both.revoking(List.of(OLD_REVOKED, key("385 3 8 AwEAAg==")), START).isEmpty());
  }

  @Test
  void whatWasNotConfiguredBeforeIsTrustedAtOnce() {
    TrustPoint written = seen(configured(OLD), 0, OLD);
    var two =
        TrustPoint.of(
            ZONE,
            List.of(
                AnchorKey.configured(RrType.DNSKEY, OLD.rdata()),
                AnchorKey.configured(RrType.DNSKEY, NEW.rdata())));
    assertTrue(trusts(two.resumed(written), NEW));
    assertFalse(trusts(configured(OLD).resumed(written), NEW));
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    TrustPoint point = seen(seen(configured(OLD), 0, OLD), 1, OLD, NEW);
    var file = new TrustPointFile(folder.resolve("state"));
    file.save(List.of(point));
    assertEquals(List.of(point), file.resume(List.of(configured(OLD))));
  }

  /** Whoever is killed while writing leaves the old file, and a new one that nobody reads. */
  @Test
  void aWriteThatWasCutOffChangesNothing() throws IOException {
    TrustPoint point = seen(configured(OLD), 0, OLD);
    Path path = folder.resolve("state");
    new TrustPointFile(path).save(List.of(point));
    String text = TrustPointText.format(List.of(seen(point, 1, OLD, NEW)));
    for (int length = 0; length < text.length(); length += 7) {
      Files.writeString(folder.resolve("state.new"), text.substring(0, length));
      assertEquals(List.of(point), new TrustPointFile(path).resume(List.of(configured(OLD))));
    }
  }

  @Test
  void aDamagedFileIsSetAside() throws IOException {
    String text = TrustPointText.format(List.of(seen(configured(OLD), 0, OLD)));
    for (String damaged :
        List.of("", "x", text.substring(0, text.length() - 1), text.replace("valid", "Valid"))) {
      Path path = Files.writeString(folder.resolve("state"), damaged);
      var file = new TrustPointFile(path);
      assertEquals(List.of(configured(OLD)), file.resume(List.of(configured(OLD))));
      assertFalse(Files.exists(path));
      assertEquals(damaged, Files.readString(folder.resolve("state.damaged")));
    }
  }

  @Test
  void whereNothingCanBeWrittenServiceGoesOn() throws IOException {
    Path blocked = Files.writeString(folder.resolve("file"), "").resolve("state");
    var file = new TrustPointFile(blocked);
    file.save(List.of(configured(OLD)));
    assertEquals(List.of(configured(OLD)), file.resume(List.of(configured(OLD))));
  }

  @Test
  void theFolderOfSystemdIsTheDefault() {
    var updates = Settings.standard().dnssec().updates();
    assertEquals(Optional.empty(), TrustPointFile.find(updates, Map.of()));
    assertEquals(
        Optional.of(Path.of("/a/trust-anchors.state")),
        TrustPointFile.find(updates, Map.of("STATE_DIRECTORY", "/a:/b")));
  }
}
