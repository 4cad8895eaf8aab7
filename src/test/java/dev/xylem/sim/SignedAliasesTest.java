package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.lab.LyingSigner;
import dev.xylem.runtime.Limit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DNAMEs in signed zones, and above unsigned ones; chains of CNAMEs. */
class SignedAliasesTest {
  private static final int LONG_CHAIN = 10;

  @Test
  void theCnameThatDnameImpliesIsAnAnswer() {
    var net = new SignedInternet("d DNAME canary.t0.");
    for (String name : List.of("www.d.evil.t1.", "mail.d.evil.t1.")) {
      Message answer = net.isSecure(name, RrType.CNAME, Rcode.NOERROR);
      assertEquals(
          List.of(RrType.DNAME, RrType.CNAME), answer.answer().stream().map(RrSet::type).toList());
      assertEquals(
          Name.of(name.substring(0, name.indexOf('.')) + ".canary.t0."),
          answer.answer().getLast().target());
      net.isSecure(name, RrType.A, Rcode.NOERROR);
    }
  }

  /** The question lies in an unsigned zone, but the alias would be the signed zone's. */
  @Test
  void forgedDnameOfSignedZoneAboveUnsignedOneIsBogus() {
    var net = new SignedInternet("www A 192.0.2.1");
    net.net().zone("un.t1.", "198.18.66.9", "www A 192.0.2.66");
    List<RrSet> forged = List.of(LyingSigner.unsigned("t1.", RrType.DNAME, 3600, "canary.t0."));
    net.net()
        .server("198.18.0.3")
        .follow((query, transport, honest) ->
            query.question().type().equals(RrType.A)
                    && query.question().name().isAtOrBelow(Name.of("un.t1."))
                ? SignedInternet.with(honest, Rcode.NOERROR, forged, List.of())
                : honest);
    net.isBogus("www.un.t1.", RrType.A, 10);
    net.net().server("198.18.0.3").follow((query, transport, honest) -> honest);
    Message answer = net.isSecure("t1.", RrType.DNAME, Rcode.NOERROR);
    assertEquals(List.of(), answer.answer());
  }

  /**
   * Each reply brings the proofs of all wildcards that are still to come: what was verified for one
   * link is not paid for again at the next.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLongChainOfWildcardsStaysWithinOneLedger(boolean hashed) {
    var text = new StringBuilder();
    for (int i = 0; i < LONG_CHAIN; i++) {
      text.append("*.w" + i + " CNAME x.w" + (i + 1) + "\n");
    }
    LyingSigner signer = LyingSigner.of(SignedInternet.EVIL);
    var net =
        new SignedInternet(
            text + "*.w" + LONG_CHAIN + " A 192.0.2.1", hashed ? signer.hashing(0, "") : signer);
    Message answer = net.isSecure("x.w0.evil.t1.", RrType.A, Rcode.NOERROR);
    assertEquals(LONG_CHAIN + 1, answer.answer().size());
    // The keys and DS of three zones, each link, and for each what proves it once.
    int checks = net.spent(Limit.SIGNATURE_CHECKS);
    assertTrue(checks <= 6 + 2 * (LONG_CHAIN + 1), checks + " checks");
  }
}
