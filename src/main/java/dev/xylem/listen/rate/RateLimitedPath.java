package dev.xylem.listen.rate;

import dev.xylem.dns.Cookies;
import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Flag;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.listen.FastPath;
import dev.xylem.policy.AccessList;
import dev.xylem.policy.AccessList.Treatment;
import dev.xylem.runtime.TimeSource;
import dev.xylem.wire.HeaderPeek;
import dev.xylem.wire.QueryPeek;
import dev.xylem.wire.ServerCookies;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Lets a prefix ask no more over UDP than it may, and shows the rest to another fast path. Anybody
 * can ask in a victim's name, who would get the answers; the limit bounds what it gets.
 *
 * <p>Of the queries above the limit most get no answer, but one in a few gets one without records
 * and with TC set, which is no longer than the query but for a cookie: so a client whose name is
 * abused still gets its answer, over TCP, or over UDP with the cookie that it was given. A query
 * below the limit costs one look at the clock and at four numbers, and allocates nothing.
 */
public final class RateLimitedPath implements FastPath {
  private static final int REMEMBERED = 1024;

  /** Longer queries above the limit get no answer. */
  private static final int LONGEST_QUERY = 1024;

  private static final int QUESTION_AT = HeaderPeek.HEADER_LENGTH;
  private static final int DNSSEC_OK = 0x8000;

  private final FastPath within;
  private final Shared shared;
  private final @Nullable Client[] clients = new Client[REMEMBERED];
  private final byte[] packet = new byte[LONGEST_QUERY];
  private final QueryPeek query = new QueryPeek();
  private int above;

  /** The JDK gives out the octets of an address only as a copy: what they lead to is kept. */
  private record Client(InetAddress address, IpPrefix prefix, boolean exempt, long cells) {}

  /**
   * What the paths of all event loops have in common.
   *
   * @param cookies those that exempt from the limit; null for none
   */
  public record Shared(
      RateLimit limit,
      ClientRates rates,
      AccessList access,
      @Nullable ServerCookies cookies,
      TimeSource time,
      RateLimit.Counts counts) {}

  /** Before the path {@code within}. */
  public RateLimitedPath(FastPath within, Shared shared) {
    this.within = within;
    this.shared = shared;
  }

  @Override
  public Outcome answer(ByteBuf received, InetAddress client, Transport transport, ByteBuf answer) {
    if (transport == Transport.TCP) {
      return within.answer(received, client, transport, answer);
    }
    Client known = known(client);
    return known.exempt() || shared.rates().admit(known.cells()) || hasOurCookie(received, client)
        ? within.answer(received, client, transport, answer)
        : refuse(received, known, answer);
  }

  private Client known(InetAddress address) {
    int place = address.hashCode() & REMEMBERED - 1;
    Client client = clients[place];
    if (client == null || !client.address.equals(address)) {
      client = clientAt(address);
      clients[place] = client;
    }
    return client;
  }

  private Client clientAt(InetAddress address) {
    RateLimit limit = shared.limit();
    boolean exempt = IpPrefix.anyContains(limit.exempt(), address);
    boolean ipv4 = address.getAddress().length == 4;
    var prefix = IpPrefix.of(address, ipv4 ? limit.ipv4Length() : limit.ipv6Length());
    return new Client(address, prefix, exempt, shared.rates().cellsOf(prefix));
  }

  private boolean isPlain(ByteBuf received) {
    int length = received.readableBytes();
    if (length < HeaderPeek.HEADER_LENGTH || length > LONGEST_QUERY) {
      return false;
    }
    received.getBytes(received.readerIndex(), packet, 0, length);
    return HeaderPeek.at(packet, length) == HeaderPeek.ACCEPT && query.read(packet, length);
  }

  private boolean hasOurCookie(ByteBuf received, InetAddress client) {
    ServerCookies cookies = shared.cookies();
    return cookies != null
        && isPlain(received)
        && query.hasCookie()
        && cookies.isOurs(cookie(), client, shared.time().epochSeconds());
  }

  private EdnsOption cookie() {
    byte[] octets = new byte[query.cookieLength()];
    System.arraycopy(packet, query.cookieAt(), octets, 0, octets.length);
    return new EdnsOption(EdnsOption.COOKIE, Rdata.of(octets));
  }

  private Outcome refuse(ByteBuf received, Client client, ByteBuf answer) {
    int slip = shared.limit().slip();
    above = above + 1 >= slip ? 0 : above + 1;
    // No answers to answers: what is no query must not make two servers talk without end (S42).
    if (slip == 0 || above != 0 || !isPlain(received) || !isServed(client.address())) {
      shared.counts().countDropped(client.prefix());
      return Outcome.DROPPED;
    }
    write(client.address(), answer);
    shared.counts().countTruncated(client.prefix());
    return Outcome.ANSWERED;
  }

  /** Who would be refused, or get no reply, learns nothing by TCP. */
  private boolean isServed(InetAddress client) {
    Treatment treatment = shared.access().treatmentOf(client);
    return treatment != Treatment.DROP
        && treatment != Treatment.REFUSE
        && treatment != Treatment.LOCAL_OR_DROP;
  }

  private void write(InetAddress client, ByteBuf answer) {
    int kept = u16(2) & (Flag.RD.mask() | Flag.CD.mask());
    answer.writeShort(u16(0));
    answer.writeShort(Flag.QR.mask() | Flag.TC.mask() | Flag.RA.mask() | kept);
    answer.writeShort(1);
    answer.writeInt(0);
    answer.writeShort(query.hasEdns() ? 1 : 0);
    answer.writeBytes(packet, QUESTION_AT, query.questionEnd() - QUESTION_AT);
    if (query.hasEdns()) {
      answer.writeByte(0);
      answer.writeShort(RrType.OPT.code());
      answer.writeShort(Edns.SAFE_UDP_SIZE);
      answer.writeShort(0);
      answer.writeShort(query.dnssecOk() ? DNSSEC_OK : 0);
      writeCookie(client, answer);
    }
  }

  private void writeCookie(InetAddress client, ByteBuf answer) {
    ServerCookies cookies = shared.cookies();
    // Who has a cookie of ours, if an old one, does not believe an answer without (RFC 7873 §5.3).
    if (cookies == null || !query.hasCookie() || !Cookies.isWellFormed(cookie())) {
      answer.writeShort(0);
      return;
    }
    EdnsOption given = cookies.answer(cookie(), client, shared.time().epochSeconds());
    byte[] octets = given.data().toArray();
    answer.writeShort(4 + octets.length);
    answer.writeShort(EdnsOption.COOKIE);
    answer.writeShort(octets.length);
    answer.writeBytes(octets);
  }

  private int u16(int at) {
    return (packet[at] & 0xFF) << 8 | packet[at + 1] & 0xFF;
  }
}
