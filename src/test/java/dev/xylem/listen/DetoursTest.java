package dev.xylem.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xylem.cache.AnswerCache;
import dev.xylem.cache.AnswerKey;
import dev.xylem.cache.RenderedAnswer;
import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.policy.AccessList;
import dev.xylem.policy.AccessList.Treatment;
import dev.xylem.policy.ClientRule;
import dev.xylem.policy.LocalZones;
import dev.xylem.runtime.FakeClock;
import dev.xylem.wire.MessageEncoder;
import dev.xylem.wire.TtlOffsets;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the event loop must not answer from what it has for all. */
class DetoursTest {
  private static final Question QUESTION = new Question(Name.of("www.example."), RrType.A);
  private static final int TTL = 100;

  private final FakeClock clock = new FakeClock();
  private final AnswerCache cache = new AnswerCache(1 << 20, clock);

  DetoursTest() {
    RrSet address = RrSet.of(QUESTION.name(), RrType.A, TTL, Rdata.of(new byte[] {10, 0, 0, 1}));
    var message =
        new Message(
            Header.of(0, Flag.QR, Flag.RA),
            Rcode.NOERROR,
            List.of(QUESTION),
            List.of(address),
            List.of(),
            List.of(),
            null);
    byte[] packet = MessageEncoder.encode(message, 1232);
    AnswerKey key = new AnswerKey().fill(packet, 12, 12 + QUESTION.name().length() + 4, 0);
    long now = clock.epochSeconds();
    cache.store(
        key, new RenderedAnswer(packet, TtlOffsets.of(packet), new byte[0], now, now + TTL));
  }

  @Test
  void whatIsTheSameForAllIsAnswered() {
    assertEquals(FastPath.Outcome.ANSWERED, ask("192.0.2.1", Flag.RD));
  }

  @Test
  void clientsWithRulesOfTheirOwnGoTheLongWay() {
    assertEquals(FastPath.Outcome.MISSED, ask("192.0.2.65", Flag.RD));
  }

  @Test
  void whoIsServedLocallyOnlyGoesTheLongWayAndWhoIsDroppedNowhere() {
    assertEquals(FastPath.Outcome.MISSED, ask("192.0.2.129", Flag.RD));
    assertEquals(FastPath.Outcome.DROPPED, ask("192.0.2.193", Flag.RD));
  }

  @Test
  void withoutRecursionDesiredOnlySnoopersAreAnswered() {
    assertEquals(FastPath.Outcome.MISSED, ask("192.0.2.1", Flag.CD));
    assertEquals(FastPath.Outcome.MISSED, ask("192.0.2.1"));
    assertEquals(FastPath.Outcome.ANSWERED, ask("192.0.2.17"));
  }

  @Test
  void optionsThatGetAnAnswerGoTheLongWay() {
    assertEquals(FastPath.Outcome.MISSED, ask(EdnsOption.NSID));
    assertEquals(FastPath.Outcome.ANSWERED, ask(EdnsOption.COOKIE));
    assertEquals(FastPath.Outcome.MISSED, ask(EdnsOption.TCP_KEEPALIVE, Transport.TCP));
    assertEquals(FastPath.Outcome.ANSWERED, ask(EdnsOption.TCP_KEEPALIVE, Transport.UDP));
  }

  private FastPath.Outcome ask(String client, Flag... flags) {
    return ask(client, Header.of(7, flags), Edns.plain(), Transport.UDP);
  }

  private FastPath.Outcome ask(int option) {
    return ask(option, Transport.UDP);
  }

  private FastPath.Outcome ask(int option, Transport transport) {
    var options = List.of(new EdnsOption(option, Rdata.of(new byte[8])));
    var edns = new Edns(1232, 0, false, options);
    return ask("192.0.2.1", Header.of(7, Flag.RD), edns, transport);
  }

  private FastPath.Outcome ask(String client, Header header, Edns edns, Transport transport) {
    byte[] query = MessageEncoder.encode(Message.query(header, QUESTION, edns), 1232);
    return fastPath()
        .answer(
            Unpooled.wrappedBuffer(query),
            TwoPaths.client(client).getAddress(),
            transport,
            Unpooled.buffer(1232));
  }

  private CachedAnswers fastPath() {
    var access =
        new AccessList(
            Map.of(
                Treatment.SERVE, List.of(IpPrefix.of("192.0.2.0/24")),
                Treatment.SNOOP, List.of(IpPrefix.of("192.0.2.16/28")),
                Treatment.LOCAL_OR_REFUSE, List.of(IpPrefix.of("192.0.2.128/26")),
                Treatment.DROP, List.of(IpPrefix.of("192.0.2.192/26"))));
    var rule =
        new ClientRule(IpPrefix.of("192.0.2.64/26"), List.of("kids"), Map.of(), Map.of(), Map.of());
    var detours =
        new CachedAnswers.Detours(
            new LocalZones(List.of(), List.of(rule)),
            Set.of(EdnsOption.NSID, EdnsOption.TCP_KEEPALIVE));
    return new CachedAnswers(cache, access, clock, 1232, detours);
  }
}
