package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.ExtendedError;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dnssec.BouncyCastleVerifier;
import dev.xylem.dnssec.Dnskey;
import dev.xylem.dnssec.KeyTag;
import dev.xylem.dnssec.UnusableKeyException;
import dev.xylem.lab.KeyTrap;
import dev.xylem.lab.LyingSigner;
import dev.xylem.runtime.Limit;
import dev.xylem.zone.Zone;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** S13, S35, S50, S53 to S55, S60, S69 and S73: keys and signatures that are wrong, or too many. */
class HostileSignaturesTest {
  private static final int RSASHA256 = 8;
  private static final int CPU_MILLIS = 50;

  /** Of the root, t1. and evil.t1.: their DNSKEY and the DS of two, and one for the data. */
  private static final int CHECKS_OF_CHAIN = 6;

  private final Random chance = new Random(50);

  private static RrSet of(Zone zone, String owner, RrType type) {
    RrSet set = zone.find(Name.of(owner), type);
    assertTrue(set != null, owner + " " + type);
    return set;
  }

  /** The least CPU time that one of several such questions takes, in milliseconds. */
  private static double leastCpu(SignedInternet net, String prefix, int questions) {
    var cpu = ManagementFactory.getThreadMXBean();
    double least = Double.MAX_VALUE;
    for (int i = 0; i < questions; i++) {
      long start = cpu.getCurrentThreadCpuTime();
      net.isBogus(prefix + i + ".evil.t1.", RrType.A);
      least = Math.min(least, (cpu.getCurrentThreadCpuTime() - start) / 1e6);
    }
    return least;
  }

  /** Every link of the chain, and all that it needs, is signed rightly but for the last octet. */
  @Test
  void s35SignedAliasesThatAreBogusStayWithinOneLedger() {
    var text = new StringBuilder();
    String labels = "a.b.c.d.e.f.g.h";
    for (int i = 0; i < 10; i++) {
      text.append(labels + ".y" + i + " CNAME " + labels + ".y" + (i + 1) + "\n");
    }
    var net = new SignedInternet(text + labels + ".y10 A 192.0.2.1\n");
    net.lie(zone ->
        LyingSigner.changed(
            zone, set -> set.type().equals(RrType.DNSKEY) ? set : LyingSigner.damaged(set)));
    net.isBogus(labels + ".y0.evil.t1.", RrType.A);
    assertTrue(net.net().simulation().spent(Limit.UPSTREAM_PACKETS) <= 64);
    assertTrue(net.net().simulation().spent(Limit.SIGNATURE_CHECKS) <= 32);
    int asked = net.net().simulation().network().packets();
    net.isBogus(labels + ".y0.evil.t1.", RrType.A);
    assertEquals(asked, net.net().simulation().network().packets(), "packets for the same again");
    net.isBogus(labels + ".y5.evil.t1.", RrType.A);
    assertTrue(net.net().simulation().spent(Limit.UPSTREAM_PACKETS) <= 64);
  }

  @ParameterizedTest(name = "{1} keys of {0} bits, {2} signatures")
  @CsvSource({"512, 580, 340", "4096, 100, 100"})
  void s50ManyKeysOfOneTagAndManySignaturesCostLittle(int bits, int keys, int signatures) {
    var text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      text.append("www").append(i).append(" A 192.0.2.1\n");
    }
    var net = new SignedInternet(text.toString());
    net.lie(zone -> {
      var trap = new KeyTrap(net.evil(), bits);
      List<RrSet> lies = new ArrayList<>();
      lies.add(trap.keys(of(zone, SignedInternet.EVIL, RrType.DNSKEY), keys));
      for (int i = 0; i < 8; i++) {
        lies.add(trap.signed(of(zone, "www" + i + ".evil.t1.", RrType.A), signatures));
      }
      return LyingSigner.with(zone, lies.toArray(RrSet[]::new));
    });
    net.isBogus("www0.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    assertTrue(net.spent(Limit.SIGNATURE_CHECKS) <= 4 + CHECKS_OF_CHAIN, "wrong signatures");
    double cpu = leastCpu(net, "www", 8);
    assertTrue(cpu < CPU_MILLIS, cpu + " ms");
    net.isCanaryAlive();
  }

