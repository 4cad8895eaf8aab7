package dev.xylem.daemon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.xylem.cache.NameServer;
import dev.xylem.config.Settings;
import dev.xylem.config.SettingsLoader;
import dev.xylem.dns.Name;
import dev.xylem.iterate.RootHints;
import dev.xylem.telemetry.Metrics;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/**
 * S84: a hundred thousand packets that are almost queries, over both transports of a real daemon.
 * Nobody stumbles, nothing leaks, and honest clients are served during and after it.
 */
class MutatedPacketsTest {
  private static final int PACKETS = 50_000;

  private static final int LEAST_ANSWERED = PACKETS / 8;

  /** Packets of one TCP connection, if it lasts that long. */
  private static final int PER_CONNECTION = 100;

  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] HONEST = HEX.parseHex("0007010000010000000000000161000001" + "0001");

  private final Queue<String> mistakes = new ConcurrentLinkedQueue<>();
  private final List<byte[]> originals = new ArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            mistakes.add(event.getLoggerName() + ": " + event.getFormattedMessage());
          }
        }
      };

  @BeforeEach
  void watch() {
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> mistakes.add(thread + ": " + e));
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ByteBufUtil.setLeakListener((type, records) -> mistakes.add(type + " " + records));
    appender.start();
    root().addAppender(appender);
    for (String query :
        new String[] {
          "1234010000010000000000010161000001000100002904d0000080000000",
          "12340100000100000000000003777777076578616d706c6503636f6d00001c0001",
          "123401200001000000000001036e6f740161000010000100002904d000008000000c"
              + "000a00080102030405060708",
          "1234010000010000000000010776657273696f6e0462696e640000100003000029ffff000000000004"
              + "00030000",
          "1234000000010000000100000162000 0fb0001c00c00060001000000010016".replace(" ", "")
              + "0000"
              + "00000001".repeat(5)
        }) {
      originals.add(HEX.parseHex(query));
    }
  }

  @AfterEach
  void stopWatching() {
    root().detachAppender(appender);
    Thread.setDefaultUncaughtExceptionHandler(null);
  }

  @Test
  @Timeout(60)
  void s84NothingThatClientsSendDoesHarm() throws Exception {
    try (var authority = new FakeAuthority();
        Daemon daemon = start(authority);
        var honest = new RawClient(daemon.addresses().getFirst())) {
      InetSocketAddress server = daemon.addresses().getFirst();
      try (var connection = new Socket(server.getAddress(), server.getPort())) {
        overUdp(server, honest);
        assertEquals(0, lost(server.getPort()), "packets that the server did not read");
        overTcp(server, honest);
        long udp = answered(daemon, "udp");
        long tcp = answered(daemon, "tcp");
        // The others are no queries any more, or stand behind what ended their connection.
        assertTrue(udp > LEAST_ANSWERED && tcp > LEAST_ANSWERED, udp + " and " + tcp + " answers");
        connection.setSoTimeout(5000);
        connection.getOutputStream().write(RawClient.framed(HONEST));
        assertEquals(0, connection.getInputStream().read(), "a connection that was open before");
      }
    }
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(20);
      PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
    }
    assertEquals(List.of(), List.copyOf(mistakes));
  }

  /** How many of the packets were still queries to the server, by its own count. */
  private static long answered(Daemon daemon, String transport) {
    var text = new String(daemon.metrics().text(Metrics.Format.PROMETHEUS), US_ASCII);
    return text.lines()
        .filter(line -> line.startsWith("xylem_dns_queries_total{"))
        .filter(line -> line.contains("transport=\"" + transport + "\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Datagrams for {@code port} that the kernel had to drop; 0 where it does not tell. */
  private static long lost(int port) throws IOException {
    Path sockets = Path.of("/proc/net/udp");
    if (!Files.exists(sockets)) {
      return 0;
    }
    String suffix = String.format(":%04X", port);
    return Files.readAllLines(sockets).stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words[1].endsWith(suffix))
        .mapToLong(words -> Long.parseLong(words[words.length - 1]))
        .sum();
  }

  private void overUdp(InetSocketAddress server, RawClient honest) throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.connect(server);
      for (int seed = 0; seed < PACKETS; seed++) {
        byte[] packet = mutated(seed);
        socket.send(new DatagramPacket(packet, packet.length));
        if (seed % 500 == 499) {
          assertNotNull(honest.udp(HONEST, 5000), "no answer after UDP seeds up to " + seed);
        }
      }
    }
  }

  private void overTcp(InetSocketAddress server, RawClient honest) throws IOException {
    for (int seed = PACKETS; seed < 2 * PACKETS; seed += PER_CONNECTION) {
      try (var socket = new Socket(server.getAddress(), server.getPort())) {
        socket.setSoTimeout(100);
        Thread reader = Thread.startVirtualThread(() -> discard(socket));
        for (int i = seed; i < seed + PER_CONNECTION; i++) {
          byte[] frame = RawClient.framed(mutated(i));
          if (i % 1009 == 0) {
            frame[i % 2] += 1; // A length that is wrong: all that follows is misread.
          }
          socket.getOutputStream().write(frame);
        }
        socket.shutdownOutput();
        reader.join();
      } catch (IOException e) {
        // Closed by the server: its right.
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (seed % 5000 == 0) {
        assertNotNull(honest.tcp(HONEST, 5000), "no answer after TCP seeds up to " + seed);
      }
    }
    assertNotNull(honest.udp(HONEST, 5000), "no answer after all");
  }

  private static void discard(Socket socket) {
    try {
      socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      // Whatever ends it.
    }
  }

  private byte[] mutated(int seed) {
    var random = new Random(seed);
    byte[] packet = originals.get(random.nextInt(originals.size())).clone();
    for (int n = random.nextInt(4); n >= 0 && packet.length > 0; n--) {
      int at = random.nextInt(packet.length);
      switch (random.nextInt(7)) {
        case 0 -> packet[at] = (byte) random.nextInt();
        case 1 -> packet[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> packet[at] = (byte) 0xC0;
        case 3 -> packet = Arrays.copyOf(packet, at);
        case 4 -> packet = Arrays.copyOf(packet, packet.length + random.nextInt(1500));
        case 5 -> packet[at] = (byte) (random.nextBoolean() ? 0 : -1);
        default -> {
          byte[] twice = Arrays.copyOf(packet, packet.length + at);
          System.arraycopy(packet, 0, twice, packet.length, at);
          packet = twice;
        }
      }
    }
    return packet;
  }

  private static Daemon start(FakeAuthority authority) throws Exception {
    String text =
        "listen: {addresses: [127.0.0.1], port: 0, event-loops: 2, tcp-idle-timeout: 60s}\n"
            + "iteration: {priming: false, ipv6: false, do-not-query: [], upstream-port: "
            + authority.port()
            + "}\nlimits: {milliseconds: 300}\n"
            // Written here, it is not looked up, which would rightly be complained of.
            + "dnssec: {trust-anchors: ['. DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D084"
            + "58E880409BBC683457104237C7F8EC8D']}\n";
    Settings settings = SettingsLoader.parse(text, Path.of("test.yaml"));
    var server = new NameServer(Name.of("root."), List.of(InetAddress.ofLiteral("127.0.0.1")));
    return Daemon.start(settings, new RootHints(List.of(server)));
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger("dev.xylem");
  }
}
