package dev.xylem.listen.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Cookies;
import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.listen.FastPath.Outcome;
import dev.xylem.policy.AccessList;
import dev.xylem.runtime.World;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import dev.xylem.wire.ServerCookies;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One query a second, and what becomes of those above; what is within is MISSED. */
class RateLimitedPathTest {
  private static final String CLIENT = "192.0.2.1";
  private static final World WORLD = World.system();

  private final ServerCookies cookies = new ServerCookies(Rdata.of(new byte[16]));
  private final RateLimit.Counts counts = new RateLimit.Counts();
  private final ByteBuf answer = Unpooled.buffer();

  @Test
  void oneInAFewIsSentToTcpAndTheOthersGetNothing() throws FormatException {
    RateLimitedPath path = path(3, null);
    byte[] query = query(Edns.plain());
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      outcomes.add(ask(path, query, CLIENT));
    }
    assertEquals(
        "[MISSED, DROPPED, DROPPED, ANSWERED, DROPPED, DROPPED, ANSWERED]", outcomes.toString());
    assertEquals(2, counts.truncated());
    assertEquals(4, counts.dropped());
    Message told = told();
    assertTrue(told.header().has(Flag.TC) && told.header().has(Flag.QR));
    assertEquals(Name.of("www.example.com."), told.question().name());
    assertEquals(0, told.answer().size() + told.authority().size());
    assertTrue(answer.readableBytes() <= query.length, "makes more of what a forger sends");
  }

  @Test
  void slipIsTheOperatorsChoice() {
    RateLimitedPath never = path(0, null);
    RateLimitedPath always = path(1, null);
    for (int i = 0; i < 5; i++) {
      Outcome first = i == 0 ? Outcome.MISSED : Outcome.DROPPED;
      assertEquals(first, ask(never, query(null), CLIENT));
      Outcome other = i == 0 ? Outcome.MISSED : Outcome.ANSWERED;
      assertEquals(other, ask(always, query(null), CLIENT));
    }
  }

  @Test
  void prefixesCountForThemselves() {
    RateLimitedPath path = path(0, null);
    assertEquals(Outcome.MISSED, ask(path, query(null), "192.0.2.1"));
    assertEquals(Outcome.DROPPED, ask(path, query(null), "192.0.2.254"));
    assertEquals(Outcome.MISSED, ask(path, query(null), "192.0.3.1"));
    assertEquals(Outcome.MISSED, ask(path, query(null), "2001:db8:0:4200::1"));
    assertEquals(Outcome.DROPPED, ask(path, query(null), "2001:db8:0:42ff:1::2"));
    assertEquals(Outcome.MISSED, ask(path, query(null), "2001:db8:0:4300::1"));
  }

  @Test
  void tcpAndExemptClientsHaveNoLimit() {
    RateLimitedPath path = path(0, null);
    for (int i = 0; i < 5; i++) {
      assertEquals(Outcome.MISSED, ask(path, query(null), "198.51.100.7"));
      assertEquals(Outcome.MISSED, ask(path, query(null), Transport.TCP));
    }
    assertEquals(Outcome.MISSED, ask(path, query(null), CLIENT));
  }

  @Test
  void nobodyIsToldToComeByTcpWhoIsNotServed() {
    RateLimitedPath path = path(1, null);
    for (String client : List.of("203.0.113.1", "203.0.114.1")) {
      assertEquals(Outcome.MISSED, ask(path, query(null), client));
      assertEquals(Outcome.DROPPED, ask(path, query(null), client));
    }
  }

  /** No answers to answers (S42), nor to what is no plain query. */
  @Test
  void whatIsNoQueryGetsNoAnswer() {
    RateLimitedPath path = path(1, null);
    ask(path, query(null), CLIENT);
    byte[] response = query(null);
    response[2] |= (byte) 0x80;
    assertEquals(Outcome.DROPPED, ask(path, response, CLIENT));
    assertEquals(Outcome.DROPPED, ask(path, new byte[11], CLIENT));
    assertEquals(Outcome.DROPPED, ask(path, new byte[2000], CLIENT));
    assertEquals(Outcome.DROPPED, ask(path, new byte[12], CLIENT));
  }

  /** Who has a cookie is at its address: it has no limit, whoever else asks in its name. */
  @Test
  void aCookieOfOursExempts() throws FormatException {
    RateLimitedPath path = path(1, cookies);
    byte[] first = query(withCookie("0102030405060708"));
    assertEquals(Outcome.MISSED, ask(path, first, CLIENT));
    assertEquals(Outcome.ANSWERED, ask(path, first, CLIENT));
    EdnsOption given = Objects.requireNonNull(Cookies.in(told().edns()));
    String cookie = HexFormat.of().formatHex(given.data().toArray());
    assertTrue(cookie.startsWith("0102030405060708") && cookie.length() == 48, cookie);
    for (int i = 0; i < 5; i++) {
      assertEquals(Outcome.MISSED, ask(path, query(withCookie(cookie)), CLIENT));
    }
    // Not at another address, and not with an octet changed.
    assertEquals(Outcome.ANSWERED, ask(path, query(withCookie(cookie)), "192.0.2.2"));
    String forged = cookie.substring(0, 46) + (cookie.endsWith("00") ? "01" : "00");
    assertEquals(Outcome.ANSWERED, ask(path, query(withCookie(forged)), CLIENT));
    assertEquals(Outcome.ANSWERED, ask(path, query(withCookie("01".repeat(3))), CLIENT));
  }

  private RateLimitedPath path(int slip, @Nullable ServerCookies known) {
    var limit = new RateLimit(1, 24, 56, slip, List.of(IpPrefix.of("198.51.100.7")));
    var access =
        new AccessList(
            java.util.Map.of(
                AccessList.Treatment.SERVE, List.of(IpPrefix.of("0.0.0.0/0"), IpPrefix.of("::/0")),
                AccessList.Treatment.DROP, List.of(IpPrefix.of("203.0.113.0/24")),
                AccessList.Treatment.REFUSE, List.of(IpPrefix.of("203.0.114.0/24"))));
    var rates = new ClientRates(1, WORLD.time(), WORLD.entropy());
    return new RateLimitedPath(
        (_, _, _, _) -> Outcome.MISSED,
        new RateLimitedPath.Shared(limit, rates, access, known, WORLD.time(), counts));
  }

  private Outcome ask(RateLimitedPath path, byte[] query, String client) {
    answer.clear();
    var address = InetAddress.ofLiteral(client);
    return path.answer(Unpooled.wrappedBuffer(query), address, Transport.UDP, answer);
  }

  private Outcome ask(RateLimitedPath path, byte[] query, Transport transport) {
    answer.clear();
    var address = InetAddress.ofLiteral(CLIENT);
    return path.answer(Unpooled.wrappedBuffer(query), address, transport, answer);
  }

  private Message told() throws FormatException {
    byte[] octets = ByteBufUtil.getBytes(answer);
    return MessageDecoder.decode(octets, octets.length);
  }

  private static byte[] query(@Nullable Edns edns) {
    Question question = new Question(Name.of("www.example.com."), RrType.A);
    Message message = Message.query(Header.of(4711, Flag.RD), question, edns);
    return MessageEncoder.encode(message, MessageEncoder.MAX_MESSAGE_LENGTH);
  }

  private static Edns withCookie(String hex) {
    var option = new EdnsOption(EdnsOption.COOKIE, Rdata.of(HexFormat.of().parseHex(hex)));
    return new Edns(Edns.SAFE_UDP_SIZE, 0, false, List.of(option));
  }
}
