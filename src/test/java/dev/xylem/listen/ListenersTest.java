package dev.xylem.listen;

import static dev.xylem.listen.Doors.id;
import static dev.xylem.listen.Doors.query;
import static dev.xylem.listen.Doors.rcode;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.runtime.World;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The doors over real sockets, with each kind of event loop. */
@ParameterizedClass
@EnumSource(EventLoops.Kind.class)
@Timeout(60)
class ListenersTest {
  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

  private final EventLoops.Kind kind;

  ListenersTest(EventLoops.Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  static void watchForLeaks() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ByteBufUtil.setLeakListener((type, records) -> LEAKS.add(type + " " + records));
  }

  @AfterAll
  static void noBufferWasLeaked() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(50);
      // Leaks are reported when the next buffer is made.
      PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
      io.netty.buffer.ByteBufAllocator.DEFAULT.directBuffer(16).release();
    }
    assertEquals(List.of(), List.copyOf(LEAKS));
  }

  @Test
  void aBatchOfDatagramsIsAnsweredWhollyFromTheAddressThatWasAsked() throws IOException {
    try (var doors = new Doors(kind, "");
        var client = doors.datagrams()) {
      for (int id = 0; id < 300; id++) {
        client.send(query(id, id % 3 == 0 ? "M0" : "F"));
      }
      Set<Integer> ids = client.receiveIds(300);
      assertEquals(300, ids.size());
    }
  }

  @Test
  void aMistakeCostsOneQueryAndNotTheSocket() throws IOException {
    try (var doors = new Doors(kind, "");
        var client = doors.datagrams()) {
      assertEquals(2, rcode(client.ask(query(1, "Mx"))));
      assertEquals(2, rcode(client.ask(query(2, "Ms"))));
      client.send(query(3, "X"));
      client.send(query(4, "Mn"));
      client.send(query(5, "D"));
      client.send(new byte[0]);
      client.send(new byte[] {1});
      client.send(new byte[4000]);
      assertEquals(6, id(client.ask(query(6, "F"))));
      client.timeout(200);
      assertThrows(SocketTimeoutException.class, client::receive);
    }
  }

  @Test
  void queriesBeyondTheBoundAreToldSoOverTcpAndGetNothingOverUdp() throws IOException {
    try (var doors = new Doors(kind, "waiting-queries: 2");
        var client = doors.datagrams();
        var stream = doors.connect()) {
      client.send(query(1, "Mw"));
      client.send(query(2, "Mw"));
      waitUntil(() -> doors.resolving.get() == 2);
      client.send(query(3, "M0"));
      byte[] refused = stream.ask(query(4, "M0"));
      assertEquals(4, id(refused));
      assertEquals(2, rcode(refused));
      waitUntil(() -> doors.listeners.refusals().values().stream().mapToLong(n -> n).sum() == 2);
      doors.gate.release(2);
      assertEquals(Set.of(1, 2), client.receiveIds(2));
      waitUntil(() -> doors.listeners.workingQueries() == 0);
      assertEquals(0, rcode(client.ask(query(5, "M0"))));
    }
  }

  @Test
  void pipelinedQueriesAreAnsweredAsSoonAsEachIsReady() throws IOException {
    try (var doors = new Doors(kind, "");
        var client = doors.connect()) {
      client.send(query(1, "Mw"));
      client.send(query(2, "F"));
      client.send(query(3, "M0"));
      assertEquals(Set.of(2, 3), client.receiveIds(2));
      doors.gate.release();
      assertEquals(1, id(client.receive()));
    }
  }

  @Test
  void messagesMayComeInAnyPieces() throws IOException {
    try (var doors = new Doors(kind, "");
        var client = doors.connect()) {
      for (byte octet : Doors.Stream.frame(query(1, "F"))) {
        client.out.write(octet);
        client.out.flush();
      }
      assertEquals(1, id(client.receive()));
      byte[] frame = Doors.Stream.frame(query(2, "F"));
      byte[] many = new byte[frame.length * 1000 + 5];
      for (int i = 0; i < 1000; i++) {
        System.arraycopy(frame, 0, many, i * frame.length, frame.length);
      }
      System.arraycopy(frame, 0, many, 1000 * frame.length, 5);
      client.out.write(many);
      for (int i = 0; i < 1000; i++) {
        assertEquals(2, id(client.receive()));
      }
      client.out.write(frame, 5, frame.length - 5);
      assertEquals(2, id(client.receive()));
      assertEquals(Doors.BIG, client.ask(query(3, "B")).length);
    }
  }

  @Test
  void anIdleConnectionIsClosedAndABusyOneIsNot() throws Exception {
    try (var doors = new Doors(kind, "tcp-idle-timeout: 300ms");
        var silent = doors.connect();
        var dribbling = doors.connect();
        var busy = doors.connect()) {
      busy.send(query(1, "Mw"));
      long start = System.nanoTime();
      Thread dribble =
          Thread.startVirtualThread(() -> {
            try {
              for (byte octet : Doors.Stream.frame(query(2, "F" + "x".repeat(100)))) {
                dribbling.out.write(octet);
                Thread.sleep(50);
              }
            } catch (IOException | InterruptedException e) {
              // Closed, as it should be.
            }
          });
      assertTrue(silent.isClosed());
      assertTrue(dribbling.isClosed());
      assertTrue(System.nanoTime() - start < 4_000_000_000L);
      dribble.join();
      doors.gate.release();
      assertEquals(1, id(busy.receive()));
      assertTrue(busy.isClosed());
    }
  }

  @Test
  void oneClientMayHaveOnlySoManyConnections() throws Exception {
    try (var doors = new Doors(kind, "tcp-connections-per-client: 2");
        var first = doors.connect();
        var second = doors.connect()) {
      assertEquals(1, id(first.ask(query(1, "F"))));
      assertEquals(1, id(second.ask(query(1, "F"))));
      try (var third = doors.connect()) {
        assertEquals(2, id(third.ask(query(2, "F"))));
        assertTrue(first.isClosed(), "the client's own longest idle connection makes room");
        second.send(query(3, "Mw"));
        third.send(query(4, "Mw"));
        waitUntil(() -> doors.resolving.get() == 2);
        try (var tooMany = doors.connect()) {
          assertTrue(tooMany.isClosed(), "none of the client's connections is idle");
        }
        doors.gate.release(2);
        assertEquals(3, id(second.receive()));
        assertEquals(4, id(third.receive()));
      }
    }
  }

  @Test
  void whenAllConnectionsAreInUseTheLongestIdleOneMakesRoom() throws Exception {
    try (var doors = new Doors(kind, "tcp-connections: 3");
        var busy = doors.connect()) {
      busy.send(query(1, "Mw"));
      waitUntil(() -> doors.resolving.get() == 1);
      var idle = doors.connect();
      assertEquals(2, id(idle.ask(query(2, "F"))));
      var later = doors.connect();
      assertEquals(3, id(later.ask(query(3, "F"))));
      try (var honest = doors.connect()) {
        assertEquals(4, id(honest.ask(query(4, "F"))));
        assertTrue(idle.isClosed());
        assertEquals(5, id(later.ask(query(5, "F"))));
        honest.send(query(6, "Mw"));
        later.send(query(7, "Mw"));
        waitUntil(() -> doors.resolving.get() == 3);
        try (var tooMany = doors.connect()) {
          assertTrue(tooMany.isClosed());
        }
        doors.gate.release(3);
        assertEquals(6, id(honest.receive()));
        assertEquals(7, id(later.receive()));
        assertEquals(1, id(busy.receive()));
      }
      idle.close();
      later.close();
    }
  }

  @Test
  void aFloodOfHalfOpenConnectionsDoesNotLockHonestClientsOut() throws Exception {
    var flood = new ArrayList<Doors.Stream>();
    try (var doors = new Doors(kind, "tcp-connections: 20, tcp-connections-per-client: 1000")) {
      for (int i = 0; i < 200; i++) {
        flood.add(doors.connect());
        if (i % 10 == 0) {
          try (var honest = doors.connect()) {
            assertEquals(i, id(honest.ask(query(i, "F"))));
          }
        }
      }
    }
    for (Doors.Stream connection : flood) {
      connection.close();
    }
  }

  @Test
  void aClientThatDoesNotReadIsNotReadFrom() throws Exception {
    int queries = 2000;
    try (var doors = new Doors(kind, "");
        var slow = doors.connect()) {
      Thread writer =
          Thread.startVirtualThread(() -> {
            try {
              for (int i = 0; i < queries; i++) {
                slow.send(query(i, "B"));
              }
            } catch (IOException e) {
              // The count below tells.
            }
          });
      int before = -1;
      while (doors.seen.get() != before) {
        before = doors.seen.get();
        Thread.sleep(300);
      }
      // What was answered fits into the buffers of kernel and connection: 120 MB do not.
      assertTrue(before < queries / 4, before + " queries were read");
      for (int i = 0; i < queries; i++) {
        assertEquals(i, id(slow.receive()));
      }
      writer.join();
    }
  }

  @Test
  void oneConnectionHasOnlySoManyQueriesBeingResolved() throws Exception {
    try (var doors = new Doors(kind, "tcp-waiting-per-connection: 3");
        var client = doors.connect()) {
      for (int id = 0; id < 10; id++) {
        client.send(query(id, "Mw"));
      }
      waitUntil(() -> doors.resolving.get() == 3);
      Thread.sleep(100);
      assertEquals(3, doors.listeners.workingQueries());
      doors.gate.release(10);
      Set<Integer> ids = client.receiveIds(10);
      assertEquals(10, ids.size());
    }
  }

  @Test
  void aClientThatHasClosedItsSideGetsItsAnswers() throws Exception {
    try (var doors = new Doors(kind, "tcp-waiting-per-connection: 2");
        var client = doors.connect()) {
      for (int id = 1; id <= 5; id++) {
        client.send(query(id, "Mw"));
      }
      client.socket.shutdownOutput();
      Thread.sleep(100);
      doors.gate.release(5);
      Set<Integer> ids = client.receiveIds(5);
      assertEquals(Set.of(1, 2, 3, 4, 5), ids);
      assertTrue(client.isClosed());
    }
  }

  @Test
  void aClientThatIsSeenToHaveClosedItsSideGetsItsAnswersToo() throws Exception {
    try (var doors = new Doors(kind, "");
        var client = doors.connect()) {
      client.send(query(1, "Mw"));
      client.send(query(2, "Mw"));
      client.send(query(3, "B"));
      client.socket.shutdownOutput();
      assertEquals(Doors.BIG, client.receive().length);
      Thread.sleep(200);
      doors.gate.release(2);
      assertEquals(Set.of(1, 2), client.receiveIds(2));
      assertTrue(client.isClosed());
    }
  }

  @Test
  void aMessageOfNoOctetsClosesTheConnection() throws Exception {
    try (var doors = new Doors(kind, "");
        var client = doors.connect()) {
      client.out.write(new byte[] {0, 0});
      assertTrue(client.isClosed());
    }
  }

  @Test
  void garbageAndMistakesHurtNobodyElse() throws Exception {
    var random = new Random(7);
    try (var doors = new Doors(kind, "");
        var client = doors.connect()) {
      for (int i = 0; i < 50; i++) {
        byte[] garbage = new byte[random.nextInt(3000)];
        random.nextBytes(garbage);
        try (var rude = doors.connect()) {
          rude.out.write(garbage);
          if (i % 2 == 0) {
            rude.socket.setSoLinger(true, 0); // Ends with a reset.
          }
        }
        try (var datagrams = doors.datagrams()) {
          datagrams.send(garbage);
        }
      }
      try (var mistaken = doors.connect()) {
        mistaken.send(query(1, "X"));
        assertTrue(mistaken.isClosed());
      }
      assertEquals(2, rcode(client.ask(query(2, "Mx"))));
      assertEquals(3, id(client.ask(query(3, "F"))));
    }
  }

  @Test
  void closingWaitsForTheQueriesBeingResolved() throws Exception {
    var doors = new Doors(kind, "");
    try (var stream = doors.connect();
        var datagrams = doors.datagrams()) {
      stream.send(query(1, "Mw"));
      datagrams.send(query(2, "Mw"));
      waitUntil(() -> doors.resolving.get() == 2);
      Thread closing = Thread.startVirtualThread(doors.listeners::close);
      waitUntil(() -> {
        try (var late = new Socket()) {
          late.connect(doors.address);
          return false;
        } catch (ConnectException e) {
          return true;
        } catch (IOException e) {
          return false;
        }
      });
      assertTrue(closing.isAlive());
      doors.gate.release(2);
      assertEquals(1, id(stream.receive()));
      assertEquals(2, id(datagrams.receive()));
      assertTrue(stream.isClosed());
      closing.join();
    }
    doors.close();
  }

  @Test
  void whatPreventsListeningIsSaidWithAdvice() throws IOException {
    // An address of its own: on 127.0.0.1 another test may have the same port of the other
    // transport.
    InetAddress own = InetAddress.getByName("127.0.7.83");
    try (var taken = new ServerSocket(0, 1, own)) {
      String message = failure("addresses: [127.0.7.83], port: " + taken.getLocalPort());
      assertTrue(
          message.startsWith("cannot listen on 127.0.7.83 port " + taken.getLocalPort()), message);
      assertTrue(message.contains("(TCP): address in use; another program has this"), message);
    }
    try (var taken = new DatagramSocket(0, own)) {
      String message = failure("addresses: [127.0.7.83], port: " + taken.getLocalPort());
      assertTrue(message.contains("(UDP): address in use"), message);
    }
    String message = failure("addresses: [127.0.0.1, 192.0.2.77], port: 0");
    assertTrue(message.contains("cannot listen on 192.0.2.77 port"), message);
    assertTrue(message.contains("no such address"), message);
    var permission =
        new CannotListenException(
            InetAddress.getLoopbackAddress(), 53, "UDP", new IOException("Permission denied"));
    assertEquals(
        "cannot listen on 127.0.0.1 port 53 (UDP): permission denied; ports below 1024 need root or"
            + " CAP_NET_BIND_SERVICE (AmbientCapabilities= in a systemd unit); or set listen.port"
            + " above 1023",
        permission.getMessage());
  }

  @Test
  void aSecondServerDoesNotShareThePortSilently() throws IOException {
    try (var doors = new Doors(kind, "")) {
      String message = failure("addresses: [127.0.0.1], port: " + doors.address.getPort());
      assertTrue(message.contains("in use"), message);
    }
  }

  @Test
  void aWildcardStandsForEveryAddressAndEachAnswersAsItself() throws IOException {
    var settings = Doors.listen("addresses: [0.0.0.0, '::'], port: 0");
    FastPath echo =
        (query, client, transport, answer) -> {
          answer.writeBytes(query, query.readerIndex(), query.readableBytes());
          return FastPath.Outcome.ANSWERED;
        };
    try (var listeners =
        Listeners.start(
            settings,
            () -> echo,
            (query, client, transport) -> query,
            World.system(),
            new EventLoops(kind, 2))) {
      var expected = new HashSet<InetAddress>();
      for (NetworkInterface link : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (link.isUp()) {
          expected.addAll(Collections.list(link.getInetAddresses()));
        }
      }
      var bound = new HashSet<InetAddress>();
      for (InetSocketAddress address : listeners.addresses()) {
        bound.add(address.getAddress());
        try (var client = new Doors.Datagrams(address);
            var stream = new Doors.Stream(new Socket(address.getAddress(), address.getPort()))) {
          assertArrayEquals(query(9, "F"), client.ask(query(9, "F")));
          assertArrayEquals(query(9, "F"), stream.ask(query(9, "F")));
        }
      }
      // Not all: an address may still be tentative (RFC 4862 §5.4).
      assertTrue(expected.containsAll(bound), bound + " of " + expected);
      assertTrue(bound.contains(InetAddress.getLoopbackAddress()));
    }
  }

  private String failure(String settings) {
    var exception =
        assertThrows(
            CannotListenException.class,
            () ->
                Listeners.start(
                    Doors.listen(settings),
                    () -> (query, client, transport, answer) -> FastPath.Outcome.DROPPED,
                    (query, client, transport) -> null,
                    World.system(),
                    new EventLoops(kind, 2)));
    return String.valueOf(exception.getMessage());
  }

  private static void waitUntil(BooleanSupplier condition) {
    long end = System.nanoTime() + 5_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "waited too long");
      Thread.onSpinWait();
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
