package dev.xylem.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xylem.config.SettingsLoader;
import dev.xylem.config.text.ConfigException;
import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrType;
import dev.xylem.lab.LabInternet;
import dev.xylem.telemetry.Metrics;
import dev.xylem.wire.HeaderPeek;
import dev.xylem.wire.MessageEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server in the lab with a limit of five queries a second for each /24, and a flood. */
class ClientRateTest {
  private static final String RATE =
      "client-rate: {queries-per-second: 5, ipv4-prefix: 24, slip: 2, exempt: [127.0.9.0/24]}\n";
  private static final String FLOODED = "127.0.1.1";
  private static final int MANY = 40;

  @SuppressWarnings("NullAway.Init")
  private LabInternet internet;

  @SuppressWarnings("NullAway.Init")
  private Daemon daemon;

  @BeforeEach
  void start() throws Exception {
    internet = LabInternet.start(0);
    Lab lab = lab("cookies: {enabled: true}\n" + RATE);
    daemon = Daemon.start(lab.settings(), lab.hints());
    assertNotNull(new RawClient(server()).tcp(query(), 10_000));
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
    internet.close();
  }

  @Test
  void aFloodFromOnePrefixIsLimitedAndNobodyElse() throws IOException {
    try (var flood = new Flood(FLOODED);
        var sameNetwork = new Flood("127.0.1.200");
        var otherNetwork = new Flood("127.0.2.1");
        var exempt = new Flood("127.0.9.1")) {
      List<Flood> all = List.of(flood, sameNetwork, otherNetwork, exempt);
      for (Flood each : all) {
        each.send();
      }
      for (Flood each : all) {
        each.read();
      }
      // To send all takes less than the second in which five more would be due.
      int together = flood.answers + sameNetwork.answers;
      assertTrue(together >= 5 && together <= 12, all.toString());
      assertTrue(otherNetwork.answers >= 5 && otherNetwork.answers <= 12, all.toString());
      assertEquals(MANY, exempt.answers);
      int truncated = flood.truncated + sameNetwork.truncated + otherNetwork.truncated;
      int above = 3 * MANY - together - otherNetwork.answers;
      assertTrue(Math.abs(2 * truncated - above) <= 2, all.toString());
      assertEquals(truncated, metric("truncated"));
      assertEquals(above - truncated, metric("dropped"));
      assertEquals(5, daemon.notServed().rate());
      assertEquals(truncated, daemon.notServed().truncated());
      assertEquals(above - truncated, daemon.notServed().dropped());
      String latest = daemon.notServed().latest();
      assertTrue(Set.of("127.0.1.0/24", "127.0.2.0/24").contains(latest), latest);
    }
    byte[] overTcp = Objects.requireNonNull(new RawClient(server()).tcp(query(), 5000));
    assertTrue(!HeaderPeek.header(overTcp).has(Flag.TC) && overTcp[7] > 0);
  }

  @Test
  void aReloadChangesTheLimit() throws Exception {
    Daemon.Change change = reload("cookies: {enabled: true}\n");
    assertEquals(List.of("client-rate"), change.now());
    try (var flood = new Flood(FLOODED)) {
      flood.send();
      flood.read();
      assertEquals(MANY, flood.answers);
    }
    reload(RATE.replace("slip: 2", "slip: 1"));
    try (var flood = new Flood(FLOODED)) {
      flood.send();
      flood.read();
      assertTrue(flood.answers >= 5 && flood.answers <= 12, flood.toString());
      assertEquals(MANY - flood.answers, flood.truncated);
    }
  }

