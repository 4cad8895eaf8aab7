package dev.xylem.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.config.Settings;
import dev.xylem.config.SettingsLoader;
import dev.xylem.dns.Edns;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.resolve.Resolution;
import dev.xylem.runtime.Work;
import dev.xylem.runtime.World;
import dev.xylem.telemetry.Event;
import dev.xylem.telemetry.Metrics;
import dev.xylem.telemetry.QueryObserver;
import dev.xylem.wire.MessageEncoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** S05, S08: the whole resolver on real sockets, and somebody who sends before the server does. */
@Timeout(30)
class ForgedRepliesTest {
  private static final String RIGHT = "192.0.2.1";
  private static final String FORGED = "203.0.113.66";
  private static final Question QUESTION = new Question(Name.of("www.example."), RrType.A);

  @Test
  void s05AfterOneWrongIdTheAnswerComesOverTcp() throws Exception {
    var metrics = new Metrics("test");
    List<Event.Exchanged> exchanges =
        resolve(
            (query, client) -> {
              Message forged = HostileAuthority.saying(query, FORGED);
              client.send(forged.withHeader(forged.header().withId(query.header().id() ^ 1)));
              Thread.sleep(50);
              client.send(HostileAuthority.saying(query, FORGED));
            },
            metrics);
    assertEquals(
        List.of(Transport.UDP, Transport.TCP),
        exchanges.stream().map(Event.Exchanged::transport).toList());
    assertEquals(
        "1 mismatching packets, then a matching one", exchanges.getFirst().outcome().toString());
    String counted = new String(metrics.text(Metrics.Format.PROMETHEUS), StandardCharsets.UTF_8);
    String counter =
        "xylem_upstream_queries_total{outcome=\"mismatching packets\",transport=\"udp\"}";
    assertTrue(counted.contains(counter + " 1.0\n"), counted);
  }

  @Test
  void s08AReplyLongerThanWeSaidIsAskedForAgainOverTcp() throws Exception {
    List<Event.Exchanged> exchanges =
        resolve((query, client) -> {
          Message forged = HostileAuthority.saying(query, FORGED);
          int without = MessageEncoder.encode(with(forged, new byte[0]), 65_535).length;
          byte[] text = new byte[Edns.SAFE_UDP_SIZE + 1 - without];
          for (int i = 0; i < text.length; i += 100) {
            text[i] = (byte) Math.min(99, text.length - i - 1);
          }
          client.send(with(forged, text));
        });
    assertEquals(
        List.of(Transport.UDP, Transport.TCP),
        exchanges.stream().map(Event.Exchanged::transport).toList());
  }

  /** The reply with a TXT record more. */
  private static Message with(Message reply, byte[] text) {
    RrSet filler = RrSet.of(QUESTION.name(), RrType.TXT, 1, Rdata.of(text));
    return new Message(
        reply.header(),
        reply.rcode(),
        reply.questions(),
        reply.answer(),
        List.of(),
        List.of(filler),
        reply.edns());
  }

  private interface OverUdp {
    void reply(Message query, HostileAuthority.Packets client)
        throws IOException, InterruptedException;
  }

  private static List<Event.Exchanged> resolve(OverUdp overUdp) throws Exception {
    return resolve(overUdp, new Metrics("test"));
  }

  /** Resolves, to what the server says over TCP; the exchanges that took, which are counted. */
  private static List<Event.Exchanged> resolve(OverUdp overUdp, Metrics metrics) throws Exception {
    var script =
        new HostileAuthority.Script() {
          @Override
          public void overUdp(Message query, HostileAuthority.Packets client)
              throws IOException, InterruptedException {
            overUdp.reply(query, client);
          }

          @Override
          public Message overTcp(Message query) {
            return HostileAuthority.saying(query, RIGHT);
          }
        };
    try (var authority = new HostileAuthority(script)) {
      Settings settings = SettingsLoader.parse(authority.iteration(), Path.of("test.yaml"));
      World world = World.system();
      var stack =
          ResolverStack.build(settings, HostileAuthority.hints(), Daemon.network(world), world);
      Work work = Work.open(world.time(), settings.limits());
      var answer =
          assertInstanceOf(Resolution.Answer.class, stack.resolver().resolve(QUESTION, work));
      assertEquals(List.of(InetAddress.ofLiteral(RIGHT)), answer.rrSet().addresses());
      var client = new InetSocketAddress(HostileAuthority.ADDRESS, 53);
      metrics.resolved(
          new QueryObserver.Answered(client, Transport.UDP, QUESTION, Rcode.NOERROR, work));
      List<Event.Exchanged> exchanges =
          work.entries().stream()
              .map(Work.Booked::entry)
              .filter(Event.Exchanged.class::isInstance)
              .map(Event.Exchanged.class::cast)
              .toList();
      assertTrue(exchanges.size() > 1, "only " + exchanges);
      return exchanges;
    }
  }
}
