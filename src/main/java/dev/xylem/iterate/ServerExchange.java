package dev.xylem.iterate;

import dev.xylem.cache.server.CookieJar;
import dev.xylem.cache.server.ServerCache;
import dev.xylem.cache.server.ServerFacts;
import dev.xylem.cache.server.Silence;
import dev.xylem.dns.Cookies;
import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.Work;
import dev.xylem.runtime.World;
import dev.xylem.telemetry.Event;
import dev.xylem.telemetry.Outcome;
import dev.xylem.upstream.Exchange;
import dev.xylem.upstream.Network;
import dev.xylem.upstream.Reply;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server one question, over whatever transports that takes, in at most three exchanges
 * that come to nothing (S37): UDP first; TCP when the reply was truncated or when anything that did
 * not match came before it (S05); with another cookie, or none, when the server minds the first;
 * without EDNS when the server does not understand it; without random letter case when the server
 * cannot repeat it and has no TCP.
 */
final class ServerExchange {
  private static final long TCP_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** After more mismatches than this a UDP reply is not believed even if there is no TCP (S05). */
  private static final int MOST_MISMATCHES = 3;

  private final Network network;
  private final ServerCache facts;
  private final IterationPolicy policy;
  private final World world;

  /** A resolver may have to walk first, however quick it is with what it knows. */
  private static final long RESOLVER_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How often who waits for a probe looks whether it is over. */
  private static final long PROBE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final WaitingQueries waiting;
  private final CookieJar cookies;

  ServerExchange(Network network, ServerCache facts, IterationPolicy policy, World world) {
    this.network = network;
    this.facts = facts;
    this.policy = policy;
    this.world = world;
    this.waiting = new WaitingQueries(policy.shares());
    this.cookies = new CookieJar(world);
  }

  /** What kind of server is asked, and how. */
  enum Manner {
    /** An authority. */
    ITERATIVE,
    /** An authority, over TCP only. */
    ITERATIVE_OVER_TCP,
    /** A resolver: RD is set. */
    RECURSIVE,
    /** A resolver, over TCP only. */
    RECURSIVE_OVER_TCP;

    private boolean isRecursive() {
      return this == RECURSIVE || this == RECURSIVE_OVER_TCP;
    }

    private boolean isOverTcp() {
      return this == ITERATIVE_OVER_TCP || this == RECURSIVE_OVER_TCP;
    }
  }

  /** The reply of {@code server} to {@code question}: anything but Contested. */
  Reply ask(ServerSelection.Candidate server, Question question, Manner manner, Work work) {
    if (manner.isRecursive()) {
      // The operator's own resolvers: all there is may go through them.
      return exchange(server, question, manner, work);
    }
    Reply reply =
        waiting.ask(server.zone(), server.key(), () -> afterProbe(server, question, manner, work));
    if (reply instanceof Reply.NotAsked(String why)) {
      work.note(new Event.NotAsked(server.address(), server.zone(), why));
      server.disqualify();
    }
    return reply;
  }

  /**
   * The reply of a server that others may be finding out about: who waits for them is as patient as
   * they are, and does not ask when it is in vain.
   */
  private Reply afterProbe(
      ServerSelection.Candidate server, Question question, Manner manner, Work work) {
    if (server.isBehindProbe() && !isBack(server, question.type(), work)) {
      server.disqualify();
      return new Reply.Silence(0);
    }
    server.noLongerBehindProbe();
    return exchange(server, question, manner, work);
  }

