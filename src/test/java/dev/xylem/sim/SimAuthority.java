package dev.xylem.sim;

import dev.xylem.dns.Cookies;
import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.lab.AuthorityAnswers;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An authoritative server: some zones, some addresses and perhaps a quirk. */
final class SimAuthority {

  /** What is odd about a server. */
  enum Quirk {
    NONE,
    /** Answers queries that have an OPT record with a bare FORMERR. */
    NO_EDNS,
    /** Repeats questions in lower case. */
    FOLDS_CASE,
    /** As before, and refuses connections. */
    FOLDS_CASE_NO_TCP,
    NO_TCP,
    /** Sets TC in every UDP reply. */
    TRUNCATES,
    /** Denies the existence of names that have no records but names below. */
    DENIES_EMPTY_NAMES,
    /** Gives cookies (RFC 7873). */
    GIVES_COOKIES,
    /** Gives cookies in every other reply. */
    FORGETS_COOKIES,
    /** Answers over UDP only who brings the cookie that it gave. */
    DEMANDS_COOKIES,
    /** Answers queries with a cookie with FORMERR. */
    MISTAKES_COOKIES,
    /** Drops queries with a cookie. */
    DROPS_COOKIES,
    /** Adds records for other people's names to every reply. */
    LIES,
    /** Never says anything. */
    DEAD,
    /** The network says that it cannot be reached. */
    UNREACHABLE,
    /** Truncates over UDP and closes every connection as soon as it is there (S38). */
    HANGS_UP,
    SERVFAIL,
    /** Refers everything to the root. */
    REFERS_UPWARD,
    /** Says that everything is where the poison leads. */
    IMPOSTOR,
    /** Delegates without end. */
    DELEGATES_ON;

    /** Whether the server can help, if it has the zone. */
    boolean isUseful() {
      return ordinal() <= LIES.ordinal();
    }
  }

  /** What a server says that a test has written; the honest reply is at hand. */
  interface Script {
    @Nullable Message reply(Message query, Transport transport, Message honest);
  }

  private List<InetAddress> addresses;
  private long movedAt = Long.MIN_VALUE;
  private final Quirk quirk;
  private long delay;
  private boolean isFarther;
  private final List<SimZone> zones = new ArrayList<>();
  private final Poison poison;
  private final SimCookies cookies = new SimCookies();
  private int replies;
  private @Nullable AuthorityAnswers answers;
  private @Nullable Script script;

  SimAuthority(List<InetAddress> addresses, Quirk quirk, long delay, Poison poison) {
    this.addresses = List.copyOf(addresses);
    this.quirk = quirk;
    this.delay = delay;
    this.poison = poison;
  }

  /** From now on replies are what {@code script} says. */
  void follow(Script newScript) {
    script = newScript;
  }

  List<InetAddress> addresses() {
    return addresses;
  }

  Quirk quirk() {
    return quirk;
  }

  /** Nanoseconds from a query to its reply. */
  long delay() {
    return delay;
  }

  /** From now on the way to it takes so many nanoseconds, there and back. */
  void detour(long newDelay) {
    isFarther |= newDelay > 2 * delay;
    delay = newDelay;
  }

  /**
   * Whether it is farther away than it was, so that not every query that is not lost brings a reply
   * in time.
   */
  boolean isFarther() {
    return isFarther;
  }

  /** From now on the server is elsewhere. */
  void move(List<InetAddress> newAddresses, long now) {
    addresses = List.copyOf(newAddresses);
    movedAt = now;
  }

  /** Second of the wall clock at which it last moved; the least there is when it never did. */
  long movedAt() {
    return movedAt;
  }

  /** No longer serves {@code zone}. */
  void drop(SimZone zone) {
    zones.removeIf(served -> served == zone);
    zonesChanged();
  }

  void serve(SimZone zone) {
    zones.add(zone);
    zonesChanged();
  }

  boolean serves(SimZone zone) {
    return zones.contains(zone);
  }

  /** To be called when a zone has a new version. */
  void zonesChanged() {
    answers = null;
  }

  boolean acceptsConnections() {
    return quirk != Quirk.NO_TCP
        && quirk != Quirk.FOLDS_CASE_NO_TCP
        && quirk != Quirk.UNREACHABLE
        && quirk != Quirk.DEAD;
  }

  /** The reply to {@code packet} as it goes on the wire; null for none. */
  byte @Nullable [] reply(byte[] packet, Transport transport) {
    if (quirk == Quirk.DEAD || quirk == Quirk.UNREACHABLE) {
      return null;
    }
    Message query = decoded(packet);
    Message reply =
        script == null ? reply(query, transport) : script.reply(query, transport, honest(query));
    if (reply == null) {
      return null;
    }
    int limit =
        transport == Transport.TCP
            ? MessageEncoder.MAX_MESSAGE_LENGTH
            : query.edns() == null ? 512 : Math.min(query.edns().udpSize(), Edns.SAFE_UDP_SIZE);
    return MessageEncoder.encode(reply, limit);
  }

