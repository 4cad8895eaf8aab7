package dev.xylem.dns.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.ExtendedError;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageTextTest {
  private static final Name WWW = Name.of("www.example.com");

  /** The columns are those of dig 9.20, tabs and blanks included. */
  @Test
  void answerAsDigPrintsIt() {
    RrSet cname =
        RrSet.of(WWW, RrType.CNAME, 300, rdata(RrType.CNAME, "a.very-long-name.example.org."));
    RrSet a =
        RrSet.of(
                Name.of("a.very-long-name.example.org"),
                RrType.A,
                86400,
                rdata(RrType.A, "192.0.2.1"),
                rdata(RrType.A, "192.0.2.2"))
            .withSignatures(
                RdataList.of(
                    List.of(
                        rdata(
                            RrType.RRSIG,
                            "A 13 4 86400 20300101000000 20240101000000 1 example.org. AQID"))));
    var options =
        List.of(
            new EdnsOption(EdnsOption.NSID, Rdata.of("ns1\0".getBytes(StandardCharsets.US_ASCII))),
            new ExtendedError(ExtendedError.NO_REACHABLE_AUTHORITY, "at delegation\n").toOption(),
            new ExtendedError(ExtendedError.DNSSEC_BOGUS, "").toOption());
    var message =
        new Message(
            Header.of(4711, Flag.QR, Flag.RD, Flag.RA, Flag.AD),
            Rcode.NOERROR,
            List.of(new Question(WWW, RrType.A)),
            List.of(cname, a),
            List.of(),
            List.of(),
            new Edns(1232, 0, true, options));
    assertEquals(
        """
        ;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 4711
        ;; flags: qr rd ra ad; QUERY: 1, ANSWER: 4, AUTHORITY: 0, ADDITIONAL: 1

        ;; OPT PSEUDOSECTION:
        ; EDNS: version: 0, flags: do; udp: 1232
        ; NSID: 6e 73 31 00 ("ns1.")
        ; EDE: 22 (No Reachable Authority): (at delegation.)
        ; EDE: 6 (DNSSEC Bogus)
        ;; QUESTION SECTION:
        ;www.example.com.\t\tIN\tA

        ;; ANSWER SECTION:
        www.example.com.\t300\tIN\tCNAME\ta.very-long-name.example.org.
        a.very-long-name.example.org. 86400 IN\tA\t192.0.2.1
        a.very-long-name.example.org. 86400 IN\tA\t192.0.2.2
        a.very-long-name.example.org. 86400 IN\tRRSIG\tA 13 4 86400 20300101000000 20240101000000 1 example.org. AQID

        """,
        MessageText.format(message));
  }

  @Test
  void withoutEdns() {
    var query = Message.query(Header.of(1), new Question(Name.ROOT, RrType.NS), null);
    assertEquals(
        """
        ;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1
        ;; flags:; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0

        ;; QUESTION SECTION:
        ;.\t\t\t\tIN\tNS

        """,
        MessageText.format(query));
  }

  private static Rdata rdata(RrType type, String text) {
    return RdataText.parse(type, text, Name.ROOT);
  }
}
