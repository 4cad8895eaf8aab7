package dev.xylem.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import dev.xylem.runtime.SecureEntropy;
import dev.xylem.runtime.SystemTime;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What servers do on a connection: a scripted one on loopback. */
@Timeout(30)
class TcpExchangeTest {
  private final Exchange exchange =
      new TcpExchange(new SystemSockets(new SecureEntropy()), new SystemTime());
  private final ServerSocket server;

  /** What a server does when the query has come. */
  private interface Script {
    void play(DataOutputStream out) throws Exception;
  }

  TcpExchangeTest() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    server.setSoTimeout(5000);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void theRightReplyIsTaken() throws Exception {
    Reply reply = ask(5000, out -> send(out, Replies.right()));
    var received = assertInstanceOf(Reply.Received.class, reply);
    assertTrue(Replies.isRight(received.message()));
    assertEquals(Replies.right().length + 2, received.octets());
  }

  @Test
  void aReplyOfTheGreatestLengthIsTaken() throws Exception {
    Reply reply = ask(5000, out -> send(out, Replies.forgedOf(65_535)));
    assertInstanceOf(Reply.Received.class, reply);
  }

  @Test
  void wrongMessagesArePassedOver() throws Exception {
    byte[] otherQuestion =
        Replies.forgedFor(new Question(Replies.QUERY.question().name(), RrType.NS));
    for (byte[] wrong :
        new byte[][] {
          Replies.forged(1, 0), Replies.forged(2, 4), otherQuestion, Replies.forgedFor(), {}, {1}
        }) {
      Reply reply =
          ask(
              5000,
              out -> {
                send(out, wrong);
                send(out, Replies.right());
              });
      assertTrue(Replies.isRight(assertInstanceOf(Reply.Received.class, reply).message()));
    }
  }

  @Test
  void aServerThatOnlySendsWrongMessagesIsLeft() throws Exception {
    Reply reply =
        ask(
            5000,
            out -> {
              for (int i = 0; i < 10; i++) {
                send(out, Replies.forged(1, i));
              }
            });
    var unreachable = assertInstanceOf(Reply.Unreachable.class, reply);
    assertEquals(3 * (2 + Replies.forged().length), unreachable.octets());
  }

  @Test
  void aServerThatDripsCannotStretchTheDeadline() throws Exception {
    long start = System.nanoTime();
    Reply reply =
        ask(
            300,
            out -> {
              out.writeShort(1000);
              for (int i = 0; i < 60; i++) {
                out.write(0);
                out.flush();
                Thread.sleep(20);
              }
            });
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    var silence = assertInstanceOf(Reply.Silence.class, reply);
    // The octets that came all the same are on the query's ledger.
    assertTrue(silence.octets() > 3 && silence.octets() < 40, silence.octets() + " octets");
    assertTrue(took < 5000, took + " ms");
  }

  @Test
  void aServerThatClosesIsUnreachable() throws Exception {
    Reply nothing = ask(5000, _ -> {});
    assertInstanceOf(Reply.Unreachable.class, nothing);
    Reply half = ask(5000, out -> out.write(Replies.right(), 0, 9));
    assertInstanceOf(Reply.Unreachable.class, half);
    int port = server.getLocalPort();
    server.close();
    Reply closed = exchange.ask(address(port), Replies.QUERY, TimeUnit.SECONDS.toNanos(20));
    assertInstanceOf(Reply.Unreachable.class, closed);
  }

  @Test
  void aServerThatClosesAtOnceIsUnreachable() throws Exception {
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                server.accept().close();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    Reply reply =
        exchange.ask(address(server.getLocalPort()), Replies.QUERY, TimeUnit.SECONDS.toNanos(20));
    assertInstanceOf(Reply.Unreachable.class, reply);
    thread.join();
  }

  private Reply ask(long millis, Script script) throws Exception {
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try (Socket socket = server.accept()) {
                var in = new DataInputStream(socket.getInputStream());
                in.readFully(new byte[in.readUnsignedShort()]);
                script.play(new DataOutputStream(socket.getOutputStream()));
              } catch (Exception e) {
                // The exchange was over before the script was.
              }
            });
    Reply reply =
        exchange.ask(
            address(server.getLocalPort()), Replies.QUERY, TimeUnit.MILLISECONDS.toNanos(millis));
    thread.join();
    return reply;
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  private static void send(DataOutputStream out, byte[] message) throws IOException {
    out.writeShort(message.length);
    out.write(message);
    out.flush();
  }
}
