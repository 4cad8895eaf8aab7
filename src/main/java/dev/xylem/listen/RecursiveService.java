package dev.xylem.listen;

import dev.xylem.cache.AnswerCache;
import dev.xylem.cache.AnswerKey;
import dev.xylem.cache.DelegationPoint;
import dev.xylem.cache.RenderedAnswer;
import dev.xylem.dns.Edns;
import dev.xylem.dns.ExtendedError;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Security;
import dev.xylem.dns.Transport;
import dev.xylem.policy.AccessList;
import dev.xylem.policy.LocalZones;
import dev.xylem.policy.Verdict;
import dev.xylem.resolve.Resolution;
import dev.xylem.resolve.Resolver;
import dev.xylem.runtime.Limits;
import dev.xylem.runtime.TimeSource;
import dev.xylem.runtime.Work;
import dev.xylem.telemetry.QueryObserver;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.HeaderPeek;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import dev.xylem.wire.TtlOffsets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers a query the long way: whole decoding, policy, resolution, encoding. May block; one
 * virtual thread per query. What can be answered again from memory is rendered into the answer
 * cache.
 */
public final class RecursiveService implements QueryService {
  /** HINFO "RFC8482" "", in wire form (RFC 8482 §4.2). */
  private static final Rdata ANY_ANSWER =
      Rdata.of(new byte[] {7, 'R', 'F', 'C', '8', '4', '8', '2', 0});

  private static final int ANY_TTL = 8482;

  private final Resolver resolver;
  private final AnswerCache answers;
  private final Policy policy;
  private final TimeSource time;
  private final Limits limits;

  /**
   * What an operator decides about answers.
   *
   * @param udpAnswerSize most octets in a UDP answer, whatever the client would take
   * @param wholeAny whether questions for ANY are resolved, instead of answered as RFC 8482 §4.2
   *     has it
   */
  public record Policy(
      AccessList access,
      LocalZones localZones,
      Identity identity,
      int udpAnswerSize,
      boolean wholeAny,
      QueryObserver observer) {}

  public RecursiveService(
      Resolver resolver, AnswerCache answers, Policy policy, TimeSource time, Limits limits) {
    this.resolver = resolver;
    this.answers = answers;
    this.policy = policy;
    this.time = time;
    this.limits = limits;
  }

  @Override
  public byte @Nullable [] answer(byte[] packet, InetSocketAddress client, Transport transport) {
    return switch (HeaderPeek.at(packet, packet.length)) {
      case DROP -> null;
      case FORMERR -> headerOnly(packet, Rcode.FORMERR);
      case NOTIMP -> headerOnly(packet, Rcode.NOTIMP);
      case ACCEPT -> {
        try {
          Message query = MessageDecoder.decode(packet, packet.length);
          // Only a transfer would have something there (RFC 1995 §3), and there are none to be had.
          yield query.authority().isEmpty()
              ? answer(query, client, transport)
              : headerOnly(packet, Rcode.FORMERR);
        } catch (FormatException e) {
          yield headerOnly(packet, Rcode.FORMERR);
        }
      }
    };
  }

  private byte @Nullable [] answer(Message query, InetSocketAddress client, Transport transport) {
    Work work = Work.open(time, limits);
    Response response = respond(query, client.getAddress(), work);
    if (response == null) {
      return null;
    }
    String trace =
        policy
            .observer()
            .resolved(
                new QueryObserver.Answered(
                    client, transport, query.question(), response.rcode(), work));
    response = trace.isEmpty() ? response : response.traced(trace);
    Message message = response.toMessage(query);
    // What the operator says may be for this client only.
    if (response.origin() == Response.Origin.RESOLVED
        || !policy.localZones().treatsSpecially(client.getAddress())) {
      keep(query, response, message);
    }
    int client512 = query.edns() == null ? 512 : Math.max(512, query.edns().udpSize());
    int limit =
        transport == Transport.TCP
            ? MessageEncoder.MAX_MESSAGE_LENGTH
            : Math.min(client512, policy.udpAnswerSize());
    var options =
        policy.identity().options(query, client.getAddress(), transport, time.epochSeconds());
    Edns edns = response.edns(query, options);
    byte[] whole = MessageEncoder.encode(message.withEdns(edns), limit);
    if (!HeaderPeek.header(whole).has(Flag.TC)) {
      return whole;
    }
    // A part of an answer is of no use: whoever gets it asks again over TCP (RFC 2181 §9).
    Header header = message.header().with(Flag.TC);
    Message cut = Message.empty(header, message.rcode(), message.questions());
    return MessageEncoder.encode(cut.withEdns(edns), limit);
  }

  /** The response; null when there shall be none. */
  private @Nullable Response respond(Message query, InetAddress client, Work work) {
    AccessList.Treatment treatment = policy.access().treatmentOf(client);
    if (treatment == AccessList.Treatment.DROP) {
      return null;
    }
    if (treatment == AccessList.Treatment.REFUSE) {
      return Response.refused(new ExtendedError(ExtendedError.PROHIBITED, ""));
    }
    if (query.edns() != null && query.edns().version() > 0) {
      return Response.of(Rcode.BADVERS);
    }
    if (policy.identity().isBadCookie(query)) {
      return Response.of(Rcode.FORMERR);
    }
    Question question = query.question();
    if (!question.rrClass().equals(RrClass.IN)) {
      RrSet identity = policy.identity().answer(question);
      return identity == null
          ? Response.refused(notServed("class " + question.rrClass()))
          : Response.answer(List.of(identity));
    }
    return switch (policy.localZones().judge(question, client)) {
      case Verdict.Resolve _ -> resolve(query, question, treatment, work);
      case Verdict.Drop _ -> null;
      case Verdict.Alias(RrSet cname) -> {
        Response target = resolve(query, question.withName(cname.target()), treatment, work);
        yield target == null ? null : target.behind(cname);
      }
      case Verdict verdict -> Response.of(verdict);
    };
  }

