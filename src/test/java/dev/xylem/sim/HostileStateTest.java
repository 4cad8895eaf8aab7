package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.ExtendedError;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.iterate.FailureCause;
import dev.xylem.lab.LyingSigner;
import dev.xylem.resolve.Resolution;
import dev.xylem.runtime.FakeClock;
import dev.xylem.runtime.Limits;
import dev.xylem.runtime.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** S70 to S72 and S74 to S77: what is known to be true, false or unknown stays so. */
class HostileStateTest {
  private static final Name WWW = Name.of("www.evil.t1.");

  private static void damage(SignedInternet net, Name owner) {
    net.lie(zone ->
        LyingSigner.with(
            zone, LyingSigner.damaged(Objects.requireNonNull(zone.find(owner, RrType.A)))));
  }

  private static void mend(SignedInternet net) {
    net.lie(zone -> zone);
    net.net().publish(SignedInternet.EVIL);
  }

  /** Servers fail, and what a wildcard has once answered for one name is old. */
  @Test
  void s70WhatHasExpiredIsGivenForItsOwnQuestionOnly() {
    var net = new SignedInternet("*.w 60 A 192.0.2.1\nreal.w 60 A 192.0.2.2\nwww 60 A 192.0.2.3");
    net.section("stale: {enabled: true, max-age: 7d}\n");
    net.isSecure("any.w.evil.t1.", RrType.A, Rcode.NOERROR);
    net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    net.net().server(SignedInternet.EVIL_SERVER).follow((_, _, _) -> null);
    net.simulation().pass(3600);
    Message old = net.ask("any.w.evil.t1.", RrType.A);
    assertEquals(Rcode.NOERROR, old.rcode(), old.toString());
    assertEquals(1, old.answer().size());
    assertTrue(
        old.authority().stream().anyMatch(set -> set.type().equals(RrType.NSEC)),
        () -> "the proof that the wildcard was the closest: " + old);
    for (String other : List.of("other.w.evil.t1.", "real.w.evil.t1.", "a.any.w.evil.t1.")) {
      Message answer = net.ask(other, RrType.A);
      assertEquals(Rcode.SERVFAIL, answer.rcode(), answer.toString());
      assertEquals(List.of(), answer.answer());
    }
    assertEquals(Rcode.SERVFAIL, net.ask("any.w.evil.t1.", RrType.TXT).rcode());
  }

  @Test
  void s70UnlessAnOperatorWantsItNothingExpiredIsGiven() {
    var net = new SignedInternet("www 60 A 192.0.2.1");
    net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    net.net().server(SignedInternet.EVIL_SERVER).follow((_, _, _) -> null);
    net.simulation().pass(61);
    assertEquals(Rcode.SERVFAIL, net.ask("www.evil.t1.", RrType.A).rcode());
  }

  /** What is new is given once, and then neither it nor what was before. */
  @Test
  void s70WhatMayNotBeKeptReplacesWhatWasBefore() {
    var net = new SignedInternet("www 60 A 192.0.2.1");
    net.section("stale: {enabled: true, max-age: 7d}\n");
    net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    net.net().replace(SignedInternet.EVIL, "www 60 A 192.0.2.1", "www 0 A 192.0.2.2");
    net.simulation().pass(61);
    net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    net.net().server(SignedInternet.EVIL_SERVER).follow((_, _, _) -> null);
    net.simulation().pass(61);
    assertEquals(Rcode.SERVFAIL, net.ask("www.evil.t1.", RrType.A).rcode());
  }

  /** Old data is no more secure than its signatures still are. */
  @Test
  void s70NorIsItSecureWhenItsSignatureHasExpiredToo() {
    var net = new SignedInternet("www 60 A 192.0.2.1");
    net.section("stale: {enabled: true, max-age: 7d}\n");
    net.lie(zone -> {
      RrSet www = Objects.requireNonNull(zone.find(WWW, RrType.A)).withoutSignatures();
      long end = HandmadeInternet.EPOCH + 1800;
      return LyingSigner.with(
          zone, net.evil().signed(www, claim -> claim.within(1_600_000_000, end)));
    });
    net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    net.net().server(SignedInternet.EVIL_SERVER).follow((_, _, _) -> null);
    net.simulation().pass(600);
    net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    net.simulation().pass(3600);
    net.isInsecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
  }

