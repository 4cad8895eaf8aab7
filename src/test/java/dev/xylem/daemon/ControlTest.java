package dev.xylem.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xylem.config.SettingsLoader;
import dev.xylem.control.ControlServer;
import dev.xylem.control.Routes;
import dev.xylem.daemon.service.HealthFile;
import dev.xylem.daemon.service.Supervisor;
import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.MessageText;
import dev.xylem.lab.LabInternet;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A server in the lab, and its operator at the command line and over TCP. */
class ControlTest {
  private static final String TOKEN = "a token of many characters";
  private static final Pattern TRACE = Pattern.compile("trace ([0-9a-f]{8})");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path home;
  private Path file = Path.of("");
  private int tcpPort;
  private String addresses = "127.0.0.1";

  @SuppressWarnings("NullAway.Init")
  private LabInternet internet;

  @SuppressWarnings("NullAway.Init")
  private Daemon daemon;

  @SuppressWarnings("NullAway.Init")
  private RunningServer.Source source;

  @SuppressWarnings("NullAway.Init")
  private ControlServer control;

  @BeforeEach
  void start() throws Exception {
    file = home.resolve("xylem.yaml");
    Files.writeString(home.resolve("token"), TOKEN + "\n");
    tcpPort = FreePort.any();
    configure("");
    internet = LabInternet.start(0);
    source =
        new RunningServer.Source() {
          @Override
          public RunningServer.Start read()
              throws IOException, dev.xylem.config.text.ConfigException {
            var settings = SettingsLoader.load(Optional.of(ControlTest.this.file), Map.of());
            Lab lab = Lab.of(internet, settings, true);
            return new RunningServer.Start(lab.settings(), lab.hints());
          }

          @Override
          public String file() {
            return ControlTest.this.file.toString();
          }
        };
    daemon = Daemon.start(source.read().settings(), source.read().hints());
    open();
  }

  @AfterEach
  void stop() throws IOException {
    control.close();
    daemon.close();
    internet.close();
    assertFalse(Files.exists(home.resolve("socket")));
  }

  private void configure(String more) throws IOException {
    Files.writeString(
        file,
        "listen: {addresses: ["
            + addresses
            + "], port: 0}\n"
            + ("control: {socket: socket, address: 127.0.0.1@" + tcpPort)
            + ", token-file: token}\ncache: {save-file: saved}\n"
            + more);
  }

  @Test
  void theSocketIsForOwnerAndGroup() throws IOException {
    var access = Files.getPosixFilePermissions(home.resolve("socket"));
    assertEquals("rw-rw----", PosixFilePermissions.toString(access));
  }

  @Test
  void statusIsToldToPeopleAndPrograms() {
    assertEquals(0, xylem("status"), err.toString());
    assertTrue(out.toString().contains("listening on 127.0.0.1 port "));
    assertTrue(out.toString().contains("client rate: no limit\nnot served: none\n"));
    assertEquals(0, xylem("status", "--json"));
    assertEquals(0, json().at("/notServed/refusals/too late").asLong(-1));
    assertEquals(ProcessHandle.current().pid(), json().at("/pid").asLong());
    assertEquals(file.toString(), json().at("/config").asString());
  }

  @Test
  void whoIsNotThereIsExitCode3() throws IOException {
    control.close();
    assertEquals(3, xylem("status"));
    assertTrue(err.toString().startsWith("xylem: no server is running at "), err.toString());
    assertEquals(2, xylem("flush"));
    assertEquals(2, xylem("trace"));
    assertEquals(2, xylem("log", "loud"));
  }