  private static ExtendedError notServed(String what) {
    return new ExtendedError(ExtendedError.NOT_SUPPORTED, what + " is not served");
  }

  /** What is known elsewhere, as far as the client may have it; null when nothing shall be sent. */
  private @Nullable Response resolve(
      Message query, Question question, AccessList.Treatment treatment, Work work) {
    if (treatment == AccessList.Treatment.LOCAL_OR_DROP) {
      return null;
    }
    if (treatment == AccessList.Treatment.LOCAL_OR_REFUSE) {
      return Response.refused(new ExtendedError(ExtendedError.PROHIBITED, ""));
    }
    if (question.type().equals(RrType.ANY) && !policy.wholeAny()) {
      RrSet hinfo = RrSet.of(question.name(), RrType.HINFO, ANY_TTL, ANY_ANSWER);
      return Response.answer(List.of(hinfo));
    }
    if (question.type().isMeta() && !question.type().equals(RrType.ANY)) {
      return Response.refused(notServed(question.type().toString()));
    }
    if (query.has(Flag.RD) || treatment == AccessList.Treatment.ASSUME_RECURSION) {
      return Response.of(resolved(query, question, work));
    }
    // What is cached says who asked for what (RFC 8914 §4.21); recursion is available to them.
    return treatment == AccessList.Treatment.SNOOP
        ? known(query, question, work)
        : Response.of(
            Rcode.REFUSED,
            new ExtendedError(ExtendedError.NOT_AUTHORITATIVE, "recursion is not desired"));
  }

  private Resolution resolved(Message query, Question question, Work work) {
    return query.has(Flag.CD)
        ? resolver.resolveUnjudged(question, work)
        : resolver.resolve(question, work);
  }

  /** For a client that does not desire recursion: what the cache says, or who may know. */
  private Response known(Message query, Question question, Work work) {
    Resolution cached =
        query.has(Flag.CD)
            ? resolver.cachedUnjudged(question, work)
            : resolver.cached(question, work);
    if (cached != null) {
      return Response.of(cached);
    }
    DelegationPoint closest = resolver.closestDelegation(question.name());
    long ttl = Math.min(closest.ttl(), closest.expires() - time.agingSeconds());
    return Response.referral(closest, (int) Math.max(0, ttl));
  }

  /** Renders the response for the event loops, for as long as its shortest TTL. */
  private void keep(Message query, Response response, Message message) {
    boolean ordinary =
        query.question().rrClass().equals(RrClass.IN)
            && isRendered(query.question().type())
            && query.has(Flag.RD)
            && response.rcode().code() <= Rcode.NXDOMAIN.code()
            && response.isLasting()
            && isForAll(query.question(), response);
    if (!ordinary) {
      return;
    }
    Header header = message.header().withId(0).without(Flag.RD).without(Flag.CD);
    // Rendered for all: who is not to be told is spared it when the answer is copied.
    header = response.security() == Security.SECURE ? header.with(Flag.AD) : header;
    Message neutral = message.withHeader(header);
    byte[] packet = MessageEncoder.encode(neutral, MessageEncoder.MAX_MESSAGE_LENGTH);
    int[] offsets = TtlOffsets.of(packet);
    long counted =
        query.has(Flag.CD) ? Long.MAX_VALUE : resolver.secondsUncounted(message.answer());
    long ttl = Math.min(TtlOffsets.least(packet, offsets), counted);
    boolean truncated = HeaderPeek.header(packet).has(Flag.TC);
    if (ttl > 0 && ttl < Integer.MAX_VALUE && !truncated) {
      long now = time.agingSeconds();
      int variant = CachedAnswers.variant(query.dnssecOk(), query.has(Flag.CD));
      int questionEnd = HeaderPeek.HEADER_LENGTH + query.question().name().length() + 4;
      AnswerKey key = new AnswerKey().fill(packet, HeaderPeek.HEADER_LENGTH, questionEnd, variant);
      answers.store(key, new RenderedAnswer(packet, offsets, new byte[0], now, now + ttl));
    }
  }

  /** ANY has no other memory than this one; the short answer to it is made up each time. */
  private boolean isRendered(RrType type) {
    return type.equals(RrType.ANY) ? policy.wholeAny() : !type.isMeta();
  }

  /** Whether nothing in a response comes from where it must not be kept from. */
  private boolean isForAll(Question question, Response response) {
    for (RrSet rrSet : response.answer()) {
      if (!resolver.mayKeep(question.withName(rrSet.owner()))) {
        return false;
      }
    }
    return resolver.mayKeep(question);
  }

  private static byte[] headerOnly(byte[] packet, Rcode rcode) {
    Header received = HeaderPeek.header(packet);
    Header header =
        new Header(received.id(), received.word() & (0x7800 | Flag.RD.mask()))
            .with(Flag.QR)
            .withRcode(rcode);
    return MessageEncoder.encode(Message.empty(header, rcode, List.of()), 512);
  }
}
