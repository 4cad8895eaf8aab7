package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.lab.LyingSigner;
import java.util.List;
import org.junit.jupiter.api.Test;

/** DNAMEs in signed zones, and above unsigned ones. */
class SignedAliasesTest {
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
}
