package dev.xylem.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.RrSetText;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import dev.xylem.zone.Zone;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same zones on BIND's {@code named}, the same questions: the same answers. For each server of
 * the lab, about every name that it has and about names that nobody has.
 */
class AnswersLikeNamedTest {
  private static final List<RrType> TYPES =
      List.of(RrType.A, RrType.NS, RrType.DS, RrType.TXT, RrType.CNAME, RrType.SOA);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"127.53.0.1", "127.53.0.3", "127.53.0.5", "127.53.0.10", "127.53.0.12"})
  void sameAnswers(String address) throws Exception {
    assumeTrue(ZoneSignerTest.isOnPath("named"), "named is not on the PATH: not compared");
    LabPlan plan = LabPlan.load();
    List<Zone> zones = Objects.requireNonNull(plan.servers(plan.served()).get(address));
    var ours = new AuthorityAnswers(zones);
    int port = freePort();
    Process named = startNamed(zones, port);
    try (Socket connection = connect(port)) {
      int compared = 0;
      for (Question question : questions(zones)) {
        for (Edns edns : List.of(Edns.plain(), Edns.withDnssecOk())) {
          Message query = Message.query(Header.of(compared & 0xFFFF), question, edns);
          Message our = Objects.requireNonNull(ours.answer(query));
          Message their = ask(connection, query);
          if (breaksOff(their) || followsAliasToAnotherZone(ours, our)) {
            assertTrue(our.answer().containsAll(their.answer()), question::toString);
          } else {
            assertEquals(summary(their), summary(our), question::toString);
          }
          compared++;
        }
      }
      assertTrue(compared > 100, "compared only " + compared);
    } finally {
      named.destroy();
      named.waitFor();
    }
  }

  private static List<Question> questions(List<Zone> zones) {
    var names = new TreeSet<Name>();
    for (Zone zone : zones) {
      for (Name name : zone.names().keySet()) {
        for (int labels = zone.apex().labelCount(); labels <= name.labelCount(); labels++) {
          names.add(name.ancestor(labels));
        }
        names.add(Name.of("0-no-such-name", name));
        names.add(Name.of("a.z-no-such-name", name));
      }
    }
    return names.stream()
        .flatMap(name -> TYPES.stream().map(type -> new Question(name, type)))
        .toList();
  }

  /** {@code named} ends loops and long chains of aliases with SERVFAIL. */
  private static boolean breaksOff(Message reply) {
    return reply.rcode().equals(Rcode.SERVFAIL) && reply.answer().size() > 1;
  }

  /** What RFC 1034 §4.3.2 step 3a asks for and {@code named} no longer does. */
  private static boolean followsAliasToAnotherZone(AuthorityAnswers server, Message reply) {
    RrType type = reply.question().type();
    return reply.answer().stream()
        .filter(set -> set.type().equals(RrType.CNAME))
        .anyMatch(set -> {
          ServedZone there = server.zoneFor(set.target(), type);
          return there != null && !there.equals(server.zoneFor(set.owner(), type));
        });
  }

  /** Everything but the header's id, in any order. Additional records are anybody's choice. */
  private static String summary(Message reply) {
    String sections =
        Stream.of(reply.answer(), reply.authority())
            .map(AnswersLikeNamedTest::sorted)
            .collect(Collectors.joining("--\n"));
    return reply.rcode() + (reply.has(Flag.AA) ? " aa\n" : "\n") + sections;
  }

  private static String sorted(List<RrSet> sets) {
    return sets.stream()
        .flatMap(set -> RrSetText.format(set).lines())
        .sorted()
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  private Process startNamed(List<Zone> zones, int port) throws IOException {
    var options = new ArrayList<String>();
    options.add("options { directory \"" + folder + "\"; listen-on port " + port);
    options.add(" { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; minimal-responses yes;");
    options.add(" pid-file none; session-keyfile none; notify no; minimal-any no; ");
    options.add(
        " empty-zones-enable no; zero-no-soa-ttl no; check-integrity no; check-names primary ignore; max-zone-ttl unlimited; };\n");
    options.add("controls { };\n");
    for (Zone zone : zones) {
      Path file = folder.resolve("zone." + zone.apex() + "db");
      Files.writeString(file, text(zone));
      options.add("zone \"" + zone.apex() + "\" { type primary; file \"" + file + "\"; };\n");
    }
    Path conf = Files.writeString(folder.resolve("named.conf"), String.join("", options));
    Path log = folder.resolve("named.log");
    return new ProcessBuilder("named", "-g", "-n", "1", "-c", conf.toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static String text(Zone zone) {
    return RrSetText.format(zone.soa())
        + zone.sets().stream()
            .filter(set -> !set.type().equals(RrType.SOA))
            .map(RrSetText::format)
            .collect(Collectors.joining());
  }

  /** Waits until {@code named} has loaded its zones. */
  private Socket connect(int port) throws IOException, InterruptedException {
    Path log = folder.resolve("named.log");
    for (int tries = 0; tries < 200; tries++) {
      if (Files.exists(log) && Files.readString(log).contains(" running\n")) {
        var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        socket.setSoTimeout(10_000);
        assertTrue(!Files.readString(log).contains("not loaded"), Files.readString(log));
        return socket;
      }
      Thread.sleep(50);
    }
    throw new IOException("named does not start:\n" + Files.readString(log));
  }

  private static Message ask(Socket connection, Message query) throws Exception {
    byte[] packet = MessageEncoder.encode(query, 512);
    byte[] framed = new byte[packet.length + 2];
    framed[0] = (byte) (packet.length >>> 8);
    framed[1] = (byte) packet.length;
    System.arraycopy(packet, 0, framed, 2, packet.length);
    connection.getOutputStream().write(framed);
    var in = new DataInputStream(connection.getInputStream());
    byte[] reply = new byte[in.readUnsignedShort()];
    in.readFully(reply);
    return MessageDecoder.decode(reply, reply.length);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
