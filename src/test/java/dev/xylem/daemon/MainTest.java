package dev.xylem.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path home;

  @AfterEach
  void forgetHome() {
    System.clearProperty("xylem.home");
  }

  @Test
  void helpAndVersionAreToldEverywhere() {
    assertEquals(0, xylem("--help"));
    assertTrue(out.toString().contains("Exit codes:"), out.toString());
    assertEquals(0, xylem("lookup", "--help"));
    assertTrue(out.toString().contains("Usage: xylem lookup"), out.toString());
    assertEquals(0, xylem("--version"));
    assertTrue(out.toString().contains("Xylem "), out.toString());
  }

  @Test
  void wrongUsageIsExplained() {
    assertEquals(2, xylem());
    assertEquals(2, xylem("rum"));
    assertEquals(2, xylem("lookup", "a..b"));
    assertTrue(err.toString().contains("empty label in a..b"), err.toString());
    assertEquals(2, xylem("lookup", "example.com", "NOTYPE"));
    assertTrue(err.toString().contains("unknown RR type NOTYPE"), err.toString());
    assertEquals(2, xylem("lookup", "example.com", "--trace", "--json"));
    assertTrue(err.toString().contains("mutually exclusive"), err.toString());
    assertEquals(2, xylem("health", "--server", "localhost"));
  }

  @Test
  void checkTellsAllErrorsOrThatThereAreNone() throws IOException {
    Path good = Files.writeString(home.resolve("good.yaml"), "listen: {port: 5300}\n");
    assertEquals(0, xylem("check", good.toString()));
    assertEquals("ok: " + good + "\n", out.toString());
    assertEquals("", err.toString());

    Path bad = Files.writeString(home.resolve("bad.yaml"), "listen:\n  port: x\nlgo: 1\n");
    assertEquals(2, xylem("check", bad.toString()));
    assertTrue(err.toString().startsWith(bad + ":2:9: error: 'listen.port'"), err.toString());
    assertTrue(err.toString().contains(bad + ":3:1: error: key 'lgo'"), err.toString());
    assertEquals(2, err.toString().lines().count());
  }

  @Test
  void aMissingFileIsAConfigurationError() {
    assertEquals(2, xylem("run", "--config", home.resolve("none.yaml").toString()));
    assertEquals(
        home.resolve("none.yaml") + ":1:1: error: there is no such file\n", err.toString());
  }

  @Test
  void theInstallationsOwnFileIsUsed() throws IOException {
    System.setProperty("xylem.home", home.toString());
    Files.createDirectory(home.resolve("config"));
    Path file = Files.writeString(home.resolve("config/xylem.yaml"), "log: {level: warn}\n");
    assertEquals(0, xylem("check"));
    assertEquals("ok: " + file + "\n", out.toString());
  }

  @Test
  void healthTellsWhetherTheServerAnswers() throws IOException {
    assertEquals(0, healthOf(0));
    assertTrue(out.toString().contains(" answered NOERROR in "), out.toString());
    assertEquals(0, healthOf(5));
    assertEquals(1, healthOf(2));
    assertTrue(out.toString().contains("sick: "), out.toString());
    assertEquals(1, healthOf(-1));
    assertTrue(out.toString().contains("silent: "), out.toString());
    assertEquals(1, xylem("health", "--server", "127.0.0.1", "--port", "1"));
    assertEquals("closed: nobody listens on 127.0.0.1 port 1\n", out.toString());
  }

  private int healthOf(int rcode) throws IOException {
    try (var server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> answer(server, rcode));
      String port = Integer.toString(server.getLocalPort());
      return xylem("health", "--server", "127.0.0.1", "--port", port);
    }
  }

  /**
   * Answers one query, after a datagram that is none; not at all when {@code rcode} is negative.
   */
  private static void answer(DatagramSocket server, int rcode) {
    var packet = new DatagramPacket(new byte[512], 512);
    try {
      server.receive(packet);
      assertEquals(17, packet.getLength());
      byte[] answer = packet.getData();
      server.send(new DatagramPacket(new byte[12], 12, packet.getSocketAddress()));
      if (rcode >= 0) {
        answer[2] = (byte) 0x80;
        answer[3] = (byte) rcode;
        server.send(new DatagramPacket(answer, 17, packet.getSocketAddress()));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private int xylem(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine commandLine = Main.commandLine();
    return commandLine
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
