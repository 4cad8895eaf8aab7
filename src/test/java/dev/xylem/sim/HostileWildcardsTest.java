package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xylem.dns.ExtendedError;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.lab.LyingSigner;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** S66, and wildcards that exist only because there are names below them. */
class HostileWildcardsTest {
  private static final String WILDCARDS =
      "*.w A 192.0.2.1\nreal.w A 192.0.2.2\n*.c CNAME www\nreal.c A 192.0.2.2\nwww A 192.0.2.3\n"
          + "zz A 192.0.2.4";

  @Test
  void s66AWildcardNeedsProof() {
    for (String set : List.of("w", "c")) {
      signers()
          .forEach(signer -> {
            var net = new SignedInternet(WILDCARDS, signer);
            net.isSecure("any." + set + ".evil.t1.", RrType.A, Rcode.NOERROR);
            net.script((query, _, honest) ->
                SignedInternet.with(honest, honest.rcode(), honest.answer(), List.of()));
            net.isBogus("other." + set + ".evil.t1.", RrType.A);
            net.script((query, _, honest) ->
                SignedInternet.with(
                    honest,
                    honest.rcode(),
                    honest.answer(),
                    net.allProofs().stream()
                        .filter(p -> !honest.authority().contains(p))
                        .toList()));
            net.isBogus("third." + set + ".evil.t1.", RrType.A);
            net.isCanaryAlive();
          });
    }
  }

  @Test
  void s66NoWildcardAnswersForWhatExists() {
    for (String set : List.of("w", "c")) {
      signers()
          .forEach(signer -> {
            var net = new SignedInternet(WILDCARDS, signer);
            Name real = Name.of("real." + set + ".evil.t1.");
            RrType type = set.equals("w") ? RrType.A : RrType.CNAME;
            net.script((query, _, honest) -> {
              RrSet wildcard = net.evilZone().find(Name.of("*." + set + ".evil.t1."), type);
              return SignedInternet.with(
                  honest,
                  Rcode.NOERROR,
                  List.of(Objects.requireNonNull(wildcard).withOwner(real)),
                  net.allProofs());
            });
            net.isBogus(real.toString(), RrType.A);
          });
    }
  }

  /** The wildcard stands for names whose closest ancestor is the one above it, and no others. */
  @Test
  void s66NoWildcardAnswersBelowANameThatIsCloser() {
    signers()
        .forEach(signer -> {
          var net = new SignedInternet("* A 192.0.2.66\na.w A 192.0.2.1\nzz A 192.0.2.1", signer);
          net.script((_, _, honest) -> {
            RrSet wildcard = net.evilZone().find(Name.of("*.evil.t1."), RrType.A);
            return SignedInternet.with(
                honest,
                Rcode.NOERROR,
                List.of(Objects.requireNonNull(wildcard).withOwner(Name.of("x.w.evil.t1."))),
                net.allProofs());
          });
          net.isBogus("x.w.evil.t1.", RrType.A, ExtendedError.DNSSEC_BOGUS);
        });
  }

  /** The signature is right for any name below: it would deny what a name has that exists. */
  @Test
  void s66TheNsecOfAWildcardSpeaksForNoOtherName() {
    var net = new SignedInternet("*.w TXT wild\nreal.w A 192.0.2.2\nzz A 192.0.2.4");
    net.script((_, _, honest) -> {
      RrSet nsec = net.evilZone().find(Name.of("*.w.evil.t1."), RrType.NSEC);
      RrSet moved = Objects.requireNonNull(nsec).withOwner(Name.of("real.w.evil.t1."));
      return SignedInternet.with(
          honest, Rcode.NOERROR, List.of(), List.of(net.evilZone().soa(), moved));
    });
    net.isBogus("real.w.evil.t1.", RrType.A);
  }

  /** An unsigned zone may hide where the wildcard seems to stand for a name (RFC 5155 §6). */
  @Test
  void s66WhatOptOutLeavesOpenIsNotSecure() {
    var net = new SignedInternet(WILDCARDS, LyingSigner.of(SignedInternet.EVIL).optingOut());
    for (String name : List.of("any.w.evil.t1.", "any.c.evil.t1.")) {
      Message answer = net.isInsecure(name, RrType.A, Rcode.NOERROR);
      assertEquals(name.startsWith("any.w") ? 1 : 2, answer.answer().size());
    }
    net.isSecure("real.w.evil.t1.", RrType.A, Rcode.NOERROR);
  }

  private static Stream<LyingSigner> signers() {
    return Stream.of(
        LyingSigner.of(SignedInternet.EVIL), LyingSigner.of(SignedInternet.EVIL).hashing(0, ""));
  }

  private static final String EMPTY_WILDCARD = "a.*.w A 192.0.2.2\nb.w A 192.0.2.3";

  /** Such names have no data, but they are not missing (RFC 4592 §2.2.2, §3.3.1). */
  @Test
  void aWildcardWithoutRecordsStandsForNamesWithoutData() {
    signers()
        .forEach(signer -> {
          var net = new SignedInternet(EMPTY_WILDCARD, signer);
          // The first is asked, the others follow from what that proved (RFC 8198).
          for (String name : List.of("foo.w", "bar.w", "deep.bar.w", "*.w", "b.*.w", "w")) {
            boolean missing = name.equals("b.*.w");
            Message answer =
                net.isSecure(
                    name + ".evil.t1.", RrType.A, missing ? Rcode.NXDOMAIN : Rcode.NOERROR);
            assertEquals(List.of(), answer.answer());
          }
          net.isSecure("a.*.w.evil.t1.", RrType.A, Rcode.NOERROR);
          net.isSecure("b.w.evil.t1.", RrType.A, Rcode.NOERROR);
          net.isSecure("c.b.w.evil.t1.", RrType.A, Rcode.NXDOMAIN);
        });
  }

  /** The records are genuine; only the RCODE, which nobody signs, is a lie. */
  @Test
  void nobodyMakesNamesMissingThatSuchAWildcardStandsFor() {
    signers()
        .forEach(signer -> {
          var net = new SignedInternet(EMPTY_WILDCARD, signer);
          net.script((_, _, honest) ->
              honest.rcode().equals(Rcode.NOERROR) && honest.answer().isEmpty()
                  ? net.denied(honest, net.allProofs())
                  : honest);
          for (String name : List.of("foo.w", "bar.w", "w", "*.w")) {
            net.isSecure(name + ".evil.t1.", RrType.A, Rcode.NOERROR);
          }
        });
  }
}
