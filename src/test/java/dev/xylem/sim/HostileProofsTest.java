package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.ExtendedError;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.Base32Hex;
import dev.xylem.dnssec.Nsec3Hash;
import dev.xylem.lab.LyingSigner;
import dev.xylem.runtime.Limit;
import dev.xylem.zone.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S52, S56 and S61 to S67: denials that are signed by the right key and yet prove nothing. */
class HostileProofsTest {
  private static final int MOST_HASHES = Limit.NSEC3_HASHES.standard();
  private static final String LONG_NAME = "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.evil.t1.";

  private static LyingSigner hashing(int iterations, int salt) {
    return LyingSigner.of(SignedInternet.EVIL).hashing(iterations, "ab".repeat(salt));
  }

  @Test
  void s52TwoHundredProofsAreNotAllVerified() {
    var net = new SignedInternet("www A 192.0.2.1", hashing(0, 0));
    List<RrSet> padding = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      byte[] hash = new byte[20];
      hash[0] = (byte) i;
      String text = Base32Hex.encode(hash);
      padding.add(
          net.evil().signed(text + ".evil.t1.", RrType.NSEC3, 300, "1 0 0 - " + text + " A"));
    }
    net.script((_, _, honest) -> net.denied(honest, padding));
    net.isBogus("not.evil.t1.", RrType.A);
    net.isBogus("not2.evil.t1.", RrType.A);
    // The SOA and ten proofs, and ten again when it is asked whether the name is in another zone.
    assertTrue(net.spent(Limit.SIGNATURE_CHECKS) <= 21, "ten proofs of a reply at most");
    net.isCanaryAlive();
  }

  @Test
  void s56TheSearchForAnEncloserStaysInItsZone() {
    var net = new SignedInternet("www A 192.0.2.1", hashing(0, 0));
    List<RrSet> foreign = new ArrayList<>();
    for (String name : List.of("t1.", ".", "sub.evil.t1.")) {
      Name owner = Nsec3Hash.ownerName(Nsec3Hash.of(Name.of(name), new byte[0], 0), Name.of(name));
      String hash = "0".repeat(32);
      foreign.add(
          net.evil().signed(String.valueOf(owner), RrType.NSEC3, 300, "1 0 0 - " + hash + " NS"));
    }
    net.script((_, _, honest) -> net.denied(honest, foreign));
    net.isBogus(LONG_NAME, RrType.A);
    net.isBogus("not.evil.t1.", RrType.A);
    assertTrue(net.spent(Limit.NSEC3_HASHES) <= MOST_HASHES);
    net.isCanaryAlive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz.t1.", "t0.", "a.zz.", ".", "t1."})
  void s61AnNsecThatLeadsOutOfItsZoneDeniesNothing(String next) {
    var net = new SignedInternet("www A 192.0.2.1");
    net.net().add("t1.", "host A 192.0.2.3\nyy A 192.0.2.4");
    net.lie(zone ->
        LyingSigner.with(
            zone,
            net.evil().signed("www.evil.t1.", RrType.NSEC, 300, next + " A RRSIG NSEC"),
            net.evil().signed("evil.t1.", RrType.NSEC, 300, next + " NS SOA RRSIG NSEC DNSKEY")));
    net.isBogus("zz.evil.t1.", RrType.A);
    net.isBogus("a.evil.t1.", RrType.A);
    net.isSecure("host.t1.", RrType.A, Rcode.NOERROR);
    net.isSecure("yy.t1.", RrType.A, Rcode.NOERROR);
    net.isCanaryAlive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sub.evil.t1.", "t1.", "canary.t0."})
  void s62AHashOfAnotherZoneDeniesNothing(String zone) {
    var net = new SignedInternet("www A 192.0.2.1", hashing(0, 0));
    // Signed by the right key, and yet these are the names that another zone would have.
    List<RrSet> moved = new ArrayList<>();
    for (String name : List.of("evil.t1.", "not.evil.t1.", "*.evil.t1.")) {
      byte[] hash = Nsec3Hash.of(Name.of(name), new byte[0], 0);
      byte[] before = hash.clone();
      before[19]--;
      byte[] after = hash.clone();
      after[19]++;
      boolean apex = name.equals("evil.t1.");
      String owner = Base32Hex.encode(apex ? hash : before) + "." + zone;
      String text = "1 0 0 - " + Base32Hex.encode(after) + (apex ? " NS SOA" : " A");
      moved.add(net.evil().signed(owner, RrType.NSEC3, 300, text));
    }
    net.script((_, _, honest) -> net.denied(honest, moved));
    net.isBogus("not.evil.t1.", RrType.A);
    net.isCanaryAlive();
  }

  /** With another salt, the gaps between the hashes are others (RFC 5155 §8.2). */
  @ParameterizedTest
  @ValueSource(strings = {"1 0 0 ab", "1 0 1 -"})
  void s62NorDoesAHashOfAnotherChain(String parameters) {
    var net = new SignedInternet("www A 192.0.2.1", hashing(0, 0));
    net.simulation();
    List<RrSet> proofs = new ArrayList<>();
    Name apex = Nsec3Hash.ownerName(hash("evil.t1."), Name.of("evil.t1."));
    net.allProofs().stream().filter(set -> set.owner().equals(apex)).forEach(proofs::add);
    assertEquals(1, proofs.size());
    for (String name : List.of("www.evil.t1.", "*.evil.t1.")) {
      byte[] before = hash(name);
      byte[] after = hash(name);
      before[19]--;
      after[19]++;
      proofs.add(
          net.evil()
              .signed(
                  Base32Hex.encode(before) + ".evil.t1.",
                  RrType.NSEC3,
                  300,
                  parameters + " " + Base32Hex.encode(after) + " A"));
    }
    net.script((_, _, honest) -> net.denied(honest, proofs));
    net.isBogus("www.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    net.isCanaryAlive();
  }

  private static byte[] hash(String name) {
    return Nsec3Hash.of(Name.of(name), new byte[0], 0);
  }

  /** A delegation below the attacker's zone, served by the same server, so that both can speak. */
  private static SignedInternet withChild(LyingSigner evil) {
    var net =
        new SignedInternet("aa A 192.0.2.1\nsub NS ns\nzz A 192.0.2.1\n*.sub A 192.0.2.9", evil);
    net.net()
        .bare(
            "sub.evil.t1.",
            "@ NS ns.evil.t1.\nwww A 192.0.2.2",
            net.net().server(SignedInternet.EVIL_SERVER));
    net.sign("sub.evil.t1.", LyingSigner.of("sub.evil.t1."));
    return net;
  }

  private static Stream<LyingSigner> signers() {
    return Stream.of(LyingSigner.of(SignedInternet.EVIL), hashing(0, 0));
  }

  @Test
  void s63TheChildsSideDeniesNoDs() {
    SignedInternet net = withChild(LyingSigner.of(SignedInternet.EVIL));
    net.script((query, _, honest) -> {
      List<RrSet> authority = new ArrayList<>();
      for (RrSet set : honest.authority()) {
        if (!set.type().equals(RrType.DS)) {
          authority.add(set);
        }
      }
      Zone child = net.net().zoneOf("sub.evil.t1.").zone();
      RrSet nsec = child.find(child.apex(), RrType.NSEC);
      if (query.question().type().equals(RrType.DS)) {
        return SignedInternet.with(
            honest, Rcode.NOERROR, List.of(), List.of(net.evilZone().soa(), nsec));
      }
      authority.add(nsec);
      return SignedInternet.with(honest, honest.rcode(), List.of(), authority);
    });
    net.isBogus("sub.evil.t1.", RrType.DS);
    net.isBogus("www.sub.evil.t1.", RrType.A);
    net.isCanaryAlive();
  }

  /** The parent's key signs a record that only the child may have, with SOA in its bitmap. */
  @Test
  void s63NorDoesARecordOfTheChildInTheParentsHand() {
    SignedInternet net = withChild(LyingSigner.of(SignedInternet.EVIL));
    RrSet nsec =
        net.evil().signed("sub.evil.t1.", RrType.NSEC, 300, "zz.evil.t1. NS SOA RRSIG NSEC");
    net.script((query, _, honest) ->
        query.question().type().equals(RrType.DS)
            ? SignedInternet.with(
                honest, Rcode.NOERROR, List.of(), List.of(net.evilZone().soa(), nsec))
            : honest);
    net.isBogus("sub.evil.t1.", RrType.DS);
  }

  @Test
  void s64TheNsecOfADelegationDeniesNothingBelowIt() {
    signers()
        .forEach(signer -> {
          SignedInternet net = withChild(signer);
          net.script((query, _, honest) ->
              query.question().name().isBelow(Name.of("sub.evil.t1."))
                  ? net.denied(honest, net.allProofs())
                  : honest);
          net.isBogus("www.sub.evil.t1.", RrType.A);
          net.isBogus("deep.www.sub.evil.t1.", RrType.A);
          net.isSecure("aa.evil.t1.", RrType.A, Rcode.NOERROR);
        });
  }

  @Test
  void s64NorOfWhatIsAtIt() {
    signers()
        .forEach(signer -> {
          SignedInternet net = withChild(signer);
          net.script((query, _, honest) ->
              query.question().name().equals(Name.of("sub.evil.t1."))
                      && query.question().type().equals(RrType.TXT)
                  ? SignedInternet.with(
                      honest,
                      Rcode.NOERROR,
                      List.of(),
                      Stream.concat(Stream.of(net.evilZone().soa()), net.allProofs().stream())
                          .toList())
                  : honest);
          net.isBogus("sub.evil.t1.", RrType.TXT);
        });
  }

  /** Below a DNAME are names that no record of its zone speaks of (RFC 6840 §4.1). */
  @Test
  void s64NorDoesThatOfADname() {
    signers()
        .forEach(signer -> {
          var net = new SignedInternet("d DNAME canary.t0.\nzz A 192.0.2.1", signer);
          net.script((_, _, honest) -> net.denied(honest, net.allProofs()));
          net.isBogus("www.d.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
          net.script((_, _, honest) -> honest);
          net.simulation().pass(40);
          net.isSecure("www.d.evil.t1.", RrType.A, Rcode.NOERROR);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.t1.", "zz.evil.t1."})
  void s65NoSoaThatIsNotValidatedMakesAnNsecGoRound(String soaOwner) {
    var net = new SignedInternet("b A 192.0.2.1\nm A 192.0.2.1\nx.zz A 192.0.2.1");
    RrSet round = net.evil().signed("m.evil.t1.", RrType.NSEC, 300, "b.evil.t1. A RRSIG NSEC");
    // Genuine, and denies the wildcard: but for the lie about the gap all is proven.
    net.simulation();
    RrSet first = find(net.evilZone(), "evil.t1.", RrType.NSEC);
    RrSet soa =
        LyingSigner.unsigned(soaOwner, RrType.SOA, 300, "ns.evil.t1. host.evil.t1. 1 1 1 1 60");
    RrSet signed = net.evil().signed(soa);
    for (List<RrSet> soas : List.of(List.<RrSet>of(), List.of(signed), List.of(soa))) {
      List<RrSet> authority = new ArrayList<>(soas);
      authority.add(round);
      authority.add(first);
      net.script(
          (_, _, honest) -> SignedInternet.with(honest, Rcode.NXDOMAIN, List.of(), authority));
      boolean isUnsigned = soas.contains(soa);
      net.isBogus(
          "x.zz.evil.t1.",
          RrType.A,
          isUnsigned ? ExtendedError.RRSIGS_MISSING : ExtendedError.DNSSEC_BOGUS);
      net.simulation().pass(40);
    }
    net.script((_, _, honest) -> honest);
    net.isSecure("x.zz.evil.t1.", RrType.A, Rcode.NOERROR);
    net.isCanaryAlive();
  }

  private static RrSet find(Zone zone, String owner, RrType type) {
    return Objects.requireNonNull(zone.find(Name.of(owner), type), owner + " " + type);
  }

  /** Were they believed, these would deny every name of the zone, and every wildcard. */
  @Test
  void s67WhatIsNotVerifiedDeniesNothing() {
    var net = new SignedInternet("aa A 192.0.2.1\nmm A 192.0.2.1\nzz A 192.0.2.1");
    RrSet gap = LyingSigner.unsigned("evil.t1.", RrType.NSEC, 300, "zz.evil.t1. NS SOA RRSIG NSEC");
    RrSet damaged = LyingSigner.damaged(net.evil().signed(gap));
    for (RrSet proof : List.of(gap, damaged)) {
      net.script((_, _, honest) -> net.denied(honest, List.of(proof)));
      net.isBogus(
          "mm.evil.t1.",
          RrType.A,
          proof == gap ? ExtendedError.RRSIGS_MISSING : ExtendedError.DNSSEC_BOGUS);
      net.ask("bb.evil.t1.", RrType.A, Flag.CD);
      net.script((_, _, honest) -> honest);
      net.simulation().pass(40);
      net.isSecure("aa.evil.t1.", RrType.A, Rcode.NOERROR);
      net.isSecure("mm.evil.t1.", RrType.A, Rcode.NOERROR);
      net.isSecure("zz.evil.t1.", RrType.A, Rcode.NOERROR);
      net.simulation().pass(400);
    }
  }

  /** The proofs are right, and of the SOA that would go with them nothing is kept. */
  @Test
  void s67NorIsAnythingConcludedWithASoaThatIsNotVerified() {
    var net = new SignedInternet("aa A 192.0.2.1\nzz A 192.0.2.1");
    RrSet forged =
        LyingSigner.damaged(
            net.evil().signed("evil.t1.", RrType.SOA, 300, "ns.t1. host.t1. 666 1 1 1 300"));
    net.script((_, _, honest) -> {
      List<RrSet> authority = new ArrayList<>(honest.authority());
      authority.replaceAll(set -> set.type().equals(RrType.SOA) ? forged : set);
      return SignedInternet.with(honest, honest.rcode(), honest.answer(), authority);
    });
    net.isBogus("mm.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    net.isBogus("nn.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
    net.isBogus("aa.evil.t1.", RrType.TXT, ExtendedError.DNSSEC_BOGUS);
    net.isCanaryAlive();
  }

  /** Nor do forged records with the opt-out bit make room for an unsigned zone. */
  @Test
  void s67NorDoesItMakeAnythingInsecure() {
    var net = new SignedInternet("www A 192.0.2.1");
    String next = "v".repeat(32);
    Name apex = Name.of("t1.");
    Name hashed = Nsec3Hash.ownerName(Nsec3Hash.of(apex, new byte[0], 0), apex);
    List<RrSet> forged =
        List.of(
            LyingSigner.unsigned(
                String.valueOf(hashed), RrType.NSEC3, 300, "1 1 0 - " + next + " NS SOA"),
            LyingSigner.unsigned(
                "0".repeat(32) + ".t1.", RrType.NSEC3, 300, "1 1 0 - " + next + " A"));
    net.net()
        .server("198.18.0.3")
        .follow((query, _, honest) -> {
          if (!query.question().name().isAtOrBelow(Name.of("evil.t1."))) {
            return honest;
          }
          List<RrSet> authority = new ArrayList<>(forged);
          for (RrSet set : honest.authority()) {
            if (!set.type().equals(RrType.DS)) {
              authority.add(set);
            }
          }
          return SignedInternet.with(honest, honest.rcode(), List.of(), authority);
        });
    net.net()
        .server(SignedInternet.EVIL_SERVER)
        .follow((_, _, honest) ->
            SignedInternet.with(
                honest,
                honest.rcode(),
                honest.answer().stream().map(RrSet::withoutSignatures).toList(),
                List.of()));
    net.isBogus("www.evil.t1.", RrType.A);
    net.isCanaryAlive();
  }

  @Test
  void s68TheDsOfASiblingSaysNothing() {
    var net = new SignedInternet("www A 192.0.2.1");
    net.net().zone("victim.t1.", "198.18.66.3", "www A 192.0.2.5");
    net.sign("victim.t1.", LyingSigner.of("victim.t1."));
    // The attacker's server has the victim's zone signed with another key, whose digest the
    // attacker had published as its own.
    LyingSigner impostor = LyingSigner.of("victim.t1.", "ECDSAP384SHA384");
    net.net().add("t1.", "evil.t1. DS " + SignedInternet.text(impostor.ds()));
    net.net().treat("victim.t1.", impostor::sign);
    net.net()
        .server("198.18.0.3")
        .follow((_, _, honest) -> {
          RrSet published = find(net.net().zoneOf("t1.").zone(), "evil.t1.", RrType.DS);
          List<RrSet> authority =
              honest.authority().stream()
                  .map(set -> set.type().equals(RrType.DS) ? published : set)
                  .toList();
          return SignedInternet.with(honest, honest.rcode(), honest.answer(), authority);
        });
    net.isBogus("www.victim.t1.", RrType.A, ExtendedError.DNSKEY_MISSING);
    net.isCanaryAlive();
  }
}
