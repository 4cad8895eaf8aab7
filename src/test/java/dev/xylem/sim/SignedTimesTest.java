package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.lab.LyingSigner;
import dev.xylem.zone.Zone;
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

  /**
   * RFC 9077: signers gave NSEC the TTL of data, which would deny for a day what is a minute old.
   */
  @Test
  void noDenialOutlivesTheNegativeTtl() {
    var net = new SignedInternet("mm A 192.0.2.1");
    net.lie(zone -> LyingSigner.with(zone, lasting(net, zone, 86_400)));
    net.isSecure("aa.evil.t1.", RrType.A, Rcode.NXDOMAIN);
    int asked = net.simulation().network().packets();
    net.simulation().pass(50);
    RrSet proof = net.isSecure("bb.evil.t1.", RrType.A, Rcode.NXDOMAIN).authority().getLast();
    assertEquals(asked, net.simulation().network().packets());
    assertTrue(proof.ttl() <= 10, proof.toString());
    net.simulation().pass(20);
    net.isSecure("cc.evil.t1.", RrType.A, Rcode.NXDOMAIN);
    assertTrue(net.simulation().network().packets() > asked);
  }

  /** All NSEC records of the zone, signed with another TTL. */
  private static RrSet[] lasting(SignedInternet net, Zone zone, int ttl) {
    return zone.sets().stream()
        .filter(set -> set.type().equals(RrType.NSEC))
        .map(set ->
            net.evil()
                .signed(RrSet.of(set.owner(), set.type(), ttl, set.records().iterator().next())))
        .toArray(RrSet[]::new);
  }
}
