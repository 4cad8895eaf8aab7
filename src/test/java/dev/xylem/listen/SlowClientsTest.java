package dev.xylem.listen;

import static dev.xylem.listen.Doors.id;
import static dev.xylem.listen.Doors.query;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A thousand TCP connections that do nothing, send one octet a second or do not read what they
 * asked for, or wait for an answer: an honest client is served all the same, every time.
 */
class SlowClientsTest {
  private static final int CONNECTIONS = 1000;

  @ParameterizedTest(name = "{0} addresses")
  @ValueSource(ints = {1, CONNECTIONS})
  @Timeout(60)
  void honestClientsAreServedBesideAThousandSlowOnes(int addresses) throws Exception {
    List<Socket> slow = new ArrayList<>();
    try (var doors = new Doors(EventLoops.bestKind(), "")) {
      for (int i = 0; i < CONNECTIONS; i++) {
        slow.add(connect(doors.address, i % addresses));
        misbehave(slow.get(i), i);
      }
      awaitQuiet(doors);
      for (int i = 0; i < 10; i++) {
        // From the address of an attacker, too: it may be that of a whole network.
        String from = i % 2 == 0 ? "127.0.0.77" : "127.1.0.0";
        try (var honest = new Doors.Stream(connect(doors.address, InetAddress.ofLiteral(from)))) {
          long start = System.nanoTime();
          assertEquals(i, id(honest.ask(query(i, "F"))));
          assertTrue(System.nanoTime() - start < 2_000_000_000L, "slower than two seconds");
        }
        for (int k = 0; k < CONNECTIONS; k += 3) {
          drip(slow.get(k));
        }
        Thread.sleep(100);
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  /** None of them is idle: each waits for an answer that does not come. */
  @Test
  @Timeout(60)
  void honestClientsAreServedBesideAThousandBusyOnes() throws Exception {
    List<Socket> busy = new ArrayList<>();
    try (var doors = new Doors(EventLoops.bestKind(), "")) {
      for (int i = 0; i < CONNECTIONS; i++) {
        busy.add(connect(doors.address, i % 40));
        write(busy.get(i), Doors.Stream.frame(query(i, "Mw")));
      }
      awaitQuiet(doors);
      for (int i = 0; i < 10; i++) {
        var from = InetAddress.ofLiteral("127.0.0." + (77 + i));
        try (var honest = new Doors.Stream(connect(doors.address, from))) {
          assertEquals(i, id(honest.ask(query(i, "F"))));
          // Somebody takes each place that becomes free.
          busy.add(connect(doors.address, i));
          write(busy.getLast(), Doors.Stream.frame(query(i, "Mw")));
          assertEquals(i, id(honest.ask(query(i, "F"))));
        }
      }
      doors.gate.release(2 * CONNECTIONS);
    } finally {
      for (Socket socket : busy) {
        socket.close();
      }
    }
  }

  /** A thousand connections at once take a busy machine some seconds. */
  private static void awaitQuiet(Doors doors) throws IOException {
    try (var first = doors.connect()) {
      first.socket.setSoTimeout(30_000);
      first.ask(query(99, "F"));
    }
  }

  private static Socket connect(InetSocketAddress server, int n) throws IOException {
    return connect(server, InetAddress.ofLiteral("127.1." + (n >> 8) + "." + (n & 0xFF)));
  }

  private static Socket connect(InetSocketAddress server, InetAddress from) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(server, 5000);
    return socket;
  }

  private static void misbehave(Socket socket, int n) {
    switch (n % 3) {
      case 0 -> drip(socket);
      case 1 -> {
        for (int i = 0; i < 20; i++) {
          write(socket, Doors.Stream.frame(query(i, "B")));
        }
      }
      default -> {}
    }
  }

  private static void drip(Socket socket) {
    write(socket, new byte[] {1});
  }

  private static void write(Socket socket, byte[] octets) {
    try {
      socket.getOutputStream().write(octets);
    } catch (IOException e) {
      // Closed by the server: its right.
    }
  }
}
