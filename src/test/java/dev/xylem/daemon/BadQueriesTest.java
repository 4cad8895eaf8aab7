package dev.xylem.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.xylem.cache.NameServer;
import dev.xylem.config.Settings;
import dev.xylem.config.SettingsLoader;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.ExtendedError;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrType;
import dev.xylem.iterate.RootHints;
import dev.xylem.wire.MessageDecoder;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is no proper query, over both transports of a real daemon: what is said, and what is not.
 */
@Timeout(60)
class BadQueriesTest {
  private static final String TABLE =
      """
      # what                          | packet                                              | RCODE
      nothing                         |                                                     | -
      eleven octets                   | 1234 0100 0001 0000 0000 00                         | -
      a response                      | 1234 8100 0001 0000 0000 0000 'a' 0001 0001         | -
      a response of another opcode    | 1234 a900 0001 0000 0000 0000 'a' 0001 0001         | -
      a response without question     | 1234 8100 0000 0000 0000 0000                       | -
      no question                     | 1234 0100 0000 0000 0000 0000                       | FORMERR
      two questions                   | 1234 0100 0002 0000 0000 0000 'a' 0001 0001 'a' 0001 0001 | FORMERR
      a cookie and no question        | 1234 0100 0000 0000 0000 0001 00 0029 04d0 00000000 000c 000a 0008 0102030405060708 | FORMERR
      a question that is missing      | 1234 0100 0001 0000 0000 0000                       | FORMERR
      a question that is cut          | 1234 0100 0001 0000 0000 0000 'a' 0001 00           | FORMERR
      a name that is cut              | 1234 0100 0001 0000 0000 0000 3f61                  | FORMERR
      a name that points to itself    | 1234 0100 0001 0000 0000 0000 c00c 0001 0001        | FORMERR
      a name that points forward      | 1234 0100 0001 0000 0000 0000 c012 0001 0001 0161 00 | FORMERR
      a label of an unknown type      | 1234 0100 0001 0000 0000 0000 4161 00 0001 0001     | FORMERR
      a name of 256 octets            | 1234 0100 0001 0000 0000 0000 LONG 0001 0001        | FORMERR
      octets behind the question      | 1234 0100 0001 0000 0000 0000 'a' 0001 0001 00      | FORMERR
      the same, with TC               | 1234 0300 0001 0000 0000 0000 'a' 0001 0001 00      | FORMERR
      an answer in a query            | 1234 0100 0001 0001 0000 0000 'a' 0001 0001 'a' 0001 0001 00000001 0004 01020304 | FORMERR
      an authority in a query         | 1234 0100 0001 0000 0001 0000 'a' 0001 0001 'a' 0001 0001 00000001 0004 01020304 | FORMERR
      an OPT among the authorities    | 1234 0100 0001 0000 0001 0000 'a' 0001 0001 00 0029 04d0 00000000 0000 | FORMERR
      a record that is not there      | 1234 0100 0001 0000 0000 0001 'a' 0001 0001         | FORMERR
      two OPT                         | 1234 0100 0001 0000 0000 0002 'a' 0001 0001 00 0029 04d0 00000000 0000 00 0029 04d0 00000000 0000 | FORMERR
      an OPT with an owner            | 1234 0100 0001 0000 0000 0001 'a' 0001 0001 0161 00 0029 04d0 00000000 0000 | FORMERR
      an EDNS option that is cut      | 1234 0100 0001 0000 0000 0001 'a' 0001 0001 00 0029 04d0 00000000 0003 000a00 | FORMERR
      an EDNS option that is too long | 1234 0100 0001 0000 0000 0001 'a' 0001 0001 00 0029 04d0 00000000 0006 000a0008 0102 | FORMERR
      IQUERY                          | 1234 0900 0001 0000 0000 0000 'a' 0001 0001         | NOTIMP
      STATUS                          | 1234 1100 0001 0000 0000 0000 'a' 0001 0001         | NOTIMP
      opcode 3                        | 1234 1900 0001 0000 0000 0000 'a' 0001 0001         | NOTIMP
      NOTIFY                          | 1234 2400 0001 0000 0000 0000 'a' 0006 0001         | NOTIMP
      UPDATE                          | 1234 2800 0001 0000 0000 0000 'a' 0006 0001         | NOTIMP
      DSO                             | 1234 3000 0000 0000 0000 0000                       | NOTIMP
      opcode 15                       | 1234 7900 0001 0000 0000 0000 'a' 0001 0001         | NOTIMP
      EDNS version 1                  | 1234 0100 0001 0000 0000 0001 'a' 0001 0001 00 0029 04d0 00010000 0000 | BADVERS
      EDNS version 255, class CH      | 1234 0100 0001 0000 0000 0001 'a' 0001 0003 00 0029 04d0 00ff0000 0000 | BADVERS
      AXFR                            | 1234 0000 0001 0000 0000 0000 'a' 00fc 0001         | REFUSED
      IXFR                            | 1234 0000 0001 0000 0001 0000 'a' 00fb 0001 SOA     | FORMERR
      IXFR without its SOA            | 1234 0000 0001 0000 0000 0000 'a' 00fb 0001         | REFUSED
      IXFR with an address            | 1234 0000 0001 0000 0001 0000 'a' 00fb 0001 'a' 0001 0001 00000001 0004 01020304 | FORMERR
      IXFR with another zone's SOA    | 1234 0000 0001 0000 0001 0000 'b' 00fb 0001 SOA     | FORMERR
      IXFR with its SOA as answer     | 1234 0000 0001 0001 0000 0000 'a' 00fb 0001 SOA     | FORMERR
      AXFR with a SOA                 | 1234 0000 0001 0000 0001 0000 'a' 00fc 0001 SOA     | FORMERR
      MAILB                           | 1234 0100 0001 0000 0000 0000 'a' 00fd 0001         | REFUSED
      TSIG as a question              | 1234 0100 0001 0000 0000 0000 'a' 00fa 0001         | REFUSED
      OPT as a question               | 1234 0100 0001 0000 0000 0000 'a' 0029 0001         | REFUSED
      class CH, other name            | 1234 0100 0001 0000 0000 0000 'a' 0010 0003         | REFUSED
      class CH, other type            | 1234 0100 0001 0000 0000 0000 07 76657273696f6e 04 62696e64 00 0001 0003 | REFUSED
      class HS                        | 1234 0100 0001 0000 0000 0000 'a' 0001 0004         | REFUSED
      class NONE                      | 1234 0100 0001 0000 0000 0000 'a' 0001 00fe         | REFUSED
      class ANY                       | 1234 0100 0001 0000 0000 0000 'a' 0001 00ff         | REFUSED
      class 0                         | 1234 0100 0001 0000 0000 0000 'a' 0001 0000         | REFUSED
      class 4660                      | 1234 0100 0001 0000 0000 0000 'a' 0001 1234         | REFUSED
      """;

