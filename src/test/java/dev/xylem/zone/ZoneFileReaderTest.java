package dev.xylem.zone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.xylem.dns.Name;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.RdataText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZoneFileReaderTest {
  private static final Name ORIGIN = Name.of("example");

  /** The example of RFC 1035 §5.3 with the TTLs that it lacks, as separate lines. */
  @Test
  void exampleOfRfc1035() throws ZoneFileException {
    String text =
        """
        $TTL 1h
        @   IN  SOA     VENERA      Action\\.domains (
                                         20     ; SERIAL
                                         7200   ; REFRESH
                                         600    ; RETRY
                                         3600000; EXPIRE
                                         60)    ; MINIMUM

                NS      A.ISI.EDU.
                NS      VENERA
                MX      10      VENERA
        A       A       192.0.2.26
        VENERA  A       192.0.2.52
                5m IN A       192.0.2.53
                IN 60 A 192.0.2.54
        """;
    assertEquals(
        List.of(
            "example. 3600 SOA VENERA.example. Action\\.domains.example. 20 7200 600 3600000 60",
            "example. 3600 NS A.ISI.EDU.",
            "example. 3600 NS VENERA.example.",
            "example. 3600 MX 10 VENERA.example.",
            "A.example. 3600 A 192.0.2.26",
            "VENERA.example. 3600 A 192.0.2.52",
            "VENERA.example. 300 A 192.0.2.53",
            "VENERA.example. 60 A 192.0.2.54"),
        lines(ZoneFileReader.parse(text, "rfc1035", ORIGIN)));
  }

  @Test
  void originsAndOwners() throws ZoneFileException {
    String text =
        """
        $TTL 60
        a A 192.0.2.1
        $ORIGIN sub
         A 192.0.2.2 ; the owner is still a.example.
        b A 192.0.2.3
        $ORIGIN org.
        b A 192.0.2.4
        "quoted" TXT "semi;colon" "(paren" \\; ; comment
        """;
    assertEquals(
        List.of(
            "a.example. 60 A 192.0.2.1",
            "a.example. 60 A 192.0.2.2",
            "b.sub.example. 60 A 192.0.2.3",
            "b.org. 60 A 192.0.2.4",
            "quoted.org. 60 TXT \"semi;colon\" \"(paren\" \";\""),
        lines(ZoneFileReader.parse(text, "origins", ORIGIN)));
  }

  @Test
  void lastTtlHoldsWithoutDollarTtl() throws ZoneFileException {
    String text = "a 30 A 192.0.2.1\nb A 192.0.2.2\n";
    assertEquals(
        List.of("a.example. 30 A 192.0.2.1", "b.example. 30 A 192.0.2.2"),
        lines(ZoneFileReader.parse(text, "last", ORIGIN)));
  }

  @Test
  void generate() throws ZoneFileException {
    String text =
        """
        $TTL 60
        $GENERATE 0-4/2 host-$ A 192.0.2.${10,0,d}
        $GENERATE 15-15 x${0,4,x} TXT "\\$ $"
        """;
    assertEquals(
        List.of(
            "host-0.example. 60 A 192.0.2.10",
            "host-2.example. 60 A 192.0.2.12",
            "host-4.example. 60 A 192.0.2.14",
            "x000f.example. 60 TXT \"$ 15\""),
        lines(ZoneFileReader.parse(text, "generate", ORIGIN)));
  }

  @Test
  void includeIsRelativeToItsFile(@TempDir Path folder) throws IOException, ZoneFileException {
    Files.createDirectories(folder.resolve("parts"));
    Files.writeString(
        folder.resolve("main.zone"),
        "$TTL 60\na A 192.0.2.1\n$INCLUDE parts/more.zone sub\n A 192.0.2.4\nb A 192.0.2.5\n");
    Files.writeString(folder.resolve("parts/more.zone"), "$INCLUDE last.zone\nm A 192.0.2.3\n");
    Files.writeString(folder.resolve("parts/last.zone"), "l A 192.0.2.2\n");
    assertEquals(
        List.of(
            "a.example. 60 A 192.0.2.1",
            "l.sub.example. 60 A 192.0.2.2",
            "m.sub.example. 60 A 192.0.2.3",
            "m.sub.example. 60 A 192.0.2.4",
            "b.example. 60 A 192.0.2.5"),
        lines(ZoneFileReader.read(folder.resolve("main.zone"), ORIGIN)));
  }

  @Test
  void endlessIncludeIsRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("self.zone"), "$INCLUDE self.zone\n");
    assertThrows(ZoneFileException.class, () -> ZoneFileReader.read(file, ORIGIN));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "A 192.0.2.1|z:2: record without TTL, and no $TTL before it",
        "a 60 A|z:2: the RDATA ends too early",
        "a 60 NOTYPE x|z:2: unknown RR type NOTYPE",
        "a 60 IN|z:2: record without type",
        "a 60 MX 10 (|z:2: parenthesis is never closed",
        "$FOO|z:2: unknown directive $FOO",
        "$TTL|z:2: directive without argument",
        "$TTL 2147483648|z:2: TTL of more than 31 bits: 2147483648",
        "$INCLUDE x|z:2: $INCLUDE is not possible here",
        "$GENERATE 0-99999 a A 192.0.2.1|z:2: $GENERATE range is empty or too long",
        "a..b 60 A 192.0.2.1|z:2: empty label in a..b",
      })
  void errorsNameFileAndLine(String line, String message) {
    String text = "; a comment\n" + (line.startsWith("A ") ? "x " + line : line);
    var thrown =
        assertThrows(ZoneFileException.class, () -> ZoneFileReader.parse(text, "z", ORIGIN));
    assertEquals(message, thrown.getMessage());
  }

  private static List<String> lines(List<ResourceRecord> records) {
    return records.stream()
        .map(r ->
            r.owner()
                + " "
                + r.ttl()
                + " "
                + r.type()
                + " "
                + RdataText.format(r.type(), r.rdata()))
        .toList();
  }

  @Test
  void signaturesJoinTheirSet() throws ZoneFileException {
    Zone zone =
        ZoneFileReader.parseZone(
            """
            $TTL 60
            @ SOA . . 1 2 3 4 5
            a RRSIG A 13 2 60 20300101000000 20200101000000 1 example. AQID
            a A 192.0.2.1
            """,
            "signed",
            ORIGIN);
    var set = zone.find(Name.of("a.example"), RrType.A);
    assertEquals(1, set == null ? 0 : set.signatures().size());
  }
}