  @Test
  void s50ManyKeysOfTheEntryPointsTagDoNotEither() {
    var net = new SignedInternet("www A 192.0.2.1");
    net.lie(zone -> {
      RrSet dnskey = of(zone, SignedInternet.EVIL, RrType.DNSKEY);
      Rdata genuine = net.evil().dnskeys().getFirst();
      List<Rdata> signatures = new ArrayList<>();
      Rdata good = net.evil().signature(dnskey, claim -> claim);
      for (int i = 0; i < 340; i++) {
        byte[] octets = good.toArray();
        octets[octets.length - 1 - i % 60] ^= (byte) (1 + i / 60);
        signatures.add(Rdata.of(octets));
      }
      assertEquals(KeyTag.of(genuine), good.u16(16));
      return LyingSigner.with(zone, dnskey.withSignatures(RdataList.of(signatures)));
    });
    net.isBogus("www.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    assertTrue(net.spent(Limit.SIGNATURE_CHECKS) <= 4 + CHECKS_OF_CHAIN, "wrong signatures");
    net.isCanaryAlive();
  }

  @Test
  void s50TwoKeysOfOneTagAreTried() {
    var net = new SignedInternet("www A 192.0.2.1\nother A 192.0.2.2");
    net.lie(zone -> {
      var trap = new KeyTrap(net.evil(), 512);
      return LyingSigner.with(
          zone,
          trap.keys(of(zone, SignedInternet.EVIL, RrType.DNSKEY), 10),
          trap.signed(of(zone, "www.evil.t1.", RrType.A), 1));
    });
    net.isSecure("other.evil.t1.", RrType.A, Rcode.NOERROR);
    net.isBogus("www.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    // One signature by either key, and the proof that no other zone begins there.
    assertTrue(net.spent(Limit.SIGNATURE_CHECKS) <= 3, "two keys of twelve");
  }

  private static SignedInternet withExpired(int count) {
    var net = new SignedInternet("www A 192.0.2.1");
    net.lie(zone -> {
      RrSet www = of(zone, "www.evil.t1.", RrType.A).withoutSignatures();
      List<Rdata> signatures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        long end = HandmadeInternet.EPOCH - 86_400 - i;
        Rdata expired = net.evil().signature(www, claim -> claim.within(1_600_000_000, end));
        signatures.add(Rdata.of(expired.copy(0, expired.length() - 64)));
      }
      signatures.add(net.evil().signature(www, claim -> claim));
      return LyingSigner.with(zone, www.withSignatures(RdataList.of(signatures)));
    });
    return net;
  }

  @Test
  void s53AThousandExpiredSignaturesCostNothing() {
    SignedInternet net = withExpired(1000);
    net.isBogus("www.evil.t1.", RrType.A, ExtendedError.SIGNATURE_EXPIRED);
    net.isCanaryAlive();
  }

  @Test
  void s53AFewExpiredSignaturesHideNoGoodOne() {
    SignedInternet net = withExpired(7);
    net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    assertTrue(net.spent(Limit.SIGNATURE_CHECKS) <= CHECKS_OF_CHAIN, "expired ones are not tried");
  }

  /** An RSA key of so many bits, with the exponent 2^power + 1, or 2^power where that is even. */
  private byte[] rsaKey(int bits, int power, boolean even) {
    byte[] e = BigInteger.TWO.pow(power).add(even ? BigInteger.ZERO : BigInteger.ONE).toByteArray();
    byte[] n = new byte[bits / 8];
    chance.nextBytes(n);
    n[0] |= (byte) 0x80;
    n[n.length - 1] |= 1;
    return ByteBuffer.allocate(3 + e.length + n.length)
        .put((byte) 0)
        .putShort((short) e.length)
        .put(e)
        .put(n)
        .array();
  }

  private static void use(byte[] key) throws UnusableKeyException {
    byte[] head = {1, 0, 3, RSASHA256};
    var rdata = ByteBuffer.allocate(head.length + key.length).put(head).put(key).array();
    new BouncyCastleVerifier().key(Dnskey.of(Rdata.of(rdata)));
  }

  @ParameterizedTest
  @CsvSource({
    "2048, 4096, false",
    "2048, 4096, true",
    "2048, 33, false",
    "16384, 1, false",
    "4104, 1, false"
  })
  void s54HugeRsaKeysAreRefused(int bits, int power, boolean even) {
    byte[] key = rsaKey(bits, power, even);
    assertThrows(UnusableKeyException.class, () -> use(key));
    var evil = LyingSigner.of(SignedInternet.EVIL, RSASHA256, key, _ -> new byte[bits / 8]);
    var net = new SignedInternet("www0 A 192.0.2.1\nwww1 A 192.0.2.1\nwww2 A 192.0.2.1", evil);
    double cpu = leastCpu(net, "www", 3);
    assertTrue(cpu < CPU_MILLIS, cpu + " ms");
    net.isCanaryAlive();
  }

  @Test
  void s54TheGreatestThatIsAllowedIsNot() throws UnusableKeyException {
    use(rsaKey(4096, 32, false));
  }

  @Test
  void s55AMalformedKeyIsTriedOnce() {
    var evil = LyingSigner.of(SignedInternet.EVIL, 13, new byte[10], _ -> new byte[64]);
    var net = new SignedInternet("www A 192.0.2.1\nwww2 A 192.0.2.1", evil);
    net.isBogus("www.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    assertTrue(net.spent(Limit.SIGNATURE_CHECKS) <= CHECKS_OF_CHAIN, "one try");
    net.isBogus("www2.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    assertEquals(0, net.spent(Limit.SIGNATURE_CHECKS), "and not again");
    net.isCanaryAlive();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void s60ASignatureOfTheWrongNumberOfLabelsIsWrong(int labels) {
    var net = new SignedInternet("www A 192.0.2.1");
    net.net().add("t1.", "host A 192.0.2.3");
    net.lie(zone -> {
      RrSet www = of(zone, "www.evil.t1.", RrType.A).withoutSignatures();
      RrSet lie =
          labels < 4
              ? net.evil().signed(www, claim -> claim.withLabels(labels))
              : relabelled(net.evil().signed(www), labels);
      return LyingSigner.with(zone, lie);
    });
    net.isBogus("www.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    net.isSecure("host.t1.", RrType.A, Rcode.NOERROR);
    net.isCanaryAlive();
  }

  /** As if made from the wildcard of a zone above, with a proof of one's own that it may be. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void s60NoZoneProvesThatAWildcardAboveItAnswers(int labels) {
    var net =
        new SignedInternet("www A 192.0.2.1", LyingSigner.of(SignedInternet.EVIL).hashing(0, ""));
    RrSet all =
        net.evil()
            .signed(
                "0".repeat(32) + ".evil.t1.",
                RrType.NSEC3,
                300,
                "1 0 0 - " + "v".repeat(32) + " A");
    net.script((query, _, honest) -> {
      RrSet answer =
          LyingSigner.unsigned(query.question().name().toString(), RrType.A, 300, "192.0.2.66");
      return SignedInternet.with(
          honest,
          Rcode.NOERROR,
          List.of(net.evil().signed(answer, claim -> claim.withLabels(labels))),
          List.of(all));
    });
    net.isBogus("www.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    net.isCanaryAlive();
  }

  private static RrSet relabelled(RrSet set, int labels) {
    byte[] octets = set.signatures().first().toArray();
    octets[3] = (byte) labels;
    return set.withSignatures(RdataList.of(List.of(Rdata.of(octets))));
  }

  @Test
  void s69AnUnsupportedAlgorithmLowersNothing() {
    var net = new SignedInternet("www A 192.0.2.1");
    net.net().add("t1.", "evil.t1. DS 4711 250 2 " + "00".repeat(32));
    net.net().add("t1.", "evil.t1. DS 4711 13 250 " + "00".repeat(32));
    net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);

    var stripped = new SignedInternet("www A 192.0.2.1");
    stripped.net().add("t1.", "evil.t1. DS 4711 250 2 " + "00".repeat(32));
    stripped.lie(zone -> LyingSigner.changed(zone, RrSet::withoutSignatures));
    stripped.isBogus("www.evil.t1.", RrType.A, ExtendedError.RRSIGS_MISSING);
    stripped.isCanaryAlive();
  }

  @Test
  void s69OnlyWhenNoAlgorithmIsSupportedIsAZoneInsecure() {
    var net = new SignedInternet("www A 192.0.2.1");
    net.net().zone("odd.t1.", "198.18.66.2", "www A 192.0.2.2");
    net.net().add("t1.", "odd.t1. DS 4711 250 2 " + "00".repeat(32));
    net.net().zone("odder.t1.", "198.18.66.3", "www A 192.0.2.3");
    net.net().add("t1.", "odder.t1. DS 4711 13 250 " + "00".repeat(32));
    net.isInsecure("www.odd.t1.", RrType.A, Rcode.NOERROR);
    net.isInsecure("www.odder.t1.", RrType.A, Rcode.NOERROR);
    net.isCanaryAlive();
  }

  /** A weak algorithm that the operator has put away speaks for no zone that has a better one. */
  @Test
  void s69WhatIsSignedWithAnAlgorithmThatIsOffIsBogus() {
    LyingSigner weak = LyingSigner.of(SignedInternet.EVIL, "ED25519");
    for (String algorithms : List.of("ecdsap256sha256, ed25519", "ecdsap256sha256")) {
      var net = new SignedInternet("www A 192.0.2.1\nother A 192.0.2.2");
      net.dnssec("algorithms: [" + algorithms + "]");
      net.lie(zone -> {
        RrSet dnskey = of(zone, SignedInternet.EVIL, RrType.DNSKEY);
        return LyingSigner.with(
            zone,
            net.evil().signedWith(weak.dnskeys(), dnskey),
            weak.signed(of(zone, "www.evil.t1.", RrType.A).withoutSignatures()));
      });
      net.isSecure("other.evil.t1.", RrType.A, Rcode.NOERROR);
      if (algorithms.contains("ed25519")) {
        net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
      } else {
        net.isBogus("www.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
      }
    }
  }

  @Test
  void s73WhatIsBogusIsNotRememberedForItsOwnTtl() {
    var net = new SignedInternet("www 86400 A 192.0.2.1\nother 86400 A 192.0.2.2");
    net.lie(
        zone -> LyingSigner.with(zone, LyingSigner.damaged(of(zone, "www.evil.t1.", RrType.A))));
    net.isBogus("www.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    net.isSecure("other.evil.t1.", RrType.A, Rcode.NOERROR);
    net.lie(zone -> zone);
    net.net().publish(SignedInternet.EVIL);
    net.net().simulation().pass(40);
    net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
  }

  @Test
  void s73NorAreBogusKeys() {
    var net = new SignedInternet("www A 192.0.2.1");
    net.lie(zone ->
        LyingSigner.with(
            zone,
            LyingSigner.damaged(of(zone, SignedInternet.EVIL, RrType.DNSKEY).withTtl(86_400))));
    net.isBogus("www.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    net.lie(zone -> zone);
    net.net().publish(SignedInternet.EVIL);
    net.net().simulation().pass(100);
    net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
  }

  @Test
  void signaturesHoldInTheirTimeOnly() {
    long now = HandmadeInternet.EPOCH;
    var net = new SignedInternet("over A 192.0.2.1\nsoon A 192.0.2.1\nskewed A 192.0.2.1");
    net.lie(zone ->
        LyingSigner.with(
            zone,
            during(net, zone, "over.evil.t1.", now - 9000, now - 600),
            during(net, zone, "soon.evil.t1.", now + 600, now + 9000),
            during(net, zone, "skewed.evil.t1.", now - 9000, now - 200)));
    net.isBogus("over.evil.t1.", RrType.A, ExtendedError.SIGNATURE_EXPIRED);
    net.isBogus("soon.evil.t1.", RrType.A, ExtendedError.SIGNATURE_NOT_YET_VALID);
    net.isSecure("skewed.evil.t1.", RrType.A, Rcode.NOERROR);
  }

  private static RrSet during(SignedInternet net, Zone zone, String owner, long from, long until) {
    RrSet set = of(zone, owner, RrType.A).withoutSignatures();
    return net.evil().signed(set, claim -> claim.within(from, until));
  }

  @Test
  void noTtlIsGreaterThanItsSignatureAllows() {
    long now = HandmadeInternet.EPOCH;
    var net = new SignedInternet("long 86400 A 192.0.2.1\nlate 86400 A 192.0.2.1");
    net.lie(zone -> {
      RrSet set = of(zone, "long.evil.t1.", RrType.A).withoutSignatures();
      return LyingSigner.with(
          zone,
          net.evil().signed(set, claim -> claim.withOriginalTtl(60)),
          during(net, zone, "late.evil.t1.", now - 9000, now + 100));
    });
    var longer = net.isSecure("long.evil.t1.", RrType.A, Rcode.NOERROR);
    assertTrue(longer.answer().getFirst().ttl() <= 60, longer.toString());
    var late = net.isSecure("late.evil.t1.", RrType.A, Rcode.NOERROR);
    assertTrue(late.answer().getFirst().ttl() <= 100, late.toString());
  }

  /** A signature says who wrote an RRset, not that it was asked for (CVE-2026-123581). */
  @ParameterizedTest
  @ValueSource(strings = {"other A", "www TXT"})
  void s13ASignedRrSetThatWasNotAskedForIsNoAnswer(String given) {
    String[] words = given.split(" ");
    var net = new SignedInternet("www A 192.0.2.1\nwww TXT x\nother A 192.0.2.2");
    net.script((query, _, honest) ->
        query.question().name().equals(Name.of("www.evil.t1."))
            ? SignedInternet.with(
                honest,
                Rcode.NOERROR,
                List.of(of(net.evilZone(), words[0] + ".evil.t1.", RrType.of(words[1]))),
                List.of())
            : honest);
    net.isBogus("www.evil.t1.", RrType.A);
    net.isSecure("other.evil.t1.", RrType.A, Rcode.NOERROR);
    net.isCanaryAlive();
  }
}
