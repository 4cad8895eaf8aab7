package dev.xylem.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

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

  /** What its help says to type is there. */
  @Test
  void completionIsCalledWhatItIs() {
    assertEquals(0, xylem("completion", "--help"));
    assertTrue(out.toString().contains("source <(xylem completion)"), out.toString());
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
  void aFileThatIsNotThereIsToldInWords() {
    String dump = home.resolve("no-such-dump").toString();
    assertEquals(1, xylem("cache", "load", dump));
    assertEquals("xylem: " + dump + ": there is no such file or folder\n", err.toString());
  }

  @Test
  void anOlderDumpStaysWhenThereIsNoNewOne() throws IOException {
    Path dump = Files.writeString(home.resolve("dump"), "older");
    String socket = "--socket=" + home.resolve("no-socket");
    assertEquals(3, xylem("cache", "dump", socket, dump.toString()));
    assertEquals("older", Files.readString(dump));
    assertFalse(Files.exists(home.resolve("dump.part")));
  }

  @Test
  void aMissingFileIsAConfigurationError() {
    assertEquals(2, xylem("run", "--config", home.resolve("none.yaml").toString()));
    assertEquals(
        home.resolve("none.yaml") + ":1:1: error: there is no such file\n", err.toString());
  }

  @Test
  void filesOfTrustAnchorsNeedNoTtlAndTellTheirErrors() throws IOException {
    String digest = "E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D";
    assertEquals(0, checkAnchors("; the root\n. IN DS 20326 8 2 " + digest + "\n"), err.toString());
    assertEquals(
        0, checkAnchors("example 172800 IN DNSKEY 257 3 15 (\n  AAAA )\n"), err.toString());
    assertAnchorError("; nothing\n", ":1:1: error: there is no DS or DNSKEY record in it");
    assertAnchorError("\n. DS 1 8 2 E06D\n", ":2:1: error: here must be a DS or DNSKEY record");
    assertTrue(err.toString().contains("a digest of type 2 has 32 octets, not 2"), err.toString());
    assertAnchorError(". DNSKEY 257 3 8\n", "(a DNSKEY without a key)");
    assertAnchorError(". DS 1 8 2 " + digest + "\nwww A 192.0.2.1\n", ":2:1: error: here must");
    Files.delete(home.resolve("anchors"));
    assertEquals(2, xylem("check", home.resolve("anchored.yaml").toString()));
    assertTrue(
        err.toString().contains("anchors:1:1: error: there is no such file"), err.toString());
  }

  private void assertAnchorError(String anchors, String error) throws IOException {
    assertEquals(2, checkAnchors(anchors));
    assertTrue(err.toString().contains(error), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  private int checkAnchors(String anchors) throws IOException {
    Path file = Files.writeString(home.resolve("anchors"), anchors);
    String settings = "dnssec: {trust-anchor-file: " + file + "}\n";
    return xylem("check", Files.writeString(home.resolve("anchored.yaml"), settings).toString());
  }

  /** Anchors of the settings and of their file are those of another root, of another algorithm. */
  @Test
  void theLabTrustsItsOwnRoot() throws IOException {
    String digest = "E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D";
    String anchor = ". DS 20326 8 2 " + digest;
    Path file = Files.writeString(home.resolve("anchors"), anchor + "\n");
    for (String setting :
        List.of("trust-anchor-file: " + file, "trust-anchors: ['" + anchor + "']")) {
      Path config =
          Files.writeString(
              home.resolve("lab.yaml"),
              "dnssec: {require-all-algorithms: true, " + setting + "}\n");
      String[] lookup = {"lookup", "--lab", "--json", "www.example.com", "--config", "" + config};
      assertEquals(0, xylem(lookup), err.toString());
      JsonNode found = new ObjectMapper().readTree(out.toString());
      assertEquals("SECURE", events(found, "Judged").getLast().at("/security").asString());
    }
  }

  /** The chain of trust is in the JSON as values, not as sentences. */
  @Test
  void theChainOfTrustIsShown() {
    assertEquals(0, xylem("lookup", "--lab", "--json", "www.example.com"), err.toString());
    JsonNode good = new ObjectMapper().readTree(out.toString());
    assertEquals("NOERROR", good.at("/rcode").asString());
    List<JsonNode> zones = events(good, "ZoneJudged");
    assertEquals(
        List.of(".", "com.", "example.com."),
        zones.stream().map(zone -> zone.at("/zone").asString()).toList());
    zones.forEach(zone -> assertEquals("secure", zone.at("/status").asString()));
    JsonNode first = events(good, "Verified").getFirst();
    assertEquals("DNSKEY", first.at("/type").asString());
    assertEquals(".", first.at("/signature/signer").asString());
    assertTrue(first.at("/signature/keyTag").isInt(), first.toString());
    assertEquals(13, first.at("/signature/algorithm").asInt());
    assertEquals("ECDSAP256SHA256", first.at("/signature/mnemonic").asString());
    int tag = first.at("/signature/keyTag").asInt();
    JsonNode anchor = events(good, "EntryPoints").getFirst();
    assertEquals("trust anchor", anchor.at("/source").asString());
    JsonNode below = events(good, "EntryPoints").get(1);
    assertEquals("DS", below.at("/source").asString());
    assertEquals("com.", below.at("/zone").asString());
    assertEquals(2, below.at("/ds/0/digestType").asInt());
    assertEquals(64, below.at("/ds/0/digest").asString().length());
    JsonNode keys = zones.getFirst().at("/keys");
    assertEquals(2, keys.size());
    assertEquals(tag, keys.at("/0/tag").asInt());
    assertTrue(keys.at("/0/entryPoint").asBoolean(), keys.toString());
    assertEquals(13, keys.at("/0/algorithm").asInt());
    assertTrue(
        first.at("/signature/inception").asLong() < first.at("/signature/expiration").asLong());
    assertEquals("SECURE", events(good, "Judged").getLast().at("/security").asString());
    JsonNode answered = events(good, "Exchanged").getLast().at("/outcome");
    assertEquals("NOERROR", answered.at("/rcode").asString());
    assertTrue(answered.at("/authoritative").asBoolean(), answered.toString());
    assertEquals(1, answered.at("/answer").asInt());

    assertEquals(1, xylem("lookup", "--lab", "--json", "bogus.example.org"), err.toString());
    JsonNode bad = new ObjectMapper().readTree(out.toString());
    assertEquals("SERVFAIL", bad.at("/rcode").asString());
    assertEquals(6, bad.at("/errors/0/code").asInt());
    assertEquals("wrong", events(bad, "Verified").getLast().at("/outcome").asString());
    assertEquals("BOGUS", events(bad, "Failed").getLast().at("/cause").asString());

    assertEquals(0, xylem("lookup", "--lab", "--trace", "unsigned.example.org"), err.toString());
    assertTrue(out.toString().contains("zone unsigned.example.org. is insecure: "), out.toString());
    assertTrue(out.toString().contains("unsigned.example.org. IN A: INSECURE"), out.toString());
  }

  @Test
  void whyAZoneIsNotValidatedIsInTheTrace() throws IOException {
    String anchor = "{name: expired.example.org, until: 2037-01-01T00:00:00Z, reason: they know}";
    Path file =
        Files.writeString(home.resolve("n.yaml"), "negative-trust-anchors: [" + anchor + "]");
    String[] lookup = {"lookup", "--lab", "--trace", "expired.example.org", "--config", "" + file};
    assertEquals(0, xylem(lookup), err.toString());
    String reason = "zone expired.example.org. is insecure: negative trust anchor";
    assertTrue(out.toString().contains(reason), out.toString());
    assertTrue(out.toString().contains("they know"), out.toString());
  }

  private static List<JsonNode> events(JsonNode lookup, String name) {
    List<JsonNode> events = new ArrayList<>();
    for (JsonNode step : lookup.at("/trace")) {
      if (step.at("/what/event").asString().equals(name)) {
        events.add(step.at("/what"));
      }
    }
    return events;
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
    assertEquals(3, xylem("health", "--server", "127.0.0.1", "--port", "1"));
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