  @Test
  void aFailureIsExplainedAfterTheFact() throws Exception {
    String answer = ask("bogus.example.org", RrType.A);
    Matcher trace = TRACE.matcher(answer);
    assertTrue(trace.find(), answer);
    assertTrue(answer.contains("does not verify; trace "), answer);
    ask("www.example.com", RrType.A);

    assertEquals(0, xylem("trace", "--id", trace.group(1)), err.toString());
    assertTrue(out.toString().contains("bogus.example.org. IN A  SERVFAIL"), out.toString());
    assertTrue(out.toString().contains("31438 (ED25519, 2024-01-01T00:00:00Z to"), out.toString());
    assertEquals(0, xylem("trace", "--json", "--id", trace.group(1)));
    assertEquals(
        "Failed",
        json().at("/how/trace").values().stream().toList().getLast().at("/what/event").asString());

    assertEquals(0, xylem("recent", "--failed", "--json"));
    assertEquals(1, json().size());
    assertEquals(trace.group(1), json().at("/0/id").asString());
    assertEquals(0, xylem("recent", "--client", "127.0.0.1", "--name", "com"));
    assertTrue(out.toString().contains("www.example.com. IN A  NOERROR"), out.toString());
    assertEquals(1, out.toString().lines().count(), out.toString());
    assertEquals(0, xylem("recent", "--client", "127.0.0.9"));
    assertEquals("", out.toString());

    assertEquals(1, xylem("trace", "--id", "00000000"));
    assertEquals("xylem: no query with trace '00000000' is remembered\n", err.toString());
  }

  @Test
  void aNameIsResolvedLookedUpAndForgotten() throws Exception {
    assertEquals(0, xylem("trace", "www.example.com"), err.toString());
    assertTrue(out.toString().contains("UDP www.example.com. IN A?"), out.toString());
    assertEquals(0, xylem("cache", "lookup", "www.example.com"), err.toString());
    assertTrue(out.toString().contains("; judged www.example.com. IN A: data, SECURE, "));
    assertTrue(out.toString().contains("192.0.2.1"), out.toString());
    assertEquals(0, xylem("servers", "www.example.com"), err.toString());
    assertTrue(out.toString().startsWith("zone example.com.\n"), out.toString());
    assertTrue(out.toString().contains(" ms, time-out "), out.toString());

    // Another name, and another type, of which nothing is known.
    assertEquals(0, xylem("flush", "example.com"));
    assertEquals(0, xylem("flush", "www.example.com", "MX"));
    assertEquals("forgot 0 entries\n", out.toString());
    assertEquals(0, xylem("cache", "lookup", "www.example.com"), err.toString());
    assertEquals(0, xylem("flush", "com", "--tree"));
    assertEquals(1, xylem("cache", "lookup", "www.example.com"));
    assertEquals("xylem: nothing is known of www.example.com.\n", err.toString());
    assertEquals(2, xylem("flush", "com", "--tree", "A"));
  }

  /**
   * What was dumped and loaded again is known without a network, and no more secure than before.
   */
  @Test
  void theCacheGoesToAFileAndBack() throws Exception {
    ask("www.example.com", RrType.A);
    ask("no-such-name.example.com", RrType.A);
    assertEquals(0, xylem("cache", "dump"), err.toString());
    String dump = out.toString();
    assertTrue(dump.contains("IN\tA\t192.0.2.1 ; judged, secure, answer, zone example.com."), dump);
    assertTrue(dump.contains("; no-such-name.example.com.: no such name, TTL "), dump);
    assertTrue(dump.lines().toList().getLast().startsWith("; end of dump, entries: "), dump);
    assertEquals(0, xylem("cache", "dump", "--json"), err.toString());
    assertEquals("judged", json().at("/0/cache").asString());

    Path kept = home.resolve("dump");
    String forged = "www.rsa.example.com. 300 IN A 192.0.2.66\n";
    Files.writeString(kept, dump + forged);
    assertEquals(0, xylem("flush", ".", "--tree"), err.toString());
    assertEquals(0, xylem("cache", "load", kept.toString()), err.toString());
    assertTrue(out.toString().startsWith("took "), out.toString());
    assertEquals(0, xylem("trace", "www.example.com"), err.toString());
    assertTrue(out.toString().contains("from before the start"), out.toString());
    assertFalse(out.toString().contains("UDP www.example.com. IN A?"), out.toString());
    assertTrue(ask("www.rsa.example.com", RrType.A).contains("192.0.2.71"));

    Files.writeString(kept, "www.example.com. 300 IN A 192.0.2.1\nwww.example.com. IN A x\n");
    assertEquals(1, xylem("cache", "load", kept.toString()));
    assertTrue(err.toString().contains("line 2: "), err.toString());
    assertEquals(1, xylem("cache", "load", home.resolve("no-such-file").toString()));
    assertEquals(2, xylem("cache", "load"));
  }

