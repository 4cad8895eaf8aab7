package dev.xylem.dns.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataField;
import dev.xylem.dns.RdataLayout;
import dev.xylem.dns.RrType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RdataTextTest {
  private static final Name ORIGIN = Name.of("example.");

  static Stream<Arguments> vectors() throws IOException {
    try (var in = RdataTextTest.class.getResourceAsStream("rdata-vectors.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> Arguments.of((Object[]) line.split(" \\| ?", -1)));
    }
  }

  /** Text to octets, compared with an independent implementation; and back. */
  @ParameterizedTest
  @MethodSource("vectors")
  void agreesWithDnspython(String type, String text, String hex) {
    RrType rrType = RrType.of(type);
    Rdata rdata = RdataText.parse(rrType, text, ORIGIN);
    assertEquals(hex, HexFormat.of().formatHex(rdata.toArray()));
    String formatted = RdataText.format(rrType, rdata);
    assertEquals(rdata, RdataText.parse(rrType, formatted, Name.ROOT), formatted);
    String generic = RdataText.formatGeneric(rdata);
    assertEquals(rdata, RdataText.parse(rrType, generic, Name.ROOT), generic);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "A|\\# 4 0A000001|10.0.0.1",
        "CNAME|A.b.\\067.d|A.b.C.d.example.",
        "TXT|one \"two three\" \\255\\\"|\"one\" \"two three\" \"\\255\\\"\"",
        "AAAA|2001:db8:0:0:1:0:0:1|2001:db8::1:0:0:1",
        "AAAA|2001:0DB8:0:1:1:1:1:1|2001:db8:0:1:1:1:1:1",
        "AAAA|::ffff:192.0.2.1|::ffff:192.0.2.1",
        "AAAA|1::|1::",
        "LOC|42 21 54 N 71 06 18 W -24m 30m|42 21 54.000 N 71 6 18.000 W -24.00m 30m 10000m 10m",
        "LOC|60 N 0 E -0.05 0.05 0|60 0 0.000 N 0 0 0.000 E -0.05m 0.05m 0m 10m",
        "SOA|ns h 1 1h30m 1w 2D 60|ns.example. h.example. 1 5400 604800 172800 60",
        "NSEC3PARAM|1 0 12 -|1 0 12 -",
        "EUI48|00-00-5E-00-53-2a|00-00-5e-00-53-2a",
        "CERT|1 12345 8 AQID|PKIX 12345 8 AQID",
        "SVCB|16 foo.example.org. alpn=\"f\\\\\\\\oo\\\\,bar,h2\"|"
            + "16 foo.example.org. alpn=\"f\\\\\\\\oo\\\\,bar,h2\"",
        "SVCB|16 f. (alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1)|"
            + "16 f. mandatory=alpn,ipv4hint alpn=\"h2,h3-19\" ipv4hint=192.0.2.1",
        "HTTPS|1 . key3=\\001\\187 key667=\"hello\\210qoo\"|"
            + "1 . port=443 key667=\"hello\\210qoo\"",
        "HTTPS|\\# 9 000100 0003 0002 01BB|1 . port=443",
        "HTTPS|\\# 8 000100 0003 0001 50|1 . key3=\"P\"",
        "HTTPS|\\# 12 000100 0001 0005 0568320268|1 . key1=\"\\005h2\\002h\"",
        "TYPE65280|\\# 3 AB cd (e f)|\\# 3 ABCDEF",
        "RRSIG|TYPE65280 13 2 300 20300101000000 1704067200 1 . AQID|"
            + "TYPE65280 13 2 300 20300101000000 20240101000000 1 . AQID",
      })
  void canonicalText(String type, String text, String expected) {
    RrType rrType = RrType.of(type);
    assertEquals(expected, RdataText.format(rrType, RdataText.parse(rrType, text, ORIGIN)));
  }

  /** RFC 9460 App. D.3 and what else must be refused. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SVCB|1 foo. (key123=abc key123=def)|service parameter given twice: key123",
        "SVCB|1 foo. mandatory|mandatory needs a value",
        "SVCB|1 foo. alpn|alpn needs a value",
        "SVCB|1 foo. port|port needs a value",
        "SVCB|1 foo. ipv4hint|ipv4hint needs a value",
        "SVCB|1 foo. ipv6hint|ipv6hint needs a value",
        "SVCB|1 foo. no-default-alpn=abc|no-default-alpn takes no value",
        "SVCB|1 foo. mandatory=key123|mandatory parameter is missing: key123",
        "SVCB|1 foo. mandatory=mandatory|mandatory must not name itself",
        "SVCB|1 foo. mandatory=key123,key123 key123=abc|mandatory names key123 twice",
        "SVCB|1 foo. key65535=x|unknown service parameter key65535",
        "SVCB|1 foo. key01=x|unknown service parameter key01",
        "SVCB|1 foo. port=65536|not a number from 0 to 65535: 65536",
        "SVCB|1 foo. alpn=h2,,h3|empty protocol in alpn",
        "A|192.0.2|not an IPv4 address: 192.0.2",
        "A|192.0.2.256|Invalid IP address literal: 192.0.2.256",
        "A|192.0.2.1 x|more text than A takes: x",
        "A|\\# 3 c00002|RDATA ends within a field of kind IPV4",
        "A|\\# 4 c00002|\\# says 4 octets, but there are 3",
        "AAAA|fe80::1%eth0|not an IPv6 address: fe80::1%eth0",
        "AAAA|192.0.2.1|not an IPv6 address: 192.0.2.1",
        "MX|65536 a.|not a number from 0 to 65535: 65536",
        "MX|10|the RDATA ends too early",
        "TXT||the RDATA ends too early",
        "TXT|\"abc|quotation mark is never closed",
        "TXT|(abc|parenthesis is never closed",
        "TXT|abc)|closing parenthesis without an opening one",
        "TXT|\\300|escape above 255 in \\300",
        "TXT|\\25|escape \\DDD needs three digits in \\25",
        "CAA|0 is-sue x|a CAA tag consists of letters and digits",
        "LOC|91 0 0 N 0 0 0 E 0m|not a number from 0 to 90: 91",
        "LOC|90 0 0.001 N 0 0 0 E 0m|angle of more than 90 degrees",
        "LOC|9 0 0 E 0 0 0 E 0m|angle without N or S",
        "NSEC|a. A NOSUCHTYPE|unknown RR type NOSUCHTYPE",
        "NSEC3|1 0 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojw A|"
            + "not Base32hex: 2t7b4g4vsa5smi47k61mv5bv1a22bojw",
        "RRSIG|A 5 3 86400 20030230173103 0 1 . AQID|not a time YYYYMMDDHHmmSS: 20030230173103",
        "DNSKEY|256 3 NOALG AQID|unknown algorithm NOALG",
        "TYPE65280|abc|TYPE65280 is only written as \\# length hex",
        "DS|1 8 2 abc|not hexadecimal: abc",
      })
  void refuses(String type, String text, String complaint) {
    String given = text == null ? "" : text;
    var thrown =
        assertThrows(
            IllegalArgumentException.class, () -> RdataText.parse(RrType.of(type), given, ORIGIN));
    assertEquals(complaint, thrown.getMessage());
  }

  @Test
  void parenthesesSpanLines() {
    Rdata rdata = RdataText.parse(RrType.MX, "10 ( ; preference\n mail )", ORIGIN);
    assertEquals("10 mail.example.", RdataText.format(RrType.MX, rdata));
    assertThrows(
        IllegalArgumentException.class, () -> RdataText.parse(RrType.MX, "10\nmail", ORIGIN));
  }

  @Test
  void stringOf256Octets() {
    String fits = "a".repeat(255);
    assertEquals(256, RdataText.parse(RrType.TXT, fits, ORIGIN).length());
    assertThrows(
        IllegalArgumentException.class, () -> RdataText.parse(RrType.TXT, fits + "a", ORIGIN));
  }

  /** Whatever octets fit a layout, their text is read back to the same octets: 400 of each type. */
  @Test
  void everyWellFormedRdataSurvives() {
    var random = new Random(3597);
    int checked = 0;
    for (int code : IntStream.rangeClosed(1, 300).toArray()) {
      RrType type = new RrType(code);
      for (int i = 0; i < 400; i++) {
        Rdata rdata = RandomRdata.of(type, random);
        RdataLayout.check(type, rdata);
        String text = RdataText.format(type, rdata);
        assertEquals(rdata, RdataText.parse(type, text, Name.ROOT), () -> type + " " + text);
        checked += RdataField.of(type).isEmpty() ? 0 : 1;
      }
    }
    assertTrue(checked > 40 * 400, "types with layout: " + checked / 400);
  }

  /** Arbitrary octets never make the formatter fail, and come back when they pass the check. */
  @Test
  void arbitraryOctetsNeverFail() {
    var random = new Random(1035);
    for (int i = 0; i < 100_000; i++) {
      RrType type = new RrType(random.nextInt(300));
      byte[] octets = new byte[random.nextInt(40)];
      random.nextBytes(octets);
      Rdata rdata = Rdata.of(octets);
      String text = RdataText.format(type, rdata);
      if (!text.startsWith("\\#")) {
        assertEquals(rdata, RdataText.parse(type, text, Name.ROOT), () -> type + " " + text);
      }
    }
  }
}
