package dev.xylem.daemon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.RdataText;
import dev.xylem.lab.LabInternet;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server as a process of its own, which is killed, or has no disk left. */
class KilledServerTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  @TempDir private Path home;
  private Path saved = Path.of("");
  private Path log = Path.of("");
  private int port;

  @SuppressWarnings("NullAway.Init")
  private LabInternet internet;

  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void configure() throws Exception {
    saved = home.resolve("cache");
    log = home.resolve("log");
    internet = LabInternet.start(0);
    port = FreePort.any();
    var hints = new StringBuilder();
    internet
        .rootHints()
        .forEach((name, addresses) -> {
          hints.append(". 3600 NS ").append(name).append('\n');
          addresses.forEach(
              address -> hints.append(name + " 3600 A " + address.getHostAddress() + "\n"));
        });
    Files.writeString(home.resolve("hints"), hints);
    var anchors = new ArrayList<String>();
    for (Rdata ds : internet.trustAnchors()) {
      anchors.add("'. DS " + RdataText.format(RrType.DS, ds) + "'");
    }
    Files.writeString(
        home.resolve("xylem.yaml"),
        """
        listen: {addresses: [127.0.0.1], port: %d}
        control: {socket: socket}
        cache: {save-file: cache, save-interval: 1s}
        iteration: {root-hints: hints, upstream-port: %d, ipv6: false, do-not-query: []}
        dnssec: {trust-anchors: %s}
        """
            .formatted(port, internet.port(), anchors));
  }

  @AfterEach
  void end() throws Exception {
    processes.forEach(Process::destroyForcibly);
    internet.close();
  }

  /** SIGKILL while it is asked and saves: what was saved last is whole, and the next has it. */
  @Test
  void whoComesAfterAKilledServerIsWarm() throws Exception {
    Process first = server("unlimited");
    for (int i = 0; i < 300; i++) {
      ask("n" + i + ".example.com");
    }
    ask("www.example.com");
    awaitSaved("www.example.com");
    Thread load = Thread.startVirtualThread(this::askForEver);
    Thread.sleep(1500); // It saves once a second.
    first.destroyForcibly().waitFor();
    load.interrupt();
    load.join();
    internet.close();
    server("unlimited");
    assertEquals("NOERROR", ask("www.example.com"));
    assertEquals("NXDOMAIN", ask("n0.example.com"));
    String said = Files.readString(log);
    assertTrue(said.contains(" saved entries are in use again"), said);
    assertTrue(!said.contains("damaged"), said);
  }

  /** A query that is not cached every millisecond or so, whoever answers. */
  private void askForEver() {
    try (var client = new RawClient(new InetSocketAddress("127.0.0.1", port))) {
      for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
        var question = new Question(Name.of("load" + i + ".example.com"), RrType.A);
        var query = Message.query(Header.of(7, Flag.RD), question, null);
        client.udp(MessageEncoder.encode(query, 512), 1);
      }
    } catch (IOException e) {
      // It has been killed.
    }
  }

  /** The limit of the process for files stands for a full disk: a write ends half-way. */
  @Test
  void aFullDiskLeavesTheFileFromBefore() throws Exception {
    Process first = server("unlimited");
    ask("www.example.com");
    stop(first);
    byte[] before = Files.readAllBytes(saved);
    Process second = server(Integer.toString(before.length / 1024 + 1));
    for (String zone : List.of("rsa", "rsa512", "p256", "p384", "ed25519", "ed448", "salted")) {
      assertEquals("NOERROR", ask("www." + zone + ".example.com"));
    }
    awaitLog("the cache cannot be saved to ");
    assertEquals("NOERROR", ask("www.example.com"));
    stop(second);
    assertArrayEquals(before, Files.readAllBytes(saved));
    assertEquals(false, Files.exists(home.resolve("cache.new")));
    Process third = server("unlimited");
    assertEquals("NOERROR", ask("www.rsa.example.com"));
    stop(third);
    assertNotEquals(before.length, Files.size(saved));
  }

  /** Starts it with at most so many KiB in any file, and waits until it has read what was saved. */
  private Process server(String mostKilobytes) throws IOException, InterruptedException {
    Files.deleteIfExists(log);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var builder =
        new ProcessBuilder(
            "bash",
            "-c",
            "ulimit -f " + mostKilobytes + " && exec \"$@\"",
            "bash",
            java,
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.xylem.daemon.Main",
            "run",
            "--config=" + home.resolve("xylem.yaml"));
    builder.environment().remove("STATE_DIRECTORY");
    Process process = builder.redirectErrorStream(true).start();
    processes.add(process);
    Thread.ofVirtual().start(() -> copy(process));
    awaitLog(" is ready");
    awaitLog(Files.exists(saved) ? "saved entries are in use again" : "no cache was saved");
    return process;
  }

  private void copy(Process process) {
    try (var in = process.getInputStream();
        var out = Files.newOutputStream(log)) {
      in.transferTo(out);
    } catch (IOException e) {
      // Its end is seen by whoever waits for it.
    }
  }

  private void stop(Process process) throws InterruptedException {
    process.destroy();
    assertEquals(0, process.waitFor());
  }

  private void awaitLog(String text) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE;
    while (!Files.exists(log) || !Files.readString(log).contains(text)) {
      assertTrue(System.nanoTime() < end, () -> "no '" + text + "' in " + home);
      Thread.sleep(50);
    }
  }

  private void awaitSaved(String name) throws IOException, InterruptedException {
    byte[] label = name.substring(0, name.indexOf('.')).getBytes(StandardCharsets.US_ASCII);
    var text = "\u0003" + new String(label, StandardCharsets.ISO_8859_1);
    long end = System.nanoTime() + PATIENCE;
    while (!Files.exists(saved)
        || !Files.readString(saved, StandardCharsets.ISO_8859_1).contains(text)) {
      assertTrue(System.nanoTime() < end, "not saved");
      Thread.sleep(50);
    }
  }

  /** The RCODE of the answer. */
  private String ask(String name) throws Exception {
    var query = Message.query(Header.of(7, Flag.RD), new Question(Name.of(name), RrType.A), null);
    try (var client = new RawClient(new InetSocketAddress("127.0.0.1", port))) {
      for (int attempt = 0; attempt < 5; attempt++) {
        byte[] answer = client.udp(MessageEncoder.encode(query, 512), 10_000);
        if (answer != null) {
          return MessageDecoder.decode(answer, answer.length).rcode().toString();
        }
      }
    }
    return "silence";
  }
}