  /** Bogus is insecure at once, also after a reload and for the next server, and bogus again. */
  @Test
  void aNegativeTrustAnchorComesAndGoes() throws Exception {
    configure("dnssec: {trust-anchor-state: trust-anchors}\n");
    daemon.close();
    daemon = Daemon.start(source.read().settings(), source.read().hints());
    reopen();
    assertTrue(ask("bogus.example.org", RrType.A).contains("SERVFAIL"));
    assertEquals(
        0, xylem("nta", "add", "bogus.example.org", "--reason", "ticket 7", "--for", "2h"));
    assertEquals("bogus.example.org. is not validated for 7200 s\n", out.toString());
    assertEquals(0, xylem("trace", "bogus.example.org"));
    assertTrue(out.toString().contains("ticket 7"), out.toString());
    assertTrue(ask("bogus.example.org", RrType.A).contains("NOERROR"));
    assertEquals(0, xylem("nta", "list", "--json"));
    assertEquals("command", json().at("/0/origin").asString());
    assertEquals(0, xylem("status"));
    assertTrue(out.toString().contains("negative trust anchors: 1\n"), out.toString());

    configure(
        "dnssec: {trust-anchor-state: trust-anchors}\n"
            + "negative-trust-anchors: [{name: other.example}]\n");
    assertEquals(0, xylem("reload"), err.toString());
    assertTrue(ask("bogus.example.org", RrType.A).contains("NOERROR"));
    assertEquals(1, xylem("nta", "remove", "other.example"));

    daemon.close();
    daemon = Daemon.start(source.read().settings(), source.read().hints());
    reopen();
    assertTrue(ask("bogus.example.org", RrType.A).contains("NOERROR"));
    assertEquals(0, xylem("nta", "remove", "bogus.example.org"), err.toString());
    assertTrue(ask("bogus.example.org", RrType.A).contains("SERVFAIL"));
    assertEquals(1, xylem("nta", "remove", "bogus.example.org"));
    assertEquals(2, xylem("nta", "add", "example.org", "--for", "8d"));
    assertEquals(2, xylem("nta", "add"));
  }

  /** The control of another daemon, at the same place. */
  private void reopen() throws IOException {
    control.close();
    open();
  }

  private void open() throws IOException {
    var run = new RunningServer(daemon, source, Supervisor.of(Map.of()), HealthFile.none());
    var routes = new Routes(run, daemon.recent(), daemon.metrics());
    control =
        ControlServer.start(daemon.current().settings().control(), routes, daemon.world().tasks());
  }

  @Test
  void aGoodFileIsInForceAtOnceAndABadOneChangesNothing() throws Exception {
    assertTrue(ask("www.example.com", RrType.A).contains("192.0.2.1"));
    String zone = "local-zones: [{name: www.example.com, type: always-nxdomain}]\n";
    configure(zone + "recent: {queries: 5}\n");
    assertEquals(0, xylem("reload"), err.toString());
    assertEquals("changed: local\nfrom the next start on: recent.queries\n", out.toString());
    assertTrue(ask("www.example.com", RrType.A).contains("NXDOMAIN"));

    configure("local-zones: 7\n");
    assertEquals(1, xylem("reload"));
    assertTrue(err.toString().contains("'local-zones' must be a list"), err.toString());
    assertTrue(ask("www.example.com", RrType.A).contains("NXDOMAIN"));

    configure("");
    assertEquals(0, xylem("reload", "--json"), err.toString());
    assertEquals("local", json().at("/changed/0").asString());
    assertTrue(ask("www.example.com", RrType.A).contains("192.0.2.1"));
    // It came from the cache, which has outlived all that: nothing was asked.
    assertEquals(0, xylem("recent", "--name", "www.example.com", "--limit", "1", "--json"));
    assertEquals(0, xylem("trace", "--id", json().at("/0/id").asString()));
    assertTrue(out.toString().contains("cache: www.example.com. IN A"), out.toString());
    assertFalse(out.toString().contains("UDP www"), out.toString());
  }

