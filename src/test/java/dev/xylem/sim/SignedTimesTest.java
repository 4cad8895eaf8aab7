package dev.xylem.sim;

import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.lab.LyingSigner;
import org.junit.jupiter.api.Test;

/** What was secure is so no longer than it is signed (RFC 4035 §5.3.3). */
class SignedTimesTest {
  private static final String WWW = "www.evil.t1.";

  /** The address of {@link #WWW}, signed from {@code from} until {@code until}. */
  private static SignedInternet signed(int ttl, int from, int until) {
    var net = new SignedInternet("www A 192.0.2.1");
    RrSet address = LyingSigner.unsigned(WWW, RrType.A, ttl, "192.0.2.1");
    long now = HandmadeInternet.EPOCH;
    net.lie(zone ->
        LyingSigner.with(
            zone, net.evil().signed(address, change -> change.within(now + from, now + until))));
    return net;
  }

  @Test
  void shortestTtlDoesNotOutliveSignature() {
    SignedInternet net = signed(86_400, -1000, 600);
    net.section("cache: {min-ttl: 1h}\n");
    net.isSecure(WWW, RrType.A, Rcode.NOERROR);
    net.simulation().pass(500);
    net.isSecure(WWW, RrType.A, Rcode.NOERROR);
    net.simulation().pass(1800);
    net.isBogus(WWW, RrType.A, 7);
  }

  @Test
  void staleAnswerIsSecureOnlyWhileItIsSigned() {
    SignedInternet net = signed(300, -1000, 6000);
    net.section("stale: {enabled: true, max-age: 7d}\n");
    net.isSecure(WWW, RrType.A, Rcode.NOERROR);
    net.net().server(SignedInternet.EVIL_SERVER).follow((query, transport, honest) -> null);
    net.simulation().pass(3000);
    net.isSecure(WWW, RrType.A, Rcode.NOERROR);
    net.simulation().pass(86_400);
    net.isInsecure(WWW, RrType.A, Rcode.NOERROR);
  }

  @Test
  void signatureThatExpiresBeforeItBeginsIsWrongEvenWithinTheSkew() {
    signed(300, 200, -200).isBogus(WWW, RrType.A, 6);
  }
}
