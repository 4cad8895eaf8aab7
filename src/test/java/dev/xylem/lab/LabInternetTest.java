package dev.xylem.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import dev.xylem.dns.text.MessageText;
import dev.xylem.dnssec.DelegationSigner;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import dev.xylem.zone.Zone;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab over real sockets. */
class LabInternetTest {
  private static final InetAddress ROOT_SERVER = InetAddress.ofLiteral("127.53.0.1");
  private static final InetAddress NS1_EXAMPLE_COM = InetAddress.ofLiteral("127.53.0.10");
  private static LabInternet lab;

  @BeforeAll
  static void start() throws IOException {
    lab = LabInternet.start(0);
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  void rootHintsLeadToServersThatKnowTheRoot() throws Exception {
    assertEquals(2, lab.rootHints().size());
    for (List<InetAddress> addresses : lab.rootHints().values()) {
      Message reply = udp(addresses.getFirst(), query(".", "NS"));
      assertTrue(reply.has(Flag.AA));
      assertEquals(2, reply.answer().getFirst().records().size());
    }
  }

  @Test
  void trustAnchorMatchesTheRootKey() throws Exception {
    Message reply = udp(ROOT_SERVER, query(".", "DNSKEY"));
    var ds = lab.trustAnchors().first();
    boolean found = false;
    for (var dnskey : reply.answer().getFirst().records()) {
      found |= DelegationSigner.of(Name.ROOT, dnskey, ds.u8(3)).equals(ds);
    }
    assertTrue(found);
  }

  @ParameterizedTest
  @CsvSource({
    "127.53.0.1, www.example.com, A, NOERROR 0 2",
    "127.53.0.1, nonexistent, A, NXDOMAIN 0 3",
    "127.53.0.3, www.example.com, A, NOERROR 0 2",
    "127.53.0.3, insecure-example.com, A, NOERROR 0 3",
    "127.53.0.10, www.example.com, A, NOERROR 1 0",
    "127.53.0.10, www.example.net, A, NOERROR 1 0",
    "127.53.0.10, www.example.org, A, REFUSED 0 0",
    "127.53.0.10, chain.example.com, A, NOERROR 2 0",
    "127.53.0.97, www.lame.example.net, A, REFUSED 0 0",
    "127.53.0.13, www.bogus.example.org, A, NOERROR 1 0",
  })
  void answersOverUdpAndTcp(String server, String name, String type, String expected)
      throws Exception {
    InetAddress address = InetAddress.ofLiteral(server);
    Message query = query(name, type);
    Message reply = udp(address, query);
    String found = reply.rcode() + " " + reply.answer().size() + " " + reply.authority().size();
    assertEquals(expected, found);
    assertEquals(reply, tcp(address, query));
  }

  @Test
  void largeAnswersComeOverTcpOnly() throws Exception {
    Message query = query("big.example.com", "TXT");
    Message cut = udp(NS1_EXAMPLE_COM, query);
    assertTrue(cut.has(Flag.TC));
    assertTrue(cut.answer().isEmpty());
    Message whole = tcp(NS1_EXAMPLE_COM, query);
    assertFalse(whole.has(Flag.TC));
    assertEquals(40, whole.answer().getFirst().records().size());
  }

  @Test
  void severalQueriesOnOneConnection() throws Exception {
    try (Socket socket = connect(NS1_EXAMPLE_COM)) {
      for (int id = 1; id <= 3; id++) {
        Message query = query("www.example.com", "AAAA").withHeader(Header.of(id));
        assertEquals(id, tcp(socket, query).header().id());
      }
    }
  }

  @Test
  void nobodyListensAtDeadAddresses() {
    assertThrows(
        IOException.class, () -> udp(InetAddress.ofLiteral("127.53.0.98"), query(".", "NS")));
  }

  /** Octets at random, and a query with any of its octets changed, over both transports. */
  @Test
  void garbageDoesNoHarm() throws Exception {
    var random = new Random(53);
    byte[] good = MessageEncoder.encode(query("www.example.com", "A"), 512);
    try (var socket = new DatagramSocket()) {
      for (int i = 0; i < 3000; i++) {
        byte[] bad = good.clone();
        if (i % 3 == 0) {
          bad = new byte[random.nextInt(100)];
          random.nextBytes(bad);
        } else {
          bad[random.nextInt(bad.length)] = (byte) random.nextInt();
        }
        socket.send(
            new DatagramPacket(
                bad, bad.length, new InetSocketAddress(NS1_EXAMPLE_COM, lab.port())));
      }
    }
    for (int i = 0; i < 50; i++) {
      try (Socket socket = connect(NS1_EXAMPLE_COM)) {
        byte[] bad = new byte[random.nextInt(100)];
        random.nextBytes(bad);
        socket.getOutputStream().write(bad);
      }
    }
    assertEquals(1, tcp(NS1_EXAMPLE_COM, query("www.example.com", "A")).answer().size());
    Message answer = patientUdp(NS1_EXAMPLE_COM, query("www.example.com", "A"));
    assertEquals(1, answer.answer().size());
  }

  /** Asks three times, as any client does: the flood may still fill the server's socket buffer. */
  private static Message patientUdp(InetAddress server, Message query) throws Exception {
    for (int tries = 1; ; tries++) {
      try {
        return udp(server, query);
      } catch (SocketTimeoutException e) {
        if (tries == 3) {
          throw e;
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0007 0100 0002 0000 0000 0000", "0007 0100 0001 0000 0000 0000 c00c"})
  void malformedQueriesAreToldSo(String hex) throws Exception {
    byte[] bad = HexFormat.of().parseHex(hex.replace(" ", ""));
    Message reply = udp(NS1_EXAMPLE_COM, bad);
    assertEquals(Rcode.FORMERR, reply.rcode());
    assertEquals(7, reply.header().id());
  }

  @Test
  void responsesAreNotAnswered() {
    Message response = query("www.example.com", "A").withHeader(Header.of(1, Flag.QR));
    assertThrows(SocketTimeoutException.class, () -> udp(NS1_EXAMPLE_COM, response));
  }

  /** What the zone files promise one another. */
  @Test
  void everyZoneIsDelegatedAndHasTwoServers() {
    List<Zone> zones = LabInternet.zones();
    var byApex =
        new TreeMap<Name, Zone>(zones.stream().collect(Collectors.toMap(Zone::apex, z -> z)));
    for (Zone zone : zones) {
      RrSet own = zone.find(zone.apex(), RrType.NS);
      assertNotNull(own, zone.toString());
      assertEquals(2, own.records().size(), zone.toString());
      if (!zone.apex().isRoot()) {
        Name above = zone.apex().parent();
        while (!byApex.containsKey(above)) {
          above = above.parent();
        }
        RrSet delegation = byApex.get(above).find(zone.apex(), RrType.NS);
        assertNotNull(delegation, zone + " is not delegated by " + above);
        assertEquals(own.records(), delegation.records(), zone.toString());
      }
    }
  }

  @Test
  void everyStartSignsTheSame() {
    assertEquals(
        LabInternet.zones().stream().map(Zone::sets).toList(),
        LabInternet.zones().stream().map(Zone::sets).toList());
  }

  /** Our text of a message is that of dig, to the blank. */
  @ParameterizedTest
  @CsvSource({
    "127.53.0.10, www.example.com, A",
    "127.53.0.10, example.com, HTTPS",
    "127.53.0.10, example.com, ANY",
    "127.53.0.10, rare.example.com, NSEC",
    "127.53.0.10, rare.example.com, TYPE65280",
    "127.53.0.10, _25._tcp.mail.example.com, TLSA",
    "127.53.0.10, example.com, SOA",
    "127.53.0.10, nothing.salted.example.com, A",
    "127.53.0.3, www.example.com, A",
    "127.53.0.1, nonexistent, A",
    "127.53.0.10, ed448.example.com, DNSKEY",
  })
  void textIsThatOfDig(String server, String name, String type) throws Exception {
    assumeTrue(ZoneSignerTest.isOnPath("dig"), "dig is not on the PATH: not compared");
    Message reply = tcp(InetAddress.ofLiteral(server), query(name, type));
    String ours = MessageText.format(reply).strip();
    assertEquals(withoutId(ours), withoutId(dig(server, name, type)));
  }

  private static String dig(String server, String name, String type) throws Exception {
    String[] command = {
      "dig",
      "+tcp",
      "+dnssec",
      "+nosplit",
      "+norecurse",
      "+nocookie",
      "+nocmd",
      "+nostats",
      "-p",
      Integer.toString(lab.port()),
      "@" + server,
      name,
      type
    };
    Process process = new ProcessBuilder(command).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return text.lines()
        .filter(line -> !line.equals(";; Got answer:") && !line.startsWith("; <<>>"))
        .collect(Collectors.joining("\n"))
        .strip();
  }

  private static String withoutId(String text) {
    return text.replaceFirst("id: \\d+", "id: 0");
  }

  private static Message query(String name, String type) {
    var question = new Question(Name.of(name), RrType.of(type));
    return Message.query(Header.of(4711), question, Edns.withDnssecOk());
  }

  private static Message udp(InetAddress server, Message query) throws Exception {
    return udp(server, MessageEncoder.encode(query, 512));
  }

  private static Message udp(InetAddress server, byte[] query) throws Exception {
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(2000);
      socket.connect(server, lab.port());
      socket.send(new DatagramPacket(query, query.length));
      var reply = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(reply);
      return MessageDecoder.decode(reply.getData(), reply.getLength());
    }
  }

  private static Message tcp(InetAddress server, Message query) throws Exception {
    try (Socket socket = connect(server)) {
      return tcp(socket, query);
    }
  }

  private static Message tcp(Socket socket, Message query) throws Exception {
    byte[] packet = MessageEncoder.encode(query, 512);
    byte[] framed = new byte[packet.length + 2];
    framed[1] = (byte) packet.length;
    System.arraycopy(packet, 0, framed, 2, packet.length);
    socket.getOutputStream().write(framed);
    var in = new DataInputStream(socket.getInputStream());
    byte[] reply = new byte[in.readUnsignedShort()];
    in.readFully(reply);
    return MessageDecoder.decode(reply, reply.length);
  }

  private static Socket connect(InetAddress server) throws IOException {
    var socket = new Socket(server, lab.port());
    socket.setSoTimeout(5000);
    return socket;
  }
}