  /**
   * The doors that stay are not closed; those that go, or cannot be had, leave the others alone.
   */
  @Test
  void addressesChangeWithoutAGap() throws Exception {
    InetSocketAddress first = daemon.addresses().getFirst();
    ask("www.example.com", RrType.A);
    try (var kept = new Socket(first.getAddress(), first.getPort())) {
      addresses = "127.0.0.1, 127.0.0.2";
      configure("");
      assertEquals(0, xylem("reload"), err.toString());
      assertEquals("changed: listen.addresses\n", out.toString());
      var second = new InetSocketAddress("127.0.0.2", first.getPort());
      assertEquals(List.of(first, second), daemon.addresses());
      assertTrue(ask(second, "www.example.com", RrType.A).contains("192.0.2.1"));

      addresses = "127.0.0.2, 192.0.2.77";
      configure("local-zones: [{name: www.example.com, type: always-nxdomain}]\n");
      assertEquals(1, xylem("reload"));
      assertTrue(err.toString().contains("192.0.2.77"), err.toString());
      assertEquals(List.of(first, second), daemon.addresses());
      assertTrue(ask("www.example.com", RrType.A).contains("192.0.2.1"));

      addresses = "127.0.0.2";
      configure("");
      assertEquals(0, xylem("reload"), err.toString());
      assertEquals(List.of(second), daemon.addresses());
      assertTrue(ask("www.example.com", RrType.A).contains("192.0.2.1"));
      assertThrows(
          IOException.class, () -> new Socket(first.getAddress(), first.getPort()).close());
      kept.setSoTimeout(10_000);
      byte[] query = query("www.example.com", RrType.A);
      kept.getOutputStream().write(new byte[] {0, (byte) query.length});
      kept.getOutputStream().write(query);
      assertEquals(2, kept.getInputStream().readNBytes(2).length);
    }
  }

  @Test
  void logLevelCanBeSet() {
    assertEquals(0, xylem("log", "debug"), err.toString());
    assertEquals(0, xylem("status", "--json"));
    assertEquals("debug", json().at("/logLevel").asString());
    assertEquals(0, xylem("log", "info"));
  }

  @Test
  void s87OverTcpTheTokenComesFirst() throws Exception {
    assertEquals(401, get("/v1/status", "").statusCode());
    assertEquals(401, get("/v1/status", "Bearer " + TOKEN + "x").statusCode());
    assertEquals(401, get("/no-such-path", "").statusCode());
    assertEquals(200, get("/v1/status", "Bearer " + TOKEN).statusCode());
    assertEquals(404, get("/no-such-path", "Bearer " + TOKEN).statusCode());
    assertEquals(405, get("/v1/flush", "Bearer " + TOKEN).statusCode());
    assertEquals(400, get("/v1/status?x=1", "Bearer " + TOKEN).statusCode());
    assertEquals(200, get("/health/live", "").statusCode());
    assertEquals(200, get("/health/ready", "").statusCode());
  }

