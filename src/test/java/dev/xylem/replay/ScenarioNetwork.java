package dev.xylem.replay;

import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Message;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.replay.Scenario.Entry;
import dev.xylem.runtime.Tasks;
import dev.xylem.sim.SimWorld;
import dev.xylem.upstream.Exchange;
import dev.xylem.upstream.Network;
import dev.xylem.upstream.Reply;
import dev.xylem.upstream.ReplyMatcher;
import dev.xylem.wire.MessageEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The network of a scenario: queries wait until the script answers them or their time is over. */
final class ScenarioNetwork {

  /** A query that the resolver has sent. */
  record Pending(
      InetAddress server, Transport transport, Message query, Tasks.Promise<Reply> reply) {
    Question question() {
      return query.question();
    }
  }

  private static final int CLIENT_COOKIE = 8;

  private final Scenario scenario;
  private final SimWorld world;
  private final List<Pending> pending = new ArrayList<>();

  ScenarioNetwork(Scenario scenario, SimWorld world) {
    this.scenario = scenario;
    this.world = world;
  }

  Network network() {
    return new Network(exchange(Transport.UDP), exchange(Transport.TCP));
  }

  private Exchange exchange(Transport transport) {
    return (InetSocketAddress server, Message query, long nanos) -> {
      var sent = new Pending(server.getAddress(), transport, query, world.promise());
      pending.add(sent);
      try {
        Reply reply = sent.reply().await(nanos);
        return reply == null ? new Reply.Silence(0) : reply;
      } catch (InterruptedException e) {
        // Its client gave way to another.
        Thread.currentThread().interrupt();
        return new Reply.Unreachable("given up", 0);
      } finally {
        pending.remove(sent);
      }
    };
  }

  /** Answers one waiting query that a range of the current step has an entry for. */
  boolean answerFromRanges(int step) {
    for (Pending sent : List.copyOf(pending)) {
      for (Scenario.Range range : scenario.ranges()) {
        if (range.covers(step, sent.server())) {
          for (Entry entry : range.entries()) {
            if (matches(entry, sent)) {
              answer(sent, entry);
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  /** A waiting query that {@code entry} matches; null when there is none. */
  @Nullable Pending find(Entry entry, @Nullable InetAddress server) {
    for (Pending sent : pending) {
      if ((server == null || server.equals(sent.server())) && matches(entry, sent)) {
        return sent;
      }
    }
    return null;
  }

  List<Pending> pending() {
    return pending;
  }

  /** Lets {@code sent} have the entry's message as its reply. */
  void answer(Pending sent, Entry entry) {
    int seconds = entry.adjustment("sleep") + entry.adjustment("packet_sleep");
    if (seconds == 0) {
      reply(sent, entry);
      return;
    }
    pending.remove(sent);
    world.start(
        "slow server",
        () -> {
          world.sleep(TimeUnit.SECONDS.toNanos(seconds));
          reply(sent, entry);
        });
  }

  private void reply(Pending sent, Entry entry) {
    Message reply = entry.message();
    boolean copyQuery = entry.adjusts("copy_query");
    List<Question> questions = copyQuery ? sent.query().questions() : reply.questions();
    // Scripts write names in one letter case; a server repeats the one it was asked in.
    if (questions.size() == 1 && questions.getFirst().equals(sent.question())) {
      questions = sent.query().questions();
    }
    var message =
        new Message(
            reply.header().withId(sent.query().header().id()),
            reply.rcode(),
            questions,
            reply.answer(),
            reply.authority(),
            reply.additional(),
            reply.edns());
    byte[] packet = MessageEncoder.encode(message, MessageEncoder.MAX_MESSAGE_LENGTH);
    var matcher = new ReplyMatcher(sent.query());
    var match =
        sent.transport() == Transport.UDP
            ? matcher.overUdp(packet, packet.length)
            : matcher.overTcp(packet, packet.length);
    end(
        sent,
        switch (match) {
          case ReplyMatcher.Match.Good good ->
              new Reply.Received(good.message(), sent.transport(), 1_000_000, packet.length);
          case ReplyMatcher.Match.Bad bad ->
              new Reply.Contested(1, null, bad.problem(), packet.length);
        });
  }

  /** Ends the waiting of {@code sent}. */
  void end(Pending sent, Reply reply) {
    pending.remove(sent);
    sent.reply().fill(reply);
  }

  private static boolean matches(Entry entry, Pending sent) {
    Message wanted = entry.message();
    Question question = sent.question();
    for (String word : entry.match()) {
      boolean fits =
          switch (word) {
            case "opcode" -> wanted.header().opcode().equals(sent.query().header().opcode());
            case "qname" -> question.name().equals(wanted.question().name());
            case "qtype" -> question.type().equals(wanted.question().type());
            case "qclass" -> question.rrClass().equals(wanted.question().rrClass());
            case "question" -> question.equals(wanted.question());
            case "subdomain" -> question.name().isAtOrBelow(wanted.question().name());
            case "UDP" -> sent.transport() == Transport.UDP;
            case "TCP" -> sent.transport() == Transport.TCP;
            case "DO" -> sent.query().dnssecOk();
            case "noedns" -> sent.query().edns() == null;
            case "ednsdata" -> options(sent.query()).equals(options(wanted));
            case "client_cookie" -> cookieLength(sent.query()) == CLIENT_COOKIE;
            case "server_cookie" -> cookieLength(sent.query()) > CLIENT_COOKIE;
            case String serial when serial.startsWith("serial=") ->
                Long.parseLong(serial.substring("serial=".length())) == serialOf(sent.query());
            // The rest compares replies.
            default -> true;
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  static List<EdnsOption> options(Message message) {
    return message.edns() == null ? List.of() : message.edns().options();
  }

  /** Octets of the cookie option; 0 without one. */
  private static int cookieLength(Message query) {
    return options(query).stream()
        .filter(option -> option.code() == EdnsOption.COOKIE)
        .mapToInt(option -> option.data().length())
        .findFirst()
        .orElse(0);
  }

  /** The version that an IXFR query says it has (RFC 1995 §3); -1 without one. */
  private static long serialOf(Message query) {
    for (RrSet rrSet : query.authority()) {
      if (rrSet.type().equals(RrType.SOA)) {
        var rdata = rrSet.records().first();
        return rdata.u32(rdata.length() - 20);
      }
    }
    return -1;
  }
}
