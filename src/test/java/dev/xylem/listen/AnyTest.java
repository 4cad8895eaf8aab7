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

  private static final List<Name> LOCAL =
      List.of(Name.of("localhost."), Name.of("invalid."), Name.of("127.in-addr.arpa."));

  private final TwoPaths paths = new TwoPaths(84);

  @Test
  void s84AnyAfterEachStateOfTheCacheIsAnsweredAsEver() throws FormatException {
    for (Name name : paths.root.names()) {
      if (LOCAL.stream().anyMatch(name::isAtOrBelow)) {
        continue; // A local zone shows all it has.
      }
      check(name, "nothing is known");
      for (RrType type : TYPES) {
        ask(name, type, Transport.TCP);
        check(name, type + " was asked");
      }
      paths.clock.pass(45);
      check(name, "some of it is over");
      paths.clock.pass(100_000);
      check(name, "all of it is over");
    }
  }

  private void check(Name name, String state) throws FormatException {
    for (Transport transport : Transport.values()) {
      Message answer = ask(name, RrType.ANY, transport);
      String what = name + " ANY over " + transport + " when " + state + ": " + answer;
      assertEquals(Rcode.NOERROR, answer.rcode(), what);
      assertTrue(answer.answer().getFirst().type().equals(RrType.HINFO), what);
      assertEquals(1, answer.answer().size(), what);
    }
  }

  private Message ask(Name name, RrType type, Transport transport) throws FormatException {
    Message query =
        Message.query(Header.of(9, Flag.RD), new Question(name, type), Edns.withDnssecOk());
    byte[] answer =
        Objects.requireNonNull(paths.ask(MessageEncoder.encode(query, 65_535), transport));
    return MessageDecoder.decode(answer, answer.length);
  }
}
