package dev.xylem.daemon.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.daemon.RawClient;
import dev.xylem.lab.LabInternet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One server takes over from another while both are asked. */
@Timeout(120)
class UpgradeTest {
  /** Each has one query on its way: fewer in all than any socket's queue holds. */
  private static final int CLIENTS = 40;

  /** Queries a second that two busy processors answer beside two servers that start. */
  private static final int RATE = 500;

  @TempDir private Path home;
  private final AtomicInteger answered = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  @Test
  void anUpgradeLosesNoQuery() throws Exception {
    try (LabInternet internet = LabInternet.start(0)) {
      int port = ServerProcess.freePort();
      Path old = config(internet, port, "old", "");
      Path next = config(internet, port, "next", ", share-port: true");
      try (var first = new ServerProcess(old, "-n 400", port)) {
        assertEquals("NOERROR", first.ask("www.example.com"));
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          int number = i;
          clients.add(Thread.startVirtualThread(() -> askAgainAndAgain(first, number)));
        }
        awaitAnswers(500);
        try (var second = new ServerProcess(next, "-n 400", port)) {
          awaitAnswers(500);
          first.stop();
          awaitAnswers(1000);
          over = true;
          for (Thread client : clients) {
            client.join();
          }
          assertEquals(List.of(), List.copyOf(problems));
          assertEquals("NOERROR", second.askOverTcp("www.example.com"));
          second.stop();
        }
      }
    }
  }

  /**
   * So few places for waiting queries that a server which is cold has none left at this rate: the
   * next one must have what was saved, and be warm, before it takes its first query.
   */
  @Test
  void anUpgradeLosesNoneAtASteadyRate() throws Exception {
    String few = ", waiting-queries: 20, waiting-queries-per-client: 20";
    try (LabInternet internet = LabInternet.start(0)) {
      int port = ServerProcess.freePort();
      Path old = config(internet, port, "old", few);
      Path next = config(internet, port, "next", few + ", share-port: true");
      try (var first = new ServerProcess(old, "-n 400", port)) {
        for (String name : SteadyLoad.NAMES) {
          assertEquals("NOERROR", first.ask(name));
        }
        first.stop(); // What it knows is on the disk now.
      }
      try (var first = new ServerProcess(old, "-n 400", port);
          var load = new SteadyLoad(first.address(), RATE)) {
        load.await(RATE); // Once its own beginning is over.
        int lostBefore = load.lost();
        load.await(RATE);
        try (var second = new ServerProcess(next, "-n 400", port)) {
          load.await(RATE);
          first.stop();
          load.await(RATE);
          assertEquals(0, load.lost() - lostBefore, first.log() + second.log());
          second.stop();
        }
      }
    }
  }

  private Path config(LabInternet internet, int port, String name, String listen) throws Exception {
    String settings =
        ServerProcess.settings(internet, port, home) + listen + "}\ncache: {save-file: saved}\n";
    String own = settings.replace("socket: socket", "socket: " + name);
    return Files.writeString(home.resolve(name + ".yaml"), own);
  }

  private void awaitAnswers(int more) throws InterruptedException {
    int goal = answered.get() + more;
    while (answered.get() < goal) {
      assertTrue(problems.isEmpty(), problems::toString);
      Thread.sleep(10);
    }
  }

  /** Every few milliseconds, from the same port each time; now and then what is not cached. */
  private void askAgainAndAgain(ServerProcess server, int number) {
    for (int i = 0; !over; i++) {
      String name = i % 10 == 9 ? "n" + i + "-" + number + ".example.com" : "www.example.com";
      try (var client = new RawClient(server.address())) {
        for (int j = 0; j < 20 && !over; j++) {
          byte @Nullable [] answer = client.udp(ServerProcess.query(name), 20_000);
          String rcode = answer == null ? "lost" : ServerProcess.rcode(answer);
          if (!rcode.equals(name.startsWith("n") ? "NXDOMAIN" : "NOERROR")) {
            problems.add(name + ": " + rcode);
          }
          answered.incrementAndGet();
          Thread.sleep(5);
        }
      } catch (IOException e) {
        problems.add(name + ": " + e);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