  private boolean isBack(ServerSelection.Candidate server, RrType type, Work work) {
    Silence now = facts.of(server.key()).silence(type);
    try {
      while (now.isProbeUnderWay(world.time().nanos())) {
        world.time().sleep(Math.min(PROBE_PAUSE_NANOS, work.nanosLeft()));
        now = facts.of(server.key()).silence(type);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    long nanos = world.time().nanos();
    return !now.isDown(nanos) && !now.isBeingProbed(nanos);
  }

  private Reply exchange(
      ServerSelection.Candidate server, Question question, Manner manner, Work work) {
    var dialogue = new Dialogue(server, question, manner, work);
    ServerFacts known = facts.of(server.key());
    boolean edns = !known.isPlain(world.time().nanos());
    long timeout = known.timeout(question.type());
    long wait = manner.isRecursive() ? Math.max(RESOLVER_NANOS, timeout) : timeout;
    if (dialogue.isOverTcp()) {
      return dialogue.send(Transport.TCP, edns, TCP_NANOS);
    }
    Reply reply = dialogue.send(Transport.UDP, edns, wait);
    if (reply instanceof Reply.Received received
        && (dialogue.wantsOtherCookie(received) || dialogue.wantsNoCookie(received))) {
      reply = dialogue.send(Transport.UDP, edns, wait);
    }
    if (reply instanceof Reply.Received received && misunderstoodEdns(received, edns)) {
      reply = dialogue.send(Transport.UDP, false, wait);
      if (reply instanceof Reply.Received second && !isError(second.message().rcode())) {
        facts.misunderstoodEdns(server.key());
      }
      edns = false;
    }
    return whole(
        switch (reply) {
          case Reply.Received received
              when received.message().has(Flag.TC) || dialogue.wantsOtherCookie(received) -> {
            server.isThere(work);
            yield dialogue.send(Transport.TCP, edns, TCP_NANOS);
          }
          case Reply.Contested contested -> afterMismatch(dialogue, contested, edns);
          default -> reply;
        });
  }

  /** A reply that is truncated even now is none: what it lacks must not be taken for absent. */
  private static Reply whole(Reply reply) {
    return reply instanceof Reply.Received received && received.message().has(Flag.TC)
        ? new Reply.Silence(received.octets())
        : reply;
  }

  /** Someone may be guessing: a connection cannot be guessed into. */
  private Reply afterMismatch(Dialogue dialogue, Reply.Contested contested, boolean edns) {
    Reply overTcp = dialogue.send(Transport.TCP, edns, TCP_NANOS);
    boolean incapable = contested.problem() != Reply.Problem.OTHER && contested.matching() == null;
    boolean letterCase = contested.problem() == Reply.Problem.LETTER_CASE;
    if (incapable && letterCase) {
      facts.withoutCase(dialogue.server.key());
    }
    if (overTcp instanceof Reply.Received) {
      return overTcp;
    }
    if (incapable) {
      if (!letterCase) {
        cookies.doubt(dialogue.server.key());
      }
      long wait = facts.of(dialogue.server.key()).timeout(dialogue.question.type());
      Reply again = dialogue.send(Transport.UDP, edns, wait);
      return again instanceof Reply.Contested ? new Reply.Silence(again.octets()) : again;
    }
    boolean believed =
        contested.matching() instanceof Reply.Received matching
            && contested.mismatches() <= MOST_MISMATCHES
            && !matching.message().has(Flag.TC);
    return believed && contested.matching() != null ? contested.matching() : overTcp;
  }

  /** A server older than EDNS answers with an error and no OPT record (RFC 6891 §7). */
  private static boolean misunderstoodEdns(Reply.Received received, boolean edns) {
    Message message = received.message();
    return edns
        && message.edns() == null
        && (message.rcode().equals(Rcode.FORMERR) || message.rcode().equals(Rcode.NOTIMP));
  }

  private static boolean isError(Rcode rcode) {
    return rcode.equals(Rcode.FORMERR) || rcode.equals(Rcode.NOTIMP);
  }

  /** The exchanges with one server about one question. */
  private final class Dialogue {
    private final ServerSelection.Candidate server;
    private final InetAddress address;
    private final Question question;
    private final Manner manner;
    private final Work work;
    private @Nullable EdnsOption cookieSent;

    Dialogue(ServerSelection.Candidate server, Question question, Manner manner, Work work) {
      this.manner = manner;
      this.server = server;
      this.address = server.address();
      this.question = question;
      this.work = work;
    }

    boolean isOverTcp() {
      return manner.isOverTcp() || policy.talk().tcp();
    }

    /** Whether the server wants another cookie than it was sent (RFC 7873 §5.3). */
    boolean wantsOtherCookie(Reply.Received received) {
      return cookieSent != null && received.message().rcode().equals(Rcode.BADCOOKIE);
    }

    /** Whether what the server did not understand may be the cookie: it gave none. */
    boolean wantsNoCookie(Reply.Received received) {
      Message message = received.message();
      return cookieSent != null
          && message.rcode().equals(Rcode.FORMERR)
          && Cookies.in(message.edns()) == null;
    }

    Reply send(Transport transport, boolean edns, long nanos) {
      if (!server.mayExchange(work)) {
        return new Reply.Silence(0);
      }
      work.spend(Limit.UPSTREAM_PACKETS);
      long startedAt = world.time().nanos();
      var socket =
          new InetSocketAddress(
              address,
              server.key().getPort() == 0 ? policy.upstreamPort() : server.key().getPort());
      Exchange exchange = transport == Transport.UDP ? network.udp() : network.tcp();
      long wait = Math.min(nanos, work.nanosLeft());
      Message query = query(edns);
      cookieSent = Cookies.in(query.edns());
      Reply reply = exchange.ask(socket, query, wait);
      long took = world.time().nanos() - startedAt;
      work.note(
          new Event.Exchanged(address, transport, question, outcome(reply), reply.octets(), took));
      if (!work.hasToGiveWay()) {
        learn(reply, transport);
      }
      work.spend(Limit.RECEIVED_BYTES, reply.octets());
      return reply;
    }

    private void learnCookie(EdnsOption sent, Reply reply) {
      switch (reply) {
        case Reply.Received received -> cookies.learn(server.key(), sent, received.message());
        case Reply.Silence _ -> cookies.silent(server.key(), sent);
        case Reply.Contested _, Reply.NotAsked _, Reply.Unreachable _ -> {}
      }
    }

    private Message query(boolean edns) {
      boolean mixed =
          policy.caseRandomisation() && !facts.of(server.key()).isLowerCase(world.time().nanos());
      Name name =
          mixed
              ? question.name().withRandomCase(world.entropy()::nextBits)
              : question.name().toLowerCase();
      Header header = new Header(world.entropy().nextBits(), 0);
      header = manner.isRecursive() ? header.with(Flag.RD) : header;
      return Message.query(header, question.withName(name), edns ? opt() : null);
    }

    private Edns opt() {
      List<EdnsOption> options = new ArrayList<>(policy.stringFor(address));
      if (policy.talk().cookies() && cookies.optionFor(server.key()) instanceof EdnsOption cookie) {
        options.add(cookie);
      }
      return new Edns(Edns.SAFE_UDP_SIZE, 0, true, options);
    }

    /** TCP is mostly the second try: that it fails counts only for a server asked no other way. */
    private void learn(Reply reply, Transport transport) {
      if (cookieSent != null) {
        learnCookie(cookieSent, reply);
      }
      if (transport == Transport.TCP && !isOverTcp()) {
        if (reply instanceof Reply.Received) {
          facts.alive(server.key());
        }
        return;
      }
      switch (reply) {
        case Reply.Received received -> {
          facts.replied(server.key(), question.type(), received.nanos());
          if (received.message().edns() != null) {
            facts.understoodEdns(server.key());
          }
        }
        case Reply.Silence _ -> {
          facts.silent(server.key(), question.type());
          server.keptSilent(work);
        }
        case Reply.Unreachable(_, boolean refused, _) when refused -> facts.refused(server.key());
        case Reply.Unreachable _ -> facts.unreachable(server.key());
        case Reply.Contested _, Reply.NotAsked _ -> {}
      }
    }
  }

  private static Outcome outcome(Reply reply) {
    return switch (reply) {
      case Reply.Received received -> Outcome.Replied.with(received.message());
      case Reply.Contested contested -> contested(contested);
      case Reply.Silence _ -> new Outcome.Unanswered("no reply", "no reply");
      case Reply.NotAsked(String why) -> new Outcome.Unanswered("not asked", "not asked: " + why);
      case Reply.Unreachable(String reason, _, _) ->
          new Outcome.Unanswered("unreachable", "unreachable: " + reason);
    };
  }

  private static Outcome contested(Reply.Contested contested) {
    String kind =
        switch (contested.problem()) {
          case LETTER_CASE -> "replies in other letter case";
          case NO_COOKIE -> "replies without the cookie";
          case OTHER -> "mismatching packets";
        };
    String after = contested.matching() == null ? "" : ", then a matching one";
    return new Outcome.Unanswered(kind, contested.mismatches() + " " + kind + after);
  }
}
