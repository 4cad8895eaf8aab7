package dev.xylem.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.wire.MessageEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** Names that clients ask again and again, and names with 60 KB of TXT records (S43). */
public final class HotAndLargeNames implements HostileAuthority.Script {
  public static final int HOT_NAMES = 2000;
  public static final int LARGE_ANSWERS = 3000;

  private final AtomicInteger hotNamesAsked = new AtomicInteger();
  private final List<Rdata> large = new ArrayList<>();
  private int largeNames;

  public HotAndLargeNames() {
    for (int i = 0; i < 240; i++) {
      byte[] text = new byte[250];
      text[0] = (byte) 249;
      text[1] = (byte) i;
      large.add(Rdata.of(text));
    }
  }

  /** Asks every hot name; returns how many queries for them came to the authority meanwhile. */
  public int askHotNames(RawClient client) throws IOException {
    int before = hotNamesAsked.get();
    for (int i = 0; i < HOT_NAMES; i++) {
      byte[] answer = client.udp(query("hot" + i + ".example.", RrType.A), 5000);
      assertNotNull(answer, "hot name " + i);
      assertEquals(1, Objects.requireNonNull(answer)[7], "records for hot name " + i);
    }
    return hotNamesAsked.get() - before;
  }

  /** Asks {@code count} large names that nobody has asked before. */
  public void askLargeNames(RawClient client, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      String name = "large" + largeNames++ + ".example.";
      byte[] answer = client.tcp(query(name, RrType.TXT), 5000);
      assertNotNull(answer, name);
      assertTrue(Objects.requireNonNull(answer).length > 60_000, name);
    }
  }

  private static byte[] query(String name, RrType type) {
    var question = new Question(Name.of(name), type);
    return MessageEncoder.encode(
        Message.query(Header.of(43, Flag.RD), question, Edns.plain()), 1232);
  }

  @Override
  public void overUdp(Message query, HostileAuthority.Packets client) throws IOException {
    Message small = HostileAuthority.saying(query, "192.0.2.1");
    if (query.question().type().equals(RrType.A)) {
      hotNamesAsked.incrementAndGet();
      client.send(small);
    } else {
      client.send(
          Message.empty(small.header().with(Flag.TC), small.rcode(), small.questions())
              .withEdns(query.edns()));
    }
  }

  @Override
  public Message overTcp(Message query) {
    return HostileAuthority.saying(
        query,
        new RrSet(
            query.question().name(),
            RrType.TXT,
            RrClass.IN,
            86_400,
            RdataList.of(large),
            RdataList.EMPTY));
  }
}
