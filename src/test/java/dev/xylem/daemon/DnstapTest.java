package dev.xylem.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xylem.config.SettingsLoader;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import dev.xylem.lab.LabInternet;
import dev.xylem.wire.MessageEncoder;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server tells over dnstap, as others read it. */
class DnstapTest {
  @TempDir private Path home;

  /** By {@code dnstap-read} (Debian: bind9-dnsutils): hits and misses, clients and servers. */
  @Test
  void theFileIsReadByBind() throws Exception {
    Path reader = Path.of("/usr/bin/dnstap-read");
    assumeTrue(Files.isExecutable(reader));
    serve("dnstap-file: tap");
    String text = read(reader, "-p");
    assertEquals(2, count(text, " CQ 127.0.0.1:"), text);
    assertEquals(2, count(text, " CR 127.0.0.1:"), text);
    assertTrue(count(text, " RQ ") >= 3, text);
    assertTrue(text.contains("192.0.2.1"), text);
    String yaml = read(reader, "-y");
    assertEquals(2, count(yaml, "  type: CLIENT_RESPONSE\n"), yaml);
    assertTrue(yaml.contains("identity: tapped"), yaml);
    assertTrue(yaml.contains("type: RESOLVER_RESPONSE"), yaml);
    assertTrue(yaml.contains("response_address: \"127.53.0.10\""), yaml);
  }

  /** A receiver at a UNIX socket: the handshake, whole frames, and a proper end. */
  @Test
  void aReceiverAtASocketGetsWholeFrames() throws Exception {
    Path path = home.resolve("receiver");
    try (var door = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      door.bind(UnixDomainSocketAddress.of(path));
      List<Integer> frames = new ArrayList<>();
      Thread receiver =
          Thread.ofVirtual()
              .start(() -> {
                try (var channel = door.accept()) {
                  var in = new DataInputStream(Channels.newInputStream(channel));
                  var out = new DataOutputStream(Channels.newOutputStream(channel));
                  assertEquals(4, control(in));
                  reply(out, 1, "protobuf:dnstap.Dnstap");
                  assertEquals(2, control(in));
                  for (int length = in.readInt(); length > 0; length = in.readInt()) {
                    frames.add(in.readNBytes(length).length);
                  }
                  in.readInt();
                  assertEquals(3, in.readInt());
                  reply(out, 5, "");
                  frames.add(0);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      serve("dnstap-socket: receiver");
      receiver.join(20_000);
      // A query and an answer each time, and more for the servers; the last is the proper end.
      assertTrue(frames.size() > 8, frames.toString());
      assertEquals(0, frames.getLast());
    }
  }

  static int control(DataInputStream in) throws IOException {
    assertEquals(0, in.readInt());
    int length = in.readInt();
    int type = in.readInt();
    in.skipNBytes(length - 4L);
    return type;
  }

  static void reply(DataOutputStream out, int type, String content) throws IOException {
    byte[] octets = content.getBytes(StandardCharsets.US_ASCII);
    out.writeInt(0);
    out.writeInt(4 + (octets.length == 0 ? 0 : 8 + octets.length));
    out.writeInt(type);
    if (octets.length > 0) {
      out.writeInt(1);
      out.writeInt(octets.length);
      out.write(octets);
    }
    out.flush();
  }

  private void serve(String tap) throws Exception {
    Path settings = home.resolve("xylem.yaml");
    Files.writeString(
        settings,
        "listen: {addresses: [127.0.0.1], port: 0}\nidentity: {server-id: tapped}\n"
            + "query-log: {"
            + tap
            + "}\n");
    try (LabInternet internet = LabInternet.start(0)) {
      Lab lab = Lab.of(internet, SettingsLoader.load(Optional.of(settings), Map.of()), true);
      Daemon daemon = Daemon.start(lab.settings(), lab.hints());
      var question = new Question(Name.of("www.example.com"), RrType.A);
      byte[] query =
          MessageEncoder.encode(Message.query(Header.of(7, Flag.RD), question, null), 512);
      try (var client = new RawClient(daemon.addresses().getFirst())) {
        for (int i = 0; i < 2; i++) {
          Objects.requireNonNull(client.udp(query, 20_000));
        }
      }
      daemon.close();
    }
  }

  private String read(Path reader, String how) throws Exception {
    Process process =
        new ProcessBuilder(reader.toString(), how, home.resolve("tap").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  private static int count(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }
}
