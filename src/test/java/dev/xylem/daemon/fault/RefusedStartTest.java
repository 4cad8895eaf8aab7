package dev.xylem.daemon.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.lab.LabInternet;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be started says why; what runs goes on when it cannot be changed. */
@Timeout(120)
class RefusedStartTest {
  @TempDir private Path home;

  @SuppressWarnings("NullAway.Init")
  private LabInternet internet;

  private int port;
  private Path config = Path.of("");

  @BeforeEach
  void begin() throws Exception {
    internet = LabInternet.start(0);
    port = ServerProcess.freePort();
    String settings = ServerProcess.settings(internet, port, home) + "}\n";
    config = Files.writeString(home.resolve("xylem.yaml"), settings);
  }

  @AfterEach
  void end() throws Exception {
    internet.close();
  }

  private String refused(int exitCode) throws Exception {
    Path log = home.resolve("refused");
    Process process = ServerProcess.process(config, "-n 300", log);
    try {
      assertEquals(exitCode, process.waitFor(), () -> "see " + log);
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(log);
  }

  /** A directory stands for a file that cannot be read: root may read all others. */
  @Test
  void anUnreadableConfigurationEndsAStartAndNotAServer() throws Exception {
    try (var server = new ServerProcess(config, "-n 300", port)) {
      String good = Files.readString(config);
      Files.delete(config);
      Files.createDirectory(config);
      String said = refused(2);
      assertTrue(said.contains(config + ":1:1: error: "), said);
      hangUp(server);
      server.awaitLog(config + ":1:1: error: ");
      assertEquals("NOERROR", server.ask("www.example.com"));
      Files.delete(config);
      Files.writeString(config, good + "lgo: {}\n");
      said = refused(2);
      assertTrue(said.contains("error: key 'lgo'"), said);
      hangUp(server);
      server.awaitLog("error: key 'lgo'");
      assertEquals("NXDOMAIN", server.ask("still.example.com"));
      server.stop();
    }
  }

  @Test
  void aTakenPortEndsAStartWithAdvice() throws Exception {
    try (var server = new ServerProcess(config, "-n 300", port)) {
      Files.writeString(config, Files.readString(config).replace("socket: socket", "socket: s2"));
      String said = refused(1);
      assertTrue(said.contains("port " + port), said);
      assertTrue(said.contains("in use") && said.contains("listen.port"), said);
      assertEquals("NOERROR", server.ask("www.example.com"));
      server.stop();
    }
  }

  private static void hangUp(ServerProcess server) throws Exception {
    String pid = Long.toString(server.process().pid());
    assertEquals(0, new ProcessBuilder("kill", "-HUP", pid).inheritIO().start().waitFor());
  }
}