  /** {@code dig} in a flooded prefix comes by TCP, or with the cookie that it was given. */
  @Test
  void digGetsItsAnswerAllTheSame() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/dig")));
    String settings = "cookies: {enabled: true}\n" + RATE.replace("slip: 2", "slip: 1");
    reload(settings);
    var going = new AtomicBoolean(true);
    Thread flooding = Thread.ofPlatform().start(() -> floodWhile(going));
    try {
      String byTcp = dig("+timeout=5", "+nocookie");
      assertTrue(byTcp.contains("Truncated, retrying in TCP mode"), byTcp);
      assertTrue(byTcp.contains("192.0.2.1") && byTcp.contains("(TCP)"), byTcp);

      Matcher cookie =
          Pattern.compile("COOKIE: ([0-9a-f]{48})")
              .matcher(dig("+timeout=5", "+ignore", "+cookie=0102030405060708"));
      assertTrue(cookie.find(), "an answer that is cut has no cookie");
      String proven = dig("+timeout=5", "+ignore", "+cookie=" + cookie.group(1));
      assertTrue(proven.contains("192.0.2.1") && proven.contains("(UDP)"), proven);
      // A reload draws no other secret.
      reload(settings + "log: {level: warn}\n");
      proven = dig("+timeout=5", "+ignore", "+cookie=" + cookie.group(1));
      assertTrue(proven.contains("192.0.2.1") && proven.contains("(UDP)"), proven);
    } finally {
      going.set(false);
      flooding.join();
    }
  }

  private void floodWhile(AtomicBoolean going) {
    try (var flood = new Flood(FLOODED)) {
      while (going.get()) {
        flood.send();
        Thread.sleep(2);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Many queries at once. */
  private final class Flood implements AutoCloseable {
    private final DatagramSocket socket;
    private int answers;
    private int truncated;

    Flood(String from) throws IOException {
      socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
      socket.connect(server());
    }

    void send() throws IOException {
      byte[] query = query();
      for (int i = 0; i < MANY; i++) {
        socket.send(new DatagramPacket(query, query.length));
      }
    }

    /** Until nothing comes for a while. */
    void read() throws IOException {
      socket.setSoTimeout(400);
      var packet = new DatagramPacket(new byte[4096], 4096);
      try {
        while (true) {
          socket.receive(packet);
          byte[] answer = Arrays.copyOf(packet.getData(), packet.getLength());
          assertEquals(Rcode.NOERROR.code(), answer[3] & 0xF);
          boolean cut = HeaderPeek.header(answer).has(Flag.TC);
          truncated += cut ? 1 : 0;
          answers += cut ? 0 : 1;
        }
      } catch (SocketTimeoutException e) {
        return;
      }
    }

    @Override
    public void close() {
      socket.close();
    }

    @Override
    public String toString() {
      return answers + " answers, " + truncated + " truncated";
    }
  }

  private String dig(String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("/usr/bin/dig", "-b", FLOODED));
    command.addAll(List.of("@127.0.0.1", "-p", "" + server().getPort(), "www.example.com", "A"));
    command.addAll(List.of(options));
    Process dig = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(dig.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    dig.waitFor();
    return text;
  }

  private int metric(String action) {
    String text =
        new String(daemon.metrics().text(Metrics.Format.PROMETHEUS), StandardCharsets.UTF_8);
    Matcher line =
        Pattern.compile("xylem_client_rate_limited_total\\{action=\"" + action + "\"} (\\d+)")
            .matcher(text);
    assertTrue(line.find(), text);
    return Integer.parseInt(line.group(1));
  }

  private Daemon.Change reload(String settings) throws ConfigException, IOException {
    Lab lab = lab(settings);
    return daemon.reload(lab.settings(), lab.hints());
  }

  private Lab lab(String more) throws ConfigException {
    String listen = "listen: {addresses: [127.0.0.1], port: 0}\n";
    return Lab.of(internet, SettingsLoader.parse(listen + more, Path.of("test.yaml")), true);
  }

  private InetSocketAddress server() {
    return daemon.addresses().getFirst();
  }

  private static byte[] query() {
    Question question = new Question(Name.of("www.example.com."), RrType.A);
    Message message = Message.query(Header.of(4711, Flag.RD), question, Edns.plain());
    return MessageEncoder.encode(message, MessageEncoder.MAX_MESSAGE_LENGTH);
  }
}