  private @Nullable Message reply(Message query, Transport transport) {
    Question question = query.question();
    return switch (quirk) {
      case NO_EDNS ->
          query.edns() == null
              ? honest(query)
              : Message.empty(header(query), Rcode.FORMERR, query.questions());
      case FOLDS_CASE, FOLDS_CASE_NO_TCP ->
          withQuestion(honest(query), question.withName(question.name().toLowerCase()));
      case HANGS_UP -> truncated(query);
      case TRUNCATES -> transport == Transport.UDP ? truncated(query) : honest(query);
      case DENIES_EMPTY_NAMES -> denyingEmptyNames(query);
      case LIES ->
          zones.isEmpty()
              ? poison.added(honest(query))
              : poison.beyond(zones.getFirst().apex(), honest(query));
      case IMPOSTOR -> poison.instead(Message.query(header(query).with(Flag.AA), question, null));
      case SERVFAIL -> Message.empty(header(query), Rcode.SERVFAIL, query.questions());
      case REFERS_UPWARD -> referral(query, Name.ROOT, Name.of("upward.invalid."));
      case DELEGATES_ON -> delegatingOn(query);
      case GIVES_COOKIES -> cookies.added(query, honest(query));
      case FORGETS_COOKIES ->
          replies++ % 2 == 0 ? cookies.added(query, honest(query)) : honest(query);
      case DEMANDS_COOKIES -> cookies.demanded(query, transport, honest(query));
      case MISTAKES_COOKIES ->
          Cookies.in(query.edns()) == null
              ? honest(query)
              : Message.empty(header(query), Rcode.FORMERR, query.questions())
                  .withEdns(Edns.plain());
      case DROPS_COOKIES -> Cookies.in(query.edns()) == null ? honest(query) : null;
      default -> honest(query);
    };
  }

  private Message honest(Message query) {
    if (answers == null) {
      answers = new AuthorityAnswers(zones.stream().map(SimZone::zone).toList());
    }
    return Objects.requireNonNull(answers.answer(query));
  }

  private static Message truncated(Message query) {
    return Message.empty(header(query).with(Flag.TC), Rcode.NOERROR, query.questions());
  }

  private Message denyingEmptyNames(Message query) {
    Message reply = honest(query);
    Name name = query.question().name();
    boolean empty = zones.stream().anyMatch(zone -> zone.isEmptyNonTerminal(name));
    return empty && reply.answer().isEmpty()
        ? new Message(
            reply.header().withRcode(Rcode.NXDOMAIN),
            Rcode.NXDOMAIN,
            reply.questions(),
            reply.answer(),
            reply.authority(),
            reply.additional(),
            reply.edns())
        : reply;
  }

  /** A referral to the zone one label deeper than the last one: there is always another. */
  private Message delegatingOn(Message query) {
    Name apex = zones.getFirst().apex();
    return referral(query, apex.labelCount() + 1 + (int) (delegations++ % 40));
  }

  /** A referral to the ancestor of the question's name that has so many labels, served here. */
  Message referral(Message query, int labels) {
    Name name = query.question().name();
    Name zone = name.ancestor(Math.min(labels, name.labelCount()));
    return referral(query, zone, Name.of("ns." + Records.dotted(zone)));
  }

  private long delegations;

  private Message referral(Message query, Name zone, Name server) {
    RrSet ns = RrSet.of(zone, RrType.NS, 300, Rdata.of(server));
    RrSet glue = Records.address(server, 300, addresses.getFirst());
    return new Message(
        header(query),
        Rcode.NOERROR,
        query.questions(),
        List.of(),
        List.of(ns),
        List.of(glue),
        query.edns());
  }

  private static Message withQuestion(Message reply, Question question) {
    return new Message(
        reply.header(),
        reply.rcode(),
        List.of(question),
        reply.answer(),
        reply.authority(),
        reply.additional(),
        reply.edns());
  }

  private static Header header(Message query) {
    return Header.of(query.header().id(), Flag.QR);
  }

  static Message decoded(byte[] packet) {
    try {
      return MessageDecoder.decode(packet, packet.length);
    } catch (FormatException e) {
      throw new IllegalStateException("the resolver sent something malformed", e);
    }
  }

  @Override
  public String toString() {
    return addresses.getFirst().getHostAddress() + " " + quirk;
  }
}