  @Test
  void s70NorDoesItHideThatTheNewIsBogus() {
    var net = new SignedInternet("www 60 A 192.0.2.1");
    net.section("stale: {enabled: true, max-age: 7d}\n");
    net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    damage(net, WWW);
    net.net().publish(SignedInternet.EVIL);
    net.simulation().pass(3600);
    net.isBogus("www.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    net.simulation().pass(2);
    net.isBogus("www.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
  }

  /** There are no policy zones; DNS64 is what makes other answers of what was found. */
  @Test
  void s71NoAnswerIsMadeOfABogusOne() {
    var net = new SignedInternet("www A 192.0.2.1\nfour A 192.0.2.1\nwww AAAA 2001:db8::1");
    net.section("answers: {dns64: true}\n");
    net.lie(zone ->
        LyingSigner.with(
            zone,
            LyingSigner.damaged(Objects.requireNonNull(zone.find(WWW, RrType.AAAA))),
            LyingSigner.damaged(
                Objects.requireNonNull(zone.find(Name.of("four.evil.t1."), RrType.A)))));
    net.isBogus("www.evil.t1.", RrType.AAAA, ExtendedError.DNSSEC_BOGUS);
    net.isBogus("four.evil.t1.", RrType.AAAA, ExtendedError.DNSSEC_BOGUS);
    net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
  }

  /** What is made up is as secure as the least of what it is made of (RFC 6147 §5.5). */
  @Test
  void s71NorASecureOneOfWhatIsNot() {
    var net = new SignedInternet("four A 192.0.2.1\nwww A 192.0.2.1");
    net.section("answers: {dns64: true}\n");
    net.net().zone("open.t1.", "198.18.66.5", "www A 192.0.2.5");
    net.isSecure("four.evil.t1.", RrType.AAAA, Rcode.NOERROR);
    net.isInsecure("www.open.t1.", RrType.AAAA, Rcode.NOERROR);
    net.script((query, _, honest) -> query.question().type().equals(RrType.AAAA) ? null : honest);
    Message unproven = net.isInsecure("www.evil.t1.", RrType.AAAA, Rcode.NOERROR);
    assertEquals(1, unproven.answer().size(), unproven.toString());
  }

  @Test
  void s72WhatWasNotCheckedDoesNotReplaceWhatWas() {
    var net = new SignedInternet("www 86400 A 192.0.2.1\nother A 192.0.2.2");
    Message before = net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    damage(net, WWW);
    net.net().replace(SignedInternet.EVIL, "192.0.2.1", "192.0.2.99");
    net.ask("www.evil.t1.", RrType.A, Flag.CD);
    net.ask("www.evil.t1.", RrType.AAAA, Flag.CD);
    Message after = net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    assertEquals(before.answer().getFirst().records(), after.answer().getFirst().records());
  }

  @Test
  void s72WhatIsBogusIsShownOnlyToWhoChecksForHimself() {
    var net = new SignedInternet("www 86400 A 192.0.2.1\nalias CNAME www");
    damage(net, WWW);
    Message unchecked = net.ask("www.evil.t1.", RrType.A, Flag.CD);
    assertEquals(Rcode.NOERROR, unchecked.rcode());
    assertEquals(1, unchecked.answer().size());
    assertFalse(unchecked.has(Flag.AD));
    assertNull(
        net.simulation()
            .stack()
            .resolver()
            .cached(new Question(WWW, RrType.A), Work.open(new FakeClock(), Limits.standard())),
        "nor to who asks for no more than what is known");
    net.isBogus("www.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    Message again = net.ask("www.evil.t1.", RrType.A, Flag.CD);
    assertEquals(Rcode.NOERROR, again.rcode());
    assertFalse(again.has(Flag.AD));
    // That it failed for others is no reason to withhold it, be it asked for first or later.
    net.isBogus("alias.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    assertEquals(Rcode.NOERROR, net.ask("alias.evil.t1.", RrType.A, Flag.CD).rcode());
  }

  /** Not even who checks for himself has it longer than until it is known to be bogus. */
  @Test
  void s72WhatIsFoundBogusIsForgottenAmongWhatIsUnchecked() {
    var net = new SignedInternet("www 86400 A 192.0.2.1\nalias CNAME www");
    damage(net, WWW);
    Message before = net.ask("www.evil.t1.", RrType.A, Flag.CD);
    net.isBogus("www.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    mend(net);
    net.simulation().pass(40);
    Message after = net.ask("alias.evil.t1.", RrType.A, Flag.CD);
    assertEquals(2, after.answer().size(), after.toString());
    assertNotEquals(before.answer().getLast().signatures(), after.answer().getLast().signatures());
  }

  /** Else one forged reply to a query with CD would take a name away for a day. */
  @Test
  void s72NorDoesItStandInTheWayOfTheTruth() {
    var net = new SignedInternet("www 86400 A 192.0.2.1\n@ 86400 MX 1 www");
    damage(net, WWW);
    assertEquals(Rcode.NOERROR, net.ask("www.evil.t1.", RrType.A, Flag.CD).rcode());
    mend(net);
    net.simulation().pass(40);
    net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
  }

  @Test
  void s72NorDoUncheckedKeysAndDelegations() {
    var net = new SignedInternet("www 86400 A 192.0.2.1");
    net.lie(zone -> {
      RrSet keys = Objects.requireNonNull(zone.find(zone.apex(), RrType.DNSKEY));
      RrSet strange = keys.withTtl(86_400);
      return LyingSigner.with(zone, LyingSigner.damaged(strange));
    });
    for (RrType type : List.of(RrType.DNSKEY, RrType.DS, RrType.NS)) {
      assertEquals(Rcode.NOERROR, net.ask("evil.t1.", type, Flag.CD).rcode());
    }
    mend(net);
    net.simulation().pass(40);
    net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    net.isSecure("evil.t1.", RrType.DNSKEY, Rcode.NOERROR);
  }

  /** An island of trust below an unsigned zone: its anchor alone decides. */
  private static SignedInternet withIsland() {
    var net = new SignedInternet("www A 192.0.2.1");
    net.net().zone("open.t1.", "198.18.66.5", "www A 192.0.2.5");
    net.net().zone("island.open.t1.", "198.18.66.6", "www A 192.0.2.6\nzz A 192.0.2.7");
    LyingSigner island = LyingSigner.of("island.open.t1.");
    net.net().treat("island.open.t1.", island::sign);
    net.trust("island.open.t1. DS " + SignedInternet.text(island.ds()));
    return net;
  }

  @Test
  void s74AnIslandOfTrustStandsByItself() {
    SignedInternet net = withIsland();
    net.isInsecure("www.open.t1.", RrType.A, Rcode.NOERROR);
    net.isSecure("www.island.open.t1.", RrType.A, Rcode.NOERROR);
    net.isSecure("not.island.open.t1.", RrType.A, Rcode.NXDOMAIN);
    net.isInsecure("not.open.t1.", RrType.A, Rcode.NXDOMAIN);
    net.isSecure("not.t1.", RrType.A, Rcode.NXDOMAIN);
  }

  @Test
  void s74NobodyAboveAnIslandLowersIt() {
    for (String signer : List.of("open.t1.", "t1.", ".", "www.island.open.t1.", "t0.")) {
      SignedInternet net = withIsland();
      LyingSigner forger = LyingSigner.of("open.t1.");
      net.net()
          .server("198.18.66.6")
          .follow((query, _, honest) -> {
            if (query.question().type().equals(RrType.DNSKEY)) {
              return honest;
            }
            RrSet forged =
                forger.signed(
                    LyingSigner.unsigned(
                        query.question().name().toString(), RrType.A, 300, "192.0.2.66"),
                    claim -> claim.withLabels(0).withSigner(signer));
            return SignedInternet.with(honest, Rcode.NOERROR, List.of(forged), List.of());
          });
      net.isBogus("www.island.open.t1.", RrType.A);
      net.net()
          .server("198.18.66.6")
          .follow((query, _, honest) -> {
            if (query.question().type().equals(RrType.DNSKEY)) {
              return honest;
            }
            RrSet soa =
                LyingSigner.unsigned(
                    "island.open.t1.", RrType.SOA, 300, "ns.t1. host.t1. 1 1 1 1 60");
            RrSet nsec = LyingSigner.unsigned("island.open.t1.", RrType.NSEC, 300, "open.t1. NS");
            return SignedInternet.with(
                honest,
                Rcode.NXDOMAIN,
                List.of(),
                List.of(
                    forger.signed(soa, claim -> claim.withSigner(signer)),
                    forger.signed(nsec, claim -> claim.withSigner(signer))));
          });
      net.isBogus("new.island.open.t1.", RrType.A);
      net.isBogus("island.open.t1.", RrType.TXT);
    }
  }

  @Test
  void s74AForgedReferralOfTheUnsignedParentDoesNotEither() {
    SignedInternet net = withIsland();
    RrSet nsec =
        LyingSigner.of("open.t1.")
            .signed("island.open.t1.", RrType.NSEC, 300, "zz.open.t1. NS RRSIG NSEC");
    net.net()
        .server("198.18.66.5")
        .follow((_, _, honest) -> {
          List<RrSet> authority = new ArrayList<>(honest.authority());
          authority.add(nsec);
          return new Message(
              honest.header(),
              honest.rcode(),
              honest.questions(),
              honest.answer(),
              authority,
              honest.additional(),
              honest.edns());
        });
    net.isSecure("www.island.open.t1.", RrType.A, Rcode.NOERROR);
    net.net()
        .server("198.18.66.6")
        .follow((query, _, honest) ->
            SignedInternet.with(
                honest,
                honest.rcode(),
                honest.answer().stream().map(RrSet::withoutSignatures).toList(),
                List.of()));
    net.isBogus("zz.island.open.t1.", RrType.A);
  }

  @Test
  void s75WhatIsBogusIsBogusOnEveryWay() {
    var net = new SignedInternet("www 86400 A 192.0.2.1\nalias CNAME www");
    net.net().add("t0.", "far CNAME www.evil.t1.");
    damage(net, WWW);
    for (int i = 0; i < 3; i++) {
      net.isBogus("www.evil.t1.", RrType.A);
      for (String alias : List.of("alias.evil.t1.", "far.t0.")) {
        Message answer = net.ask(alias, RrType.A);
        assertEquals(Rcode.SERVFAIL, answer.rcode(), alias);
        assertTrue(answer.answer().stream().noneMatch(set -> set.type().equals(RrType.A)), alias);
        assertFalse(answer.has(Flag.AD), alias);
      }
      net.simulation().pass(i == 0 ? 2 : 50);
    }
    assertEquals(
        0,
        net.net().ask("www.evil.t1.", RrType.A).answer().answer().size(),
        "nor for a client without interest in DNSSEC");
  }

  @Test
  void s75NoBogusAliasLeadsAnywhere() {
    String label = "y".repeat(63);
    var net =
        new SignedInternet(
            "www A 192.0.2.1\nx.w A 192.0.2.2\nc CNAME www\nd DNAME w\nlong DNAME " + label);
    net.lie(zone ->
        LyingSigner.changed(
            zone,
            set ->
                set.type().equals(RrType.CNAME) || set.type().equals(RrType.DNAME)
                    ? LyingSigner.damaged(set)
                    : set));
    net.isBogus("c.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    net.isBogus("c.evil.t1.", RrType.CNAME, ExtendedError.DNSSEC_BOGUS);
    net.isBogus("x.d.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    net.isBogus("d.evil.t1.", RrType.DNAME, ExtendedError.DNSSEC_BOGUS);
    net.isBogus((label + ".").repeat(3) + "long.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    net.isSecure("x.w.evil.t1.", RrType.A, Rcode.NOERROR);
  }

  /** Of all RRsets of a name, one that is bogus. */
  @Test
  void s75NorIsOneOfManyLetThrough() {
    var net = new SignedInternet("www A 192.0.2.1\nwww TXT true");
    damage(net, WWW);
    var found = new AtomicReference<@Nullable Resolution>();
    Simulation simulation = net.simulation();
    Work work = Work.open(new FakeClock(), Limits.standard());
    var all = new Question(WWW, RrType.ANY);
    simulation.later(0, () -> found.set(simulation.stack().resolver().resolve(all, work)));
    simulation.run();
    assertTrue(
        found.get() instanceof Resolution.Failure failure
            && failure.cause() == FailureCause.BOGUS
            && failure.chain().isEmpty(),
        String.valueOf(found.get()));
  }

  /** No zone is transferred, so ZONEMD vouches for nothing; it is judged like other data. */
  @Test
  void s76AZonemdWithAWrongSignatureIsBogus() {
    String digest = "2026112700 1 1 " + "00".repeat(48);
    var net = new SignedInternet("www A 192.0.2.1\n@ ZONEMD " + digest);
    net.isSecure("evil.t1.", RrType.ZONEMD, Rcode.NOERROR);
    var lying = new SignedInternet("www A 192.0.2.1\n@ ZONEMD " + digest);
    lying.lie(zone ->
        LyingSigner.with(
            zone,
            LyingSigner.damaged(Objects.requireNonNull(zone.find(zone.apex(), RrType.ZONEMD)))));
    lying.isBogus("evil.t1.", RrType.ZONEMD, ExtendedError.DNSSEC_BOGUS);
    lying.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
  }

  @Test
  void s77FromNsecToNsec3AndBackEverythingStaysTrue() {
    var net = new SignedInternet("aa A 192.0.2.1\nmm A 192.0.2.1\n*.w A 192.0.2.2\nzz A 192.0.2.1");
    for (int i = 0; i < 8; i++) {
      for (String name : List.of("bb", "cc" + i, "nn", "deep.er" + i, "aa.mm")) {
        net.isSecure(name + ".evil.t1.", RrType.A, Rcode.NXDOMAIN);
      }
      for (String name : List.of("aa", "mm", "new" + i + ".w", "zz")) {
        net.isSecure(name + ".evil.t1.", RrType.A, Rcode.NOERROR);
        net.isSecure(name + ".evil.t1.", new RrType(300 + i), Rcode.NOERROR);
      }
      net.isSecure("evil.t1.", RrType.DS, Rcode.NOERROR);
      switch (i % 4) {
        case 0 -> net.evil().hashing(0, "");
        case 1 -> net.evil().hashing(5, "abcd");
        case 2 -> net.evil().optingOut();
        default -> net.evil().plain();
      }
      if (i % 4 == 2) {
        net.evil().hashing(1, "00");
      }
      net.net().publish(SignedInternet.EVIL);
      net.simulation().pass(i < 4 ? 1 : 20);
    }
    net.isCanaryAlive();
  }

  /** RFC 8198: by NSEC, or by NSEC3. */
  @Test
  void whatIsDeniedByWhatIsKnownIsNotAskedFor() {
    for (LyingSigner signer :
        List.of(
            LyingSigner.of(SignedInternet.EVIL),
            LyingSigner.of(SignedInternet.EVIL).hashing(0, ""))) {
      var net = new SignedInternet("mm A 192.0.2.1", signer);
      net.isSecure("mm.evil.t1.", RrType.TXT, Rcode.NOERROR);
      net.isSecure("evil.t1.", RrType.TXT, Rcode.NOERROR);
      net.isSecure("aa.evil.t1.", RrType.A, Rcode.NXDOMAIN);
      net.isSecure("zz.evil.t1.", RrType.A, Rcode.NXDOMAIN);
      int asked = net.simulation().network().packets();
      net.isSecure("bb.evil.t1.", RrType.A, Rcode.NXDOMAIN);
      net.isSecure("a.yy.evil.t1.", RrType.MX, Rcode.NXDOMAIN);
      net.isSecure("mm.evil.t1.", RrType.AAAA, Rcode.NOERROR);
      assertEquals(asked, net.simulation().network().packets());
      net.isSecure("mm.evil.t1.", RrType.A, Rcode.NOERROR);
    }
  }

  /** RFC 8020; but what is not secure could be one forged reply, and takes no subtree away. */
  @Test
  void belowANameThatIsSecurelyMissingNothingIsAskedFor() {
    var net = new SignedInternet("mm A 192.0.2.1");
    net.dnssec("aggressive-nsec: false");
    net.net().zone("open.t1.", "198.18.66.5", "www A 192.0.2.5");
    net.isSecure("not.evil.t1.", RrType.A, Rcode.NXDOMAIN);
    net.isInsecure("not.open.t1.", RrType.A, Rcode.NXDOMAIN);
    int asked = net.simulation().network().packets();
    net.isSecure("a.b.not.evil.t1.", RrType.A, Rcode.NXDOMAIN);
    assertEquals(asked, net.simulation().network().packets());
    net.isInsecure("a.not.open.t1.", RrType.A, Rcode.NXDOMAIN);
    assertTrue(net.simulation().network().packets() > asked);
  }

  /** The roll of a key: both sign for a while, and some signatures are still by the old one. */
  @Test
  void aSecondSignatureByAnUnknownKeyDoesNoHarm() {
    var net = new SignedInternet("www A 192.0.2.1");
    LyingSigner other = LyingSigner.of(SignedInternet.EVIL, "ED25519");
    net.lie(zone ->
        LyingSigner.changed(
            zone,
            set -> {
              if (set.signatures().isEmpty()) {
                return set;
              }
              Rdata second = other.signature(set.withoutSignatures(), claim -> claim);
              return set.withSignatures(RdataList.of(List.of(second, set.signatures().first())));
            }));
    net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    net.isSecure("not.evil.t1.", RrType.A, Rcode.NXDOMAIN);
  }
}
