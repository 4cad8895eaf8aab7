package dev.xylem.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.config.SettingsLoader;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import dev.xylem.lab.LabInternet;
import dev.xylem.telemetry.Metrics;
import dev.xylem.wire.MessageEncoder;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A dnstap reader over TCP that goes away and comes back. */
@Timeout(90)
class DnstapReaderTest {
  private static final Pattern DROPPED =
      Pattern.compile("xylem_query_log_dropped_total\\{output=\"dnstap-address\"} (\\d+)\\.0");

  private static final byte[] QUERY =
      MessageEncoder.encode(
          Message.query(
              Header.of(7, Flag.RD), new Question(Name.of("www.example.com"), RrType.A), null),
          512);

  @Test
  void messagesGoOnWhenTheReaderIsBackAndThoseBetweenAreCounted() throws Exception {
    var first = new Reader(0);
    int port = first.door.getLocalPort();
    String settings =
        "listen: {addresses: [127.0.0.1], port: 0}\n"
            + "query-log: {dnstap-address: 127.0.0.1@"
            + port
            + "}\n";
    try (LabInternet internet = LabInternet.start(0)) {
      Lab lab = Lab.of(internet, SettingsLoader.parse(settings, Path.of("test.yaml")), true);
      try (Daemon daemon = Daemon.start(lab.settings(), lab.hints());
          var client = new RawClient(daemon.addresses().getFirst())) {
        askUntil(client, () -> first.frames.get() >= 8);
        assertEquals(0, dropped(daemon));
        first.leave();
        askUntil(client, () -> dropped(daemon) >= 2);

        var second = new Reader(port);
        askUntil(client, () -> second.frames.get() >= 8);
        long before = dropped(daemon);
        int had = second.frames.get();
        Objects.requireNonNull(client.udp(QUERY, 10_000));
        daemon.close();
        second.thread.join();
        // A query and its answer, and a proper end.
        assertTrue(second.frames.get() >= had + 2, second.frames + " frames after " + had);
        assertTrue(second.ended, "no STOP");
        assertEquals(before, dropped(daemon));
        second.leave();
      }
    }
  }

  /** Every query is answered, whether or not anybody reads. */
  private static void askUntil(RawClient client, BooleanSupplier enough) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!enough.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "waited in vain");
      Objects.requireNonNull(client.udp(QUERY, 10_000));
      Thread.sleep(20);
    }
  }

  private static long dropped(Daemon daemon) {
    String text =
        new String(daemon.metrics().text(Metrics.Format.PROMETHEUS), StandardCharsets.UTF_8);
    Matcher line = DROPPED.matcher(text);
    assertTrue(line.find(), text);
    return Long.parseLong(line.group(1));
  }

  /** Takes one connection and counts what comes. */
  private static final class Reader {
    private final ServerSocket door;
    private final AtomicInteger frames = new AtomicInteger();
    private final Thread thread;
    private volatile boolean ended;
    private volatile boolean leaving;

    Reader(int port) throws IOException {
      door = new ServerSocket(port, 5, InetAddress.ofLiteral("127.0.0.1"));
      thread = Thread.ofPlatform().daemon().start(this::read);
    }

    private void read() {
      try (Socket socket = door.accept()) {
        socket.setSoTimeout(10);
        var in = new DataInputStream(new Patient(socket));
        var out = new DataOutputStream(socket.getOutputStream());
        assertEquals(4, DnstapTest.control(in));
        DnstapTest.reply(out, 1, "protobuf:dnstap.Dnstap");
        assertEquals(2, DnstapTest.control(in));
        for (int length = in.readInt(); length > 0; length = in.readInt()) {
          in.skipNBytes(length);
          frames.incrementAndGet();
        }
        in.readInt();
        ended = in.readInt() == 3;
        DnstapTest.reply(out, 5, "");
      } catch (IOException e) {
        assertTrue(leaving, e.toString());
      }
    }

    void leave() throws IOException, InterruptedException {
      leaving = true;
      door.close();
      thread.join();
    }

    /** Waits for what comes as long as the reader stays. */
    private final class Patient extends java.io.InputStream {
      private final Socket socket;

      Patient(Socket socket) {
        this.socket = socket;
      }

      @Override
      public int read() throws IOException {
        while (!leaving) {
          try {
            return socket.getInputStream().read();
          } catch (java.net.SocketTimeoutException e) {
            continue;
          }
        }
        throw new IOException("gone");
      }
    }
  }
}
