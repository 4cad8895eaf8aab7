package dev.xylem.daemon.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xylem.lab.LabInternet;
import dev.xylem.linux.Descriptors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that has run out of something goes on, and has back what it lost. */
@Timeout(120)
class ExhaustionTest {
  @TempDir private Path home;

  @SuppressWarnings("NullAway.Init")
  private LabInternet internet;

  private int port;
  private final List<SocketChannel> idle = new ArrayList<>();

  @BeforeEach
  void begin() throws Exception {
    internet = LabInternet.start(0);
    port = ServerProcess.freePort();
  }

  @AfterEach
  void end() throws Exception {
    closeIdle();
    internet.close();
  }

  private ServerProcess server(String ulimit, String listen, String more) throws Exception {
    String settings = ServerProcess.settings(internet, port, home) + listen + "}\n" + more;
    Path config = Files.writeString(home.resolve("xylem.yaml"), settings);
    return new ServerProcess(config, ulimit, port);
  }

  /**
   * What the process itself has open is no place for clients, however few descriptors there are;
   * and who comes behind many others waits until those are let in and closed again, no longer.
   */
  @Test
  void connectionsLeaveDescriptorsForAskingWhereThereAreFew() throws Exception {
    try (ServerProcess server = server("-n 120", "", "")) {
      server.awaitLog("TCP connections instead of 1000");
      connect(server, 1000);
      assertEquals("NOERROR", server.ask("www.example.com"));
      for (int i = 0; i < 10; i++) {
        assertEquals("NXDOMAIN", server.ask("u" + i + ".example.com"));
        assertEquals("NXDOMAIN", server.askOverTcp("n" + i + ".example.com"));
      }
    }
  }

  /** The other half of the descriptors is for asking: names that are not known yet are found. */
  @Test
  void connectionsLeaveDescriptorsForAsking() throws Exception {
    String listen = ", tcp-connections: 5000, tcp-connections-per-client: 50";
    try (ServerProcess server = server("-n 300", listen, "")) {
      server.awaitLog("150 TCP connections instead of 5000");
      assertEquals("NOERROR", server.ask("www.example.com"));
      connect(server, 400);
      assertEquals("NOERROR", server.ask("www.example.com"));
      assertEquals("NXDOMAIN", server.ask("unheard.example.com"));
      for (int i = 0; i < 10; i++) {
        assertEquals("NXDOMAIN", server.askOverTcp("n" + i + ".example.com"));
      }
    }
  }

  /** Descriptors run out for another reason: what is cached is answered, and all is as before. */
  @Test
  void aServerWithoutDescriptorsAnswersWhatItKnowsAndRecovers() throws Exception {
    try (ServerProcess server = server("-n 300", "", "")) {
      assertEquals("NOERROR", server.ask("www.example.com"));
      limit(server, 20); // Below what is open already: no socket more.
      for (int i = 0; i < 20; i++) {
        assertEquals("SERVFAIL", server.ask("lost" + i + ".example.com"));
        assertEquals("NOERROR", server.ask("www.example.com"));
      }
      connect(server, 10);
      assertEquals("NOERROR", server.ask("www.example.com"));
      closeIdle();
      limit(server, 300);
      // At once: no server and no address family is avoided for what was our own want.
      assertEquals("NXDOMAIN", server.ask("lost0.example.com"));
      assertEquals("NXDOMAIN", server.ask("lost20.example.com"));
      String answer = "silence";
      for (int i = 0; i < 20 && !answer.equals("NOERROR"); i++) {
        answer = server.askOverTcp("www.example.com"); // Accepting pauses for a second.
      }
      assertEquals("NOERROR", answer);
    }
  }

  @Test
  void tenThousandIdleConnectionsKeepNobodyOut() throws Exception {
    String listen = ", tcp-connections: 14000, tcp-idle-timeout: 10m";
    assumeTrue(Descriptors.most() >= 15_000, "too few files may be open here");
    try (ServerProcess server = server("-n $(ulimit -Hn)", listen, "")) {
      connect(server, 10_000);
      long served = System.nanoTime();
      for (int i = 0; i < 10; i++) {
        assertEquals("NXDOMAIN", server.askOverTcp("n" + i + ".example.com"));
        assertEquals("NXDOMAIN", server.ask("u" + i + ".example.com"));
      }
      assertTrue(System.nanoTime() - served < 30_000_000_000L);
    }
  }

  /** Opens connections, each hundred from another address. */
  private void connect(ServerProcess server, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open();
      idle.add(channel);
      int host = i / 40;
      channel.bind(new InetSocketAddress("127.77." + host / 250 + "." + (1 + host % 250), 0));
      channel.connect(server.address());
    }
  }

  private void closeIdle() throws IOException {
    for (SocketChannel channel : idle) {
      channel.close();
    }
    idle.clear();
  }

  private static void limit(ServerProcess server, int descriptors) throws Exception {
    String pid = Long.toString(server.process().pid());
    // Soft only: what was may be again.
    var prlimit = new ProcessBuilder("prlimit", "--pid", pid, "--nofile=" + descriptors + ":");
    assertEquals(0, prlimit.inheritIO().start().waitFor());
  }

  /** Every write says that there is no space left: nothing is written, all is answered. */
  @Test
  void aFullDiskForLogsCostsOnlyLines() throws Exception {
    String logs = "query-log: {file: /dev/full, dnstap-file: %s/full/tap}\n".formatted(home);
    Files.createDirectory(home.resolve("full"));
    Files.createSymbolicLink(home.resolve("full/tap"), Path.of("/dev/full"));
    try (ServerProcess server = server("-n 300", "", logs)) {
      for (int i = 0; i < 50; i++) {
        assertEquals("NXDOMAIN", server.ask("n" + i + ".example.com"));
      }
      server.awaitLog("the query log cannot be written");
      String metrics = "";
      for (int i = 0; i < 100 && !metrics.matches("(?s).*dropped_total\\{[^}]*\\} [1-9].*"); i++) {
        metrics = server.metrics(home.resolve("socket"));
        Thread.sleep(50);
      }
      assertTrue(metrics.contains("xylem_query_log_dropped_total"), metrics);
      assertEquals("NOERROR", server.ask("www.example.com"));
      server.stop();
    }
  }
}
