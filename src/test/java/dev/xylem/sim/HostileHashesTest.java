package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dnssec.Nsec3Hash;
import dev.xylem.lab.LyingSigner;
import dev.xylem.runtime.Limit;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S51: hashes of NSEC3 records, which a zone makes costly and a reply makes many. */
class HostileHashesTest {
  private static final int MOST_HASHES = 300;
  private static final String ADDRESSES = "ns2 A 198.18.66.2\nns3 A 198.18.66.3\nns4 A 198.18.66.4";
  private static final String LONG_NAME = "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.evil.t1.";

  private static LyingSigner hashing(int iterations, int salt) {
    return LyingSigner.of(SignedInternet.EVIL).hashing(iterations, "ab".repeat(salt));
  }

  private static byte[] hash(String name) {
    return Nsec3Hash.of(Name.of(name), new byte[0], 0);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 255", "50, 0", "50, 255", "51, 0", "150, 255", "65535, 0", "65535, 255"})
  void s51WhoHashesTooOftenIsNotFollowed(int iterations, int salt) {
    var net = new SignedInternet("www A 192.0.2.1", hashing(iterations, salt));
    if (iterations <= 50) {
      net.isSecure("not.evil.t1.", RrType.A, Rcode.NXDOMAIN);
      net.isSecure("www.evil.t1.", RrType.TXT, Rcode.NOERROR);
      net.isSecure(LONG_NAME, RrType.A, Rcode.NXDOMAIN);
      // Each name from the whole one up to the apex, and the wildcard there: every hash is paid.
      int hashes = Name.of(LONG_NAME).labelCount() - 2 + 1 + 1;
      assertEquals(hashes, net.spent(Limit.NSEC3_HASHES), "hashes, each computed once");
      // By what is known now: once to find the records, once to draw conclusions.
      for (int i = 0; i < 20; i++) {
        net.isSecure("not" + i + ".evil.t1.", RrType.A, Rcode.NXDOMAIN);
      }
      int asked = net.simulation().network().packets();
      net.isSecure("a.b.other.evil.t1.", RrType.A, Rcode.NXDOMAIN);
      assertEquals(asked, net.simulation().network().packets());
      assertEquals(2 * 5, net.spent(Limit.NSEC3_HASHES), "hashes for what is concluded");
    } else {
      net.isInsecure("not.evil.t1.", RrType.A, Rcode.NXDOMAIN);
      assertEquals(0, net.spent(Limit.NSEC3_HASHES));
      for (String other : List.of(LONG_NAME, "other.evil.t1.")) {
        net.isInsecure(other, RrType.A, Rcode.NXDOMAIN);
        assertEquals(0, net.spent(Limit.NSEC3_HASHES));
      }
      net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    }
    net.isCanaryAlive();
  }

  /** Each server of the zone has another reply whose every name is to be hashed, for nothing. */
  @Test
  void s51NoQueryPaysForMoreHashesThanItsLimit() {
    var net = new SignedInternet("@ NS ns2\n@ NS ns3\n@ NS ns4\n" + ADDRESSES, hashing(0, 0));
    for (int i = 2; i <= 4; i++) {
      String server = "ns" + i + ".evil.t1.";
      net.net().add("t1.", "evil.t1. NS " + server + "\n" + server + " A 198.18.66." + i);
    }
    net.simulation();
    Name apex = Nsec3Hash.ownerName(hash("evil.t1."), Name.of("evil.t1."));
    List<RrSet> encloser =
        net.allProofs().stream().filter(set -> set.owner().equals(apex)).toList();
    assertEquals(1, encloser.size());
    for (String server : List.of("198.18.66.1", "198.18.66.2", "198.18.66.3", "198.18.66.4")) {
      net.net().server(server).serve(net.net().zoneOf("evil.t1."));
      net.net()
          .server(server)
          .follow((query, _, honest) -> {
            Message denied = net.denied(honest, encloser);
            if (!query.question().name().isAtOrBelow(Name.of("a.evil.t1."))) {
              return honest;
            }
            // For its shorter names: that they are none of their own, but lead on.
            return query.question().name().labelCount() < 100
                ? SignedInternet.with(denied, Rcode.NOERROR, List.of(), denied.authority())
                : denied;
          });
    }
    Message answer = net.ask("a.".repeat(115) + "evil.t1.", RrType.A);
    assertEquals(Rcode.SERVFAIL, answer.rcode(), answer.toString());
    // The one that is refused has been counted.
    assertEquals(MOST_HASHES + 1, net.spent(Limit.NSEC3_HASHES));
    net.isCanaryAlive();
  }

  @Test
  void s51NorInAReferralWithoutDs() {
    var net = new SignedInternet("child NS ns.child\nns.child A 198.18.66.2", hashing(65_535, 255));
    net.net().bare("child.evil.t1.", "@ NS ns\nwww A 192.0.2.2", net.net().server("198.18.66.2"));
    net.isInsecure("www.child.evil.t1.", RrType.A, Rcode.NOERROR);
    assertEquals(0, net.spent(Limit.NSEC3_HASHES));
    net.isCanaryAlive();
  }

  /** A chain in which one record costs little and comes first, and others would cost much. */
  @Test
  void s51ACheapRecordDoesNotBringInCostlyOnes() {
    var net = new SignedInternet("www A 192.0.2.1", hashing(0, 0));
    // The greatest hash there is: the first to be found when what is remembered is looked up.
    String hash = "v".repeat(32);
    RrSet costly =
        net.evil()
            .signed(
                hash + ".evil.t1.",
                RrType.NSEC3,
                300,
                "1 0 65535 " + "ab".repeat(255) + " " + hash + " A");
    net.script((_, _, honest) -> {
      List<RrSet> proofs = new ArrayList<>(honest.authority());
      proofs.add(costly);
      return SignedInternet.with(honest, honest.rcode(), honest.answer(), proofs);
    });
    net.isSecure("first.evil.t1.", RrType.A, Rcode.NXDOMAIN);
    var cpu = ManagementFactory.getThreadMXBean();
    double least = Double.MAX_VALUE;
    for (int i = 0; i < 6; i++) {
      long start = cpu.getCurrentThreadCpuTime();
      net.isSecure("a.b.c.d.e.f.not" + i + ".evil.t1.", RrType.A, Rcode.NXDOMAIN);
      least = Math.min(least, (cpu.getCurrentThreadCpuTime() - start) / 1e6);
    }
    assertTrue(least < 40, least + " ms");
  }

  @Test
  void s51NorDoesARecordThatIsNoneEndAnything() {
    var net = new SignedInternet("www A 192.0.2.1");
    List<RrSet> odd = oddRecords(net);
    net.script((_, _, honest) -> {
      List<RrSet> proofs = new ArrayList<>(honest.authority());
      proofs.addAll(odd);
      return SignedInternet.with(honest, honest.rcode(), honest.answer(), proofs);
    });
    for (int i = 0; i < 5; i++) {
      net.isSecure("not" + i + ".evil.t1.", RrType.A, Rcode.NXDOMAIN);
      net.isSecure("www.evil.t1.", new RrType(300 + i), Rcode.NOERROR);
    }
    net.isCanaryAlive();
  }

  /** NSEC3 records of other kinds, at names that are no hashes, of lengths that are none. */
  private static List<RrSet> oddRecords(SignedInternet net) {
    LyingSigner evil = net.evil();
    String hash = "0".repeat(32);
    return List.of(
        evil.signed("no-hash.evil.t1.", RrType.NSEC3, 300, "1 0 0 - " + hash + " A"),
        evil.signed("00.evil.t1.", RrType.NSEC3, 300, "1 0 0 - " + hash + " A"),
        evil.signed("1" + hash.substring(1) + ".evil.t1.", RrType.NSEC3, 300, "1 0 0 - 00 A"),
        evil.signed("2" + hash.substring(1) + ".evil.t1.", RrType.NSEC3, 300, "2 0 0 - 00 A"),
        evil.signed("3" + hash.substring(1) + ".evil.t1.", RrType.NSEC3, 300, "1 6 0 - 00 A"),
        evil.signed(hash + ".sub.evil.t1.", RrType.NSEC3, 300, "1 0 0 - " + hash + " A"));
  }
}
