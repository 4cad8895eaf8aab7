package dev.xylem.dns;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RdataLayoutTest {

  @ParameterizedTest
  @CsvSource({
    "A, c0000201",
    "AAAA, 20010db8000000000000000000000001",
    "MX, 000a 04 6d61696c 00",
    "TXT, 00",
    "TXT, 0161 0162",
    "NSEC, 00 00 06 400000000003",
    "NSEC3, 01 01 000a 00 0141",
    "NSEC3PARAM, 01 00 0000 02aabb",
    "CAA, 00 05 6973737565 3b",
    "HTTPS, 0001 00 0001 0003 026832",
    "HTTPS, 0001 00 0003 0003 010203",
    "DS, 0001 08 02",
    "TYPE65280, ffffff",
  })
  void wellFormed(String type, String hex) {
    assertDoesNotThrow(() -> check(type, hex));
  }

  @ParameterizedTest
  @CsvSource({
    "A, c00002, RDATA ends within a field of kind IPV4",
    "A, c000020101, A RDATA has 1 octets too many",
    "AAAA, 20010db8, RDATA ends within a field of kind IPV6",
    "MX, 000a, RDATA ends within a field of kind NAME",
    "MX, 000a 04 6d6169, RDATA ends within a field of kind NAME",
    "MX, 000a c00c, label longer than 63 octets or compressed",
    "NS, 00 00, NS RDATA has 1 octets too many",
    "TXT, '', RDATA ends within a field of kind STRINGS",
    "TXT, 0261, RDATA ends within a field of kind STRINGS",
    "TXT, 0161 05, RDATA ends within a field of kind STRINGS",
    "NSEC, 00 00 00, type bitmap window of 0 octets",
    "NSEC, 00 00 02 4000, type bitmap window ends in a zero octet",
    "NSEC, 00 01 01 40 00 01 40, type bitmap windows do not ascend",
    "NSEC, 00 00 01 40 00 01 40, type bitmap windows do not ascend",
    "NSEC, 00 00 03 40, RDATA ends within a field of kind TYPE_BITMAP",
    "NSEC3, 01 01 000a 00 00, empty field of kind HASH",
    "NSEC3PARAM, 01 00 0000 02aa, RDATA ends within a field of kind SALT",
    "CAA, 00 00 3b, empty field of kind TAG",
    "CAA, 00 01 2d 3b, a CAA tag consists of letters and digits",
    "HTTPS, 0001 00 0003 0002 01bb 0001 0003 026832, service parameter keys do not ascend",
    "HTTPS, 0001 00 0003 0002 01bb 0003 0002 01bb, service parameter keys do not ascend",
    "HTTPS, 0001 00 0003 0002 01, RDATA ends within a field of kind SERVICE_PARAMETERS",
  })
  void malformed(String type, String hex, String complaint) {
    var thrown = assertThrows(IllegalArgumentException.class, () -> check(type, hex));
    assertEquals(complaint, thrown.getMessage());
  }

  @Test
  void windowOf33Octets() {
    assertThrows(IllegalArgumentException.class, () -> check("NSEC", "00 00 21" + "40".repeat(33)));
  }

  @Test
  void nameOf256Octets() {
    String label63 = "3f" + "61".repeat(63);
    String fits = label63.repeat(3) + "3d" + "61".repeat(61) + "00";
    String tooLong = label63.repeat(3) + "3e" + "61".repeat(62) + "00";
    assertDoesNotThrow(() -> check("NS", fits));
    assertThrows(IllegalArgumentException.class, () -> check("NS", tooLong));
  }

  /** A view must not be read past its own end, where the next record's octets lie. */
  @Test
  void doesNotReadBehindTheView() {
    Rdata first =
        RdataList.of(
                java.util.List.of(
                    Rdata.of(HexFormat.of().parseHex("0561")),
                    Rdata.of(HexFormat.of().parseHex("0662626262"))))
            .first();
    assertThrows(IllegalArgumentException.class, () -> RdataLayout.check(RrType.TXT, first));
  }

  private static void check(String type, String hex) {
    RdataLayout.check(RrType.of(type), Rdata.of(HexFormat.of().parseHex(hex.replace(" ", ""))));
  }
}
