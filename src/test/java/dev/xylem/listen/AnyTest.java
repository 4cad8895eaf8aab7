package dev.xylem.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * S84: ANY, whatever the cache holds of the name: data, aliases, nothing, failures, what is over.
 */
class AnyTest {
  private static final List<RrType> TYPES =
      List.of(RrType.A, RrType.TXT, RrType.CNAME, RrType.NS, RrType.SOA, RrType.DS);

  private final TwoPaths paths = new TwoPaths(84);

  @Test
  void s84AnyAfterEachStateOfTheCacheIsAnsweredAsEver() throws FormatException {
    int minimal = 0;
    for (Name name : paths.root.names()) {
      String first = check(name, "nothing is known");
      for (RrType type : TYPES) {
        ask(name, type, Transport.TCP);
        assertEquals(first, check(name, type + " was asked"));
      }
      paths.clock.seconds += 45;
      assertEquals(first, check(name, "some of it is over"));
      paths.clock.seconds += 100_000;
      assertEquals(first, check(name, "all of it is over"));
      minimal += first.contains("HINFO") ? 1 : 0;
    }
    // All but the names of local zones.
    assertTrue(minimal > 100, minimal + " answers as in RFC 8482");
  }

  /** The answer's RCODE and types. */
  private String check(Name name, String state) throws FormatException {
    Message overUdp = ask(name, RrType.ANY, Transport.UDP);
    Message overTcp = ask(name, RrType.ANY, Transport.TCP);
    String what = name + " ANY when " + state + ": " + overUdp + overTcp;
    assertEquals(overUdp.rcode(), overTcp.rcode(), what);
    assertTrue(overUdp.rcode().code() <= Rcode.NXDOMAIN.code(), what);
    assertTrue(!overUdp.rcode().equals(Rcode.SERVFAIL), what);
    return overTcp.rcode() + " " + overTcp.answer().stream().map(RrSet::type).toList();
  }

  private Message ask(Name name, RrType type, Transport transport) throws FormatException {
    Message query =
        Message.query(Header.of(9, Flag.RD), new Question(name, type), Edns.withDnssecOk());
    byte[] answer =
        Objects.requireNonNull(paths.ask(MessageEncoder.encode(query, 65_535), transport));
    return MessageDecoder.decode(answer, answer.length);
  }
}
