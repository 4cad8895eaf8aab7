package dev.xylem.daemon.fault;

import static dev.xylem.daemon.HotAndLargeNames.HOT_NAMES;
import static dev.xylem.daemon.HotAndLargeNames.LARGE_ANSWERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xylem.daemon.HostileAuthority;
import dev.xylem.daemon.HotAndLargeNames;
import dev.xylem.daemon.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server takes from the machine, as the machine counts it, with the launcher's options. */
class ResidentMemoryTest {
  private static final int MOST_GROWTH = 64;

  /** Memory has settled when it takes fewer MiB more than this for a warming round. */
  private static final int SETTLED = 4;

  private static final int WARMING_ROUND = 250;
  private static final int MOST_ROUNDS = 12;

  @TempDir private Path home;

  /** S43, by the memory that the kernel has given to the process. */
  @Test
  @Timeout(120)
  void s43LargeAnswersTakeNoMoreFromTheMachine() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "the kernel tells what is resident");
    var names = new HotAndLargeNames();
    int port = ServerProcess.freePort();
    try (var authority = new HostileAuthority(names)) {
      Files.writeString(home.resolve("hints"), ". 60 NS root.\nroot. 60 A 127.0.0.1\n");
      Path config =
          Files.writeString(
              home.resolve("xylem.yaml"),
              authority.iteration().replace("{priming", "{root-hints: hints, priming")
                  + "control: {socket: socket}\ncache: {size: 64MiB}\n"
                  + ("listen: {addresses: [127.0.0.1], port: " + port + "}\n"));
      try (var server = ServerProcess.asLaunched(config, port);
          var client = new RawClient(server.address())) {
        names.askHotNames(client);
        int before = settled(server, names, client);
        names.askLargeNames(client, LARGE_ANSWERS);
        int growth = resident(server) - before;
        int lost = names.askHotNames(client);
        assertTrue(lost <= 0.03 * HOT_NAMES, lost + " lost");
        assertTrue(growth <= MOST_GROWTH, before + " MiB, then " + growth + " MiB more");
        server.stop();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'' | '' | -Xmx640m",
        "cache:;  size: 64MiB;recent:;  size: 1GiB | '' | -Xmx256m",
        "cache:;  max-ttl: 1d;  size: \"1 GiB\" # all;recent: {size: 8GiB} | '' | -Xmx2176m",
        "cache: {save-size: 9GiB, size: 100MiB} | '' | -Xmx328m",
        "cache:;  save-size: 9GiB | '' | -Xmx640m",
        "cache:;  size: 1GiB | cache: {size: 2GiB} | -Xmx4224m",
        "cache:;  size: 512KiB | query-log:;  size: 1GiB | -Xmx256m",
        "cache:;  size: much | '' | ''"
      })
  void heapIsSizedFromTheCache(String file, String beside, String option) throws IOException {
    Path config = Files.writeString(home.resolve("x.yaml"), lines(file));
    Files.writeString(
        Files.createDirectory(home.resolve("conf.d")).resolve("a.yaml"), lines(beside));
    assertEquals(option.replace("'", ""), ServerProcess.heapOption("run", "--config=" + config));
    assertEquals("", ServerProcess.heapOption("lookup", "--config=" + config));
  }

  private static String lines(String text) {
    return text.replace("'", "").replace(';', '\n') + "\n";
  }

  /** What is resident once classes are loaded, code is compiled and the heap has its size. */
  private static int settled(ServerProcess server, HotAndLargeNames names, RawClient client)
      throws IOException {
    int before = resident(server);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      names.askLargeNames(client, WARMING_ROUND);
      int now = resident(server);
      if (now - before < SETTLED) {
        return now;
      }
      before = now;
    }
    return before;
  }

  /** MiB of memory that the process has now. */
  private static int resident(ServerProcess server) throws IOException {
    Path status = Path.of("/proc", String.valueOf(server.process().pid()), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Integer.parseInt(line.replaceAll("[^0-9]", "")) >> 10;
      }
    }
    throw new IOException(status + " says nothing of VmRSS");
  }
}