  /** What a hit and a miss leave in the numbers; all that the dashboard draws is there. */
  @Test
  void queriesAreCounted() throws Exception {
    for (String name : List.of("www.example.com", "www.example.com", "bogus.example.org")) {
      ask(name, RrType.A);
    }
    ask("www.example.com", new RrType(4711));
    String metrics = metrics("text/plain");
    for (String line :
        List.of(
            "xylem_dns_queries_total{rcode=\"NOERROR\",transport=\"udp\",type=\"A\"} 2.0",
            "xylem_dns_queries_total{rcode=\"SERVFAIL\",transport=\"udp\",type=\"A\"} 1.0",
            "xylem_dns_queries_total{rcode=\"NOERROR\",transport=\"udp\",type=\"other\"} 1.0",
            "xylem_cache_hits_total 1.0",
            "xylem_cache_misses_total 3.0",
            "xylem_resolution_duration_seconds_count 3",
            "xylem_dnssec_validations_total{result=\"secure\"} 2.0",
            "xylem_failures_total{cause=\"bogus\"} 1.0",
            "xylem_cache_evictions_total{cache=\"judged\"} 0.0",
            "xylem_door_refusals_total{reason=\"too late\"} 0.0")) {
      assertTrue(metrics.contains("\n" + line + "\n"), line + "\n" + metrics);
    }
    assertTrue(metrics.contains("xylem_upstream_queries_total{outcome=\"NOERROR\""), metrics);
    assertTrue(metrics.contains("jvm_memory_used_bytes{area=\"heap\"}"), metrics);

    String dashboard = Files.readString(Path.of("config/grafana/xylem.json"));
    assertFalse(new ObjectMapper().readTree(dashboard).at("/__inputs").isEmpty());
    Matcher named = Pattern.compile("(?:xylem|jvm)_[a-z_]+").matcher(dashboard);
    int count = 0;
    while (named.find()) {
      // There are none of these: nothing was refused. Its name is there all the same.
      assertTrue(
          Pattern.compile("(?m)(^|# TYPE )" + named.group() + "[{ ]").matcher(metrics).find(),
          named.group());
      count++;
    }
    assertTrue(count > 14, "metrics in the dashboard: " + count);
    assertTrue(metrics("application/openmetrics-text").endsWith("# EOF\n"));
    assertEquals(0, xylem("stats"), err.toString());
    assertTrue(out.toString().contains("cache_hits_total 1\n"), out.toString());
  }

  /** Prometheus' own check, where it is installed (Debian: prometheus). */
  @Test
  void prometheusFindsNoFault() throws Exception {
    Path promtool = Path.of("/usr/bin/promtool");
    assumeTrue(Files.isExecutable(promtool));
    ask("www.example.com", RrType.A);
    ask("bogus.example.org", RrType.A);
    Process check =
        new ProcessBuilder(promtool.toString(), "check", "metrics")
            .redirectErrorStream(true)
            .start();
    try (var to = check.getOutputStream()) {
      to.write(metrics("text/plain").getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, check.waitFor(), said);
  }

  private String metrics(String accept) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + tcpPort + "/metrics"))
              .header("Authorization", "Bearer " + TOKEN)
              .header("Accept", accept);
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  /** Neither the body of a stranger nor one that is too long is read: the answer comes at once. */
  @Test
  void s87BodiesAndHeadersAreBounded() throws IOException {
    assertEquals("HTTP/1.1 401", rawly("Content-Length: 9999999999\r\n"));
    String authorized = "Authorization: Bearer " + TOKEN + "\r\n";
    assertEquals("HTTP/1.1 413", rawly(authorized + "Content-Length: 9999999999\r\n"));
    assertEquals("HTTP/1.1 400", rawly(authorized + "X: " + "x".repeat(10_000) + "\r\n"));
  }

  private String rawly(String headers) throws IOException {
    try (var socket = new Socket("127.0.0.1", tcpPort)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("POST /v1/flush HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] octets = socket.getInputStream().readNBytes(12);
      return new String(octets, StandardCharsets.US_ASCII);
    }
  }

  private HttpResponse<String> get(String path, String authorization) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + tcpPort + path));
      if (!authorization.isEmpty()) {
        request.header("Authorization", authorization);
      }
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private String ask(String name, RrType type) throws Exception {
    return ask(daemon.addresses().getFirst(), name, type);
  }

  private static byte[] query(String name, RrType type) {
    Message query =
        Message.query(Header.of(7, Flag.RD), new Question(Name.of(name), type), Edns.plain());
    return MessageEncoder.encode(query, 512);
  }

  private static String ask(InetSocketAddress server, String name, RrType type) throws Exception {
    try (var client = new RawClient(server)) {
      byte[] answer = Objects.requireNonNull(client.udp(query(name, type), 10_000), name);
      return MessageText.format(MessageDecoder.decode(answer, answer.length));
    }
  }

  private JsonNode json() {
    return new ObjectMapper().readTree(out.toString());
  }

  private int xylem(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--socket=" + home.resolve("socket"));
    CommandLine program = Main.commandLine();
    program.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return program.execute(all.toArray(String[]::new));
  }
}