  private static final String SOA = "0161 00 0006 0001 00000001 0016 00 00 " + "00000001".repeat(5);
  private static final String LONG =
      ("3f" + "61".repeat(63)).repeat(3) + "3e" + "61".repeat(62) + "00";

  @Test
  void everyLineOfTheTableHolds() throws Exception {
    try (Daemon daemon = start("");
        var client = new RawClient(daemon.addresses().getFirst())) {
      for (String line : TABLE.lines().filter(each -> !each.startsWith("#")).toList()) {
        List<String> fields =
            Pattern.compile("\\|").splitAsStream(line).map(String::strip).toList();
        byte[] query = packet(fields.get(1));
        boolean silent = fields.get(2).equals("-");
        check(fields, query, client.udp(query, silent ? 60 : 3000));
        check(fields, query, client.tcp(query, silent ? 60 : 3000));
      }
    }
  }

  @Test
  void anyIsAnsweredAsRfc8482Says() throws Exception {
    try (Daemon daemon = start("");
        var client = new RawClient(daemon.addresses().getFirst())) {
      byte[] query = packet("1234 0100 0001 0000 0000 0000 'a' 00ff 0001");
      for (byte[] answer : new byte[][] {client.udp(query, 3000), client.tcp(query, 3000)}) {
        Message message = MessageDecoder.decode(answer, answer.length);
        assertEquals(RrType.HINFO, message.answer().getFirst().type());
        assertEquals(1, message.answer().size());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "version.bind.,   '',                    v1",
    "VERSION.Server., '',                    v1",
    "id.server.,      '',                    here",
    "hostname.bind.,  '',                    here",
    "version.bind.,   'hide-version: true',  -",
    "version.server., 'hide-version: true',  -",
    "id.server.,      'hide-version: true',  here",
    "id.server.,      'hide-server-id: true', -",
    "hostname.bind.,  'hide-server-id: true', -",
    "version.bind.,   'hide-server-id: true', v1"
  })
  void theIdentityIsToldUnlessHidden(String name, String setting, String text) throws Exception {
    String settings =
        "identity: {version: v1, server-id: here" + (setting.isEmpty() ? "" : ", ") + setting + "}";
    try (Daemon daemon = start(settings);
        var client = new RawClient(daemon.addresses().getFirst())) {
      String wire = HexFormat.of().formatHex(Name.of(name).toWire());
      byte[] query = packet("1234 0000 0001 0000 0000 0000 " + wire + " 0010 0003");
      for (byte[] answer : new byte[][] {client.udp(query, 3000), client.tcp(query, 3000)}) {
        Message message = MessageDecoder.decode(answer, answer.length);
        boolean hidden = text.equals("-");
        assertEquals(hidden ? "REFUSED" : "NOERROR", message.rcode().toString());
        assertEquals(hidden ? 0 : 1, message.answer().size());
        if (!hidden) {
          byte[] rdata = message.answer().getFirst().records().first().toArray();
          assertEquals(text, new String(rdata, 1, rdata.length - 1, StandardCharsets.UTF_8));
        }
      }
    }
  }

  /** RFC 7828: told to who asks, over TCP only; in tenths of seconds. */
  @Test
  void howLongConnectionsStayOpenIsToldToWhoAsksOverTcp() throws Exception {
    String localhost = "09 6c6f63616c686f7374 00 0001 0001 00 0029 04d0 00000000 ";
    byte[] asking = packet("1234 0100 0001 0000 0000 0001 " + localhost + "0004 000b0000");
    byte[] silent = packet("1234 0100 0001 0000 0000 0001 " + localhost + "0000");
    try (Daemon daemon =
            start("listen: {addresses: [127.0.0.1], port: 0, tcp-idle-timeout: 2500ms}");
        var client = new RawClient(daemon.addresses().getFirst())) {
      for (int i = 0; i < 2; i++) {
        var told = List.of(new EdnsOption(EdnsOption.TCP_KEEPALIVE, Rdata.of(new byte[] {0, 25})));
        assertEquals(told, options(client.tcp(asking, 3000)));
        assertEquals(List.of(), options(client.udp(asking, 3000)));
        assertEquals(List.of(), options(client.tcp(silent, 3000)));
      }
    }
  }

  @Test
  void whyAClassIsRefusedIsTold() throws Exception {
    byte[] query = packet("1234 0100 0001 0000 0000 0001 'a' 0001 0004 00 0029 04d0 00000000 0000");
    try (Daemon daemon = start("");
        var client = new RawClient(daemon.addresses().getFirst())) {
      byte[] answer = Objects.requireNonNull(client.udp(query, 3000));
      Message message = MessageDecoder.decode(answer, answer.length);
      assertEquals("REFUSED", message.rcode().toString());
      var told = new ExtendedError(ExtendedError.NOT_SUPPORTED, "class HS is not served");
      assertEquals(List.of(told.toOption()), Objects.requireNonNull(message.edns()).options());
    }
  }

  private static List<EdnsOption> options(byte @Nullable [] answer) throws Exception {
    byte[] octets = Objects.requireNonNull(answer);
    Message message = MessageDecoder.decode(octets, octets.length);
    assertEquals("NOERROR", message.rcode().toString());
    return Objects.requireNonNull(message.edns()).options();
  }

  private static void check(List<String> line, byte[] query, byte @Nullable [] given)
      throws Exception {
    String what = line.getFirst();
    if (line.get(2).equals("-")) {
      assertNull(given, what);
      return;
    }
    byte[] answer = Objects.requireNonNull(given, what);
    Message message = MessageDecoder.decode(answer, answer.length);
    assertEquals(line.get(2), message.rcode().toString(), what);
    assertEquals(0x1234, message.header().id(), what);
    assertEquals(true, message.has(Flag.QR), what);
    assertEquals(query[2] & 0x79, answer[2] & 0x79, what + ": opcode and RD");
    assertEquals(0, message.answer().size() + message.authority().size(), what);
    // Refusing is no service, and neither is what is said from the header alone.
    assertEquals(line.get(2).equals("BADVERS"), message.has(Flag.RA), what + ": RA");
  }

  /** Octets from hexadecimal; 'a' is the name {@code a.}. */
  private static byte[] packet(String text) {
    String hex = text.replace("'a'", "016100").replace("'b'", "016200");
    hex = hex.replace("SOA", SOA).replace("LONG", LONG);
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /** A daemon whose root server is never needed. */
  private static Daemon start(String more) throws Exception {
    String listen = more.contains("listen:") ? "" : "listen: {addresses: [127.0.0.1], port: 0}\n";
    String text = listen + "iteration: {priming: false}\n" + more;
    Settings settings = SettingsLoader.parse(text, Path.of("test.yaml"));
    var nobody = new NameServer(Name.of("root."), List.of(InetAddress.ofLiteral("127.0.0.1")));
    return Daemon.start(settings, new RootHints(List.of(nobody)));
  }
}
