package dev.xylem.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrType;
import dev.xylem.runtime.SecureEntropy;
import dev.xylem.runtime.SystemTime;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** S01 to S08 on the wire: a scripted server on loopback, and whatever it sends first. */
@Timeout(30)
class UdpExchangeTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final Exchange exchange =
      new UdpExchange(new SystemSockets(new SecureEntropy()), new SystemTime());
  private final DatagramSocket server;

  /** What a server does when the query has come. */
  private interface Script {
    void play(DatagramSocket server, SocketAddress client) throws IOException;
  }

  UdpExchangeTest() throws IOException {
    server = new DatagramSocket(0, LOOPBACK);
  }

  @BeforeEach
  void limitWaiting() throws IOException {
    server.setSoTimeout(5000);
  }

  @AfterEach
  void close() {
    server.close();
  }

  static Stream<Arguments> forgeries() {
    Name name = Replies.QUERY.question().name();
    Question asked = Replies.QUERY.question();
    return Stream.of(
        Arguments.of("s01 wrong id", Replies.forged(1, 0x12)),
        Arguments.of("s06 QR clear", Replies.forged(2, 0x04)),
        Arguments.of("s06 opcode NOTIFY", Replies.forged(2, 0xA4)),
        Arguments.of("s07 no question", Replies.forgedFor()),
        Arguments.of("s06 two questions", Replies.forgedFor(asked, asked)),
        Arguments.of("s06 wrong name", Replies.forgedFor(asked.withName(Name.of("www.example2.")))),
        Arguments.of("s06 wrong type", Replies.forgedFor(new Question(name, RrType.AAAA))),
        Arguments.of(
            "s06 wrong class", Replies.forgedFor(new Question(name, RrType.A, RrClass.CH))),
        Arguments.of("s06 no octets", new byte[0]),
        Arguments.of("s06 one octet", new byte[] {0x47}),
        Arguments.of("s06 half a header", Arrays.copyOf(Replies.forged(), 6)),
        Arguments.of("s06 a header only", Arrays.copyOf(Replies.forged(), 12)),
        Arguments.of("s06 cut off", Arrays.copyOf(Replies.forged(), Replies.forged().length - 1)),
        Arguments.of(
            "s06 more behind", Arrays.copyOf(Replies.forged(), Replies.forged().length + 1)),
        Arguments.of("s06 junk", "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
        Arguments.of("s08 1233 octets", Replies.forgedOf(1233)),
        Arguments.of("s08 4000 octets", Replies.forgedOf(4000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgeries")
  void s06AForgeryIsPassedOverAndTold(String what, byte[] forgery) throws Exception {
    Reply reply =
        ask(
            5000,
            (socket, client) -> {
              send(socket, client, forgery);
              send(socket, client, Replies.right());
            });
    var contested = assertInstanceOf(Reply.Contested.class, reply, what);
    assertEquals(1, contested.mismatches());
    assertEquals(Reply.Problem.OTHER, contested.problem());
    assertTrue(Replies.isRight(Objects.requireNonNull(contested.matching()).message()));
    assertTrue(contested.octets() >= Math.min(1233, forgery.length) + Replies.right().length);
  }

  @Test
  void aReplyInOtherLetterCaseIsNoMatch() throws Exception {
    byte[] lower = Replies.forgedFor(new Question(Name.of("www.example."), RrType.A));
    Reply reply =
        ask(
            5000,
            (socket, client) -> {
              send(socket, client, lower);
              send(socket, client, Replies.right());
            });
    var contested = assertInstanceOf(Reply.Contested.class, reply);
    assertEquals(Reply.Problem.LETTER_CASE, contested.problem());
    assertTrue(Replies.isRight(Objects.requireNonNull(contested.matching()).message()));
  }

  @Test
  void s08AReplyOfTheFullSizeIsTaken() throws Exception {
    assertEquals(1232, Replies.forgedOf(1232).length);
    Reply reply = ask(5000, (socket, client) -> send(socket, client, Replies.forgedOf(1232)));
    assertInstanceOf(Reply.Received.class, reply);
  }

  @Test
  void s05AFloodEndsTheExchange() throws Exception {
    Reply reply =
        ask(
            5000,
            (socket, client) -> {
              for (int i = 0; i < 100; i++) {
                send(socket, client, Replies.forged(1, 0));
              }
            });
    var contested = assertInstanceOf(Reply.Contested.class, reply);
    assertEquals(64, contested.mismatches());
    assertNull(contested.matching());
  }

  /** Every id there is, and all else right: from another port, and from another address. */
  @Test
  void s04PacketsFromElsewhereNeverArrive() throws Exception {
    Reply reply =
        ask(
            20_000,
            (socket, client) -> {
              try (var stranger = new DatagramSocket(0, LOOPBACK);
                  var neighbour = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.2"))) {
                byte[] forged = Replies.forged();
                for (int id = 0; id <= 0xFFFF; id++) {
                  forged[0] = (byte) (id >>> 8);
                  forged[1] = (byte) id;
                  send(stranger, client, forged);
                  send(neighbour, client, forged);
                }
              }
              send(socket, client, Replies.right());
            });
    var received = assertInstanceOf(Reply.Received.class, reply);
    assertTrue(Replies.isRight(received.message()));
    assertEquals(Replies.right().length, received.octets());
  }

  @Test
  void whatCameBeforeAnErrorOfTheNetworkIsBooked() throws Exception {
    Reply reply =
        ask(
            5000,
            (socket, client) -> {
              send(socket, client, Replies.forged(1, 0));
              pause(100);
              // Its port is closed now: what we send next comes back as an error.
              socket.close();
            },
            new Nagging());
    var unreachable = assertInstanceOf(Reply.Unreachable.class, reply);
    assertEquals(Replies.forged().length, unreachable.octets());
    assertTrue(unreachable.refused());
  }

  /** Sockets that send the query again before every wait. */
  private static final class Nagging implements Sockets {
    private final Sockets sockets = new SystemSockets(new SecureEntropy());

    @Override
    public Datagrams datagrams(InetSocketAddress server) throws IOException {
      Datagrams real = sockets.datagrams(server);
      return new Datagrams() {
        private byte[] query = {};

        @Override
        public void send(byte[] packet) throws IOException {
          query = packet;
          real.send(packet);
        }

        @Override
        public byte @Nullable [] receive(int most, long nanos) throws IOException {
          byte[] received = real.receive(most, nanos);
          pause(300);
          real.send(query);
          return received;
        }

        @Override
        public void close() {
          real.close();
        }
      };
    }

    @Override
    public Connection connect(InetSocketAddress server, long nanos) throws IOException {
      return sockets.connect(server, nanos);
    }
  }

  @Test
  void aClosedPortIsToldAtOnce() {
    int port = server.getLocalPort();
    server.close();
    long start = System.nanoTime();
    Reply reply =
        exchange.ask(
            new InetSocketAddress(LOOPBACK, port), Replies.QUERY, TimeUnit.SECONDS.toNanos(20));
    assertInstanceOf(Reply.Unreachable.class, reply);
    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5));
  }

  @Test
  void silenceLastsAsLongAsTheExchangeMay() throws Exception {
    long start = System.nanoTime();
    Reply silence = ask(150, (_, _) -> {});
    assertEquals(new Reply.Silence(0), silence);
    // Nor can packets that do not match make it longer.
    Reply contested =
        ask(
            150,
            (socket, client) -> {
              for (int i = 0; i < 20; i++) {
                send(socket, client, Replies.forged(1, 0));
                pause(20);
              }
            });
    assertInstanceOf(Reply.Contested.class, contested);
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertTrue(took >= 300 && took < 3000, took + " ms");
  }

  private Reply ask(long millis, Script script) throws Exception {
    return ask(millis, script, new SystemSockets(new SecureEntropy()));
  }

  private Reply ask(long millis, Script script, Sockets sockets) throws Exception {
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                var query = new DatagramPacket(new byte[2048], 2048);
                server.receive(query);
                script.play(server, query.getSocketAddress());
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    var address = new InetSocketAddress(LOOPBACK, server.getLocalPort());
    Reply reply =
        new UdpExchange(sockets, new SystemTime())
            .ask(address, Replies.QUERY, TimeUnit.MILLISECONDS.toNanos(millis));
    thread.join();
    return reply;
  }

  private static void send(DatagramSocket socket, SocketAddress client, byte[] packet) {
    try {
      socket.send(new DatagramPacket(packet, packet.length, client));
    } catch (IOException e) {
      // The exchange is over: nobody listens there any more.
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
