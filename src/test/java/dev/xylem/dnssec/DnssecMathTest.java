package dev.xylem.dnssec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.Base32Hex;
import dev.xylem.dns.text.RdataText;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnssecMathTest {
  private static final String RFC_4034_KEY =
      "256 3 5 AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZ"
          + "DRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9Xzc"
          + "nOf+EPbtG9DMBmADjFDc2w/rljwvFw==";
  private static final String RFC_6605_P256 =
      "257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edb"
          + "krSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==";
  private static final String RFC_6605_P384 =
      "257 3 14 xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1"
          + "w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8/uX4"
          + "5NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40";
  private static final String RFC_8080_ED25519 =
      "257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=";

  /** RFC 4034 §5.4, RFC 4509 §2.3, RFC 6605 §6, RFC 8080 §6. */
  @ParameterizedTest
  @CsvSource({
    "dskey.example.com," + RFC_4034_KEY + ",1,60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118",
    "DSKEY.example.COM,"
        + RFC_4034_KEY
        + ",2,60485 5 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A",
    "example.net,"
        + RFC_6605_P256
        + ",2,55648 13 2 B4C8C1FE2E7477127B27115656AD6256F424625BF5C1E2770CE6D6E37DF61D17",
    "example.net,"
        + RFC_6605_P384
        + ",4,10771 14 4 72D7B62976CE06438E9C0BF319013CF801F09ECC84B8D7E9495F27E305C6A9B0"
        + "563A9B5F4D288405C3008A946DF983D6",
    "example.com,"
        + RFC_8080_ED25519
        + ",2,3613 15 2 3AA5AB37EFCE57F737FC1627013FEE07BDF241BD10F3B1964AB55C78E79A304B",
  })
  void delegationSigners(String owner, String dnskey, int digestType, String ds) {
    Rdata key = RdataText.parse(RrType.DNSKEY, dnskey, Name.ROOT);
    Rdata made = DelegationSigner.of(Name.of(owner), key, digestType);
    assertEquals(ds, RdataText.format(RrType.DS, made));
  }

  @Test
  void unsupportedDigestType() {
    Rdata key = RdataText.parse(RrType.DNSKEY, RFC_8080_ED25519, Name.ROOT);
    assertNull(DelegationSigner.digest(Name.ROOT, key, 3));
    assertThrows(IllegalArgumentException.class, () -> DelegationSigner.of(Name.ROOT, key, 3));
  }

  @Test
  void keyTagOfRsaMd5IsPartOfTheModulus() {
    Rdata key = Rdata.of(HexFormat.of().parseHex("01000301010311223344556677"));
    assertEquals(0x5566, KeyTag.of(key));
  }

  /** RFC 5155 App. A: salt aabbccdd, 12 iterations. */
  @ParameterizedTest
  @CsvSource({
    "example,0p9mhaveqvm6t7vbl5lop2u3t2rp3tom",
    "a.example,35mthgpgcu1qg68fab165klnsnk3dpvl",
    "AI.example,gjeqe526plbf1g8mklp59enfd789njgi",
    "ns1.example,2t7b4g4vsa5smi47k61mv5bv1a22bojr",
    "ns2.example,q04jkcevqvmu85r014c7dkba38o0ji5r",
    "w.example,k8udemvp1j2f7eg6jebps17vp3n8i58h",
    "*.w.example,r53bq7cc2uvmubfu5ocmm6pers9tk9en",
    "x.w.example,b4um86eghhds6nea196smvmlo4ors995",
    "y.w.example,ji6neoaepv8b5o6k4ev33abha8ht9fgc",
    "x.y.w.example,2vptu5timamqttgl4luu9kg21e0aor3s",
    "xx.example,t644ebqk9bibcna874givr6joj62mlhv",
  })
  void nsec3Hashes(String name, String hash) {
    byte[] salt = HexFormat.of().parseHex("aabbccdd");
    byte[] made = Nsec3Hash.of(Name.of(name), salt, 12);
    assertEquals(hash, Base32Hex.encode(made).toLowerCase(Locale.ROOT));
    assertEquals(Name.of(hash + ".example"), Nsec3Hash.ownerName(made, Name.of("example")));
  }

  /** The signature of RFC 6605 §6.1, checked by the JDK, holds for our signed data only. */
  @Test
  void signedDataOfRfc6605() throws GeneralSecurityException {
    Rdata rrsig =
        RdataText.parse(
            RrType.RRSIG,
            "A 13 3 3600 20100909100439 20100812100439 55648 example.net."
                + " qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep"
                + "666VCw==",
            Name.ROOT);
    RrSet set = RrSet.of(Name.of("WWW.example.net"), RrType.A, 77, rdata(RrType.A, "192.0.2.1"));
    assertTrue(verifies(CanonicalForm.signedData(set, rrsig), rrsig));
    RrSet other = set.withOwner(Name.of("ww.example.net"));
    assertFalse(verifies(CanonicalForm.signedData(other, rrsig), rrsig));
  }

  @Test
  void recordsAreSortedAsUnsignedOctetsInLowerCase() {
    var list =
        RdataList.of(
            List.of(
                rdata(RrType.MX, "10 B.example."),
                rdata(RrType.MX, "200 a."),
                rdata(RrType.MX, "10 b.EXAMPLE."),
                rdata(RrType.MX, "10 a.example.")));
    List<String> sorted =
        CanonicalForm.sorted(RrType.MX, list).stream()
            .map(octets -> RdataText.format(RrType.MX, Rdata.of(octets)))
            .toList();
    assertEquals(List.of("10 a.example.", "10 b.example.", "200 a."), sorted);
    var octets = RdataList.of(List.of(rdata(RrType.TXT, "\\255"), rdata(RrType.TXT, "a")));
    assertArrayEquals(new byte[] {1, 'a'}, CanonicalForm.sorted(RrType.TXT, octets).getFirst());
  }

  /** RFC 6840 §5.1: the next name of NSEC keeps its case, the signer's name of RRSIG does not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NSEC|A.B. A|A.B. A",
        "SVCB|1 A.B.|1 A.B.",
        "SRV|1 2 3 A.B.|1 2 3 a.b.",
        "RRSIG|A 5 3 1 0 0 1 A.B. AQID|A 5 3 1 19700101000000 19700101000000 1 a.b. AQID",
        "SOA|A. B. 1 2 3 4 5|a. b. 1 2 3 4 5",
        "TXT|\"ABC\"|\"ABC\"",
      })
  void letterCase(String type, String text, String canonical) {
    RrType rrType = RrType.of(type);
    byte[] octets = CanonicalForm.rdata(rrType, rdata(rrType, text));
    assertEquals(canonical, RdataText.format(rrType, Rdata.of(octets)));
  }

  @Test
  void wildcardExpansionIsSignedUnderTheWildcard() {
    Rdata rrsig = rdata(RrType.RRSIG, "A 13 1 60 0 0 1 example. AQID");
    RrSet expanded = RrSet.of(Name.of("x.y.Example"), RrType.A, 1, rdata(RrType.A, "192.0.2.1"));
    RrSet wildcard = expanded.withOwner(Name.of("*.example"));
    assertArrayEquals(
        CanonicalForm.signedData(wildcard, rrsig), CanonicalForm.signedData(expanded, rrsig));
    RrSet tooShort = expanded.withOwner(Name.ROOT);
    assertThrows(IllegalArgumentException.class, () -> CanonicalForm.signedData(tooShort, rrsig));
  }

  private static boolean verifies(byte[] data, Rdata rrsig) throws GeneralSecurityException {
    var parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    byte[] key = rdata(RrType.DNSKEY, RFC_6605_P256).copy(4, 68);
    var point =
        new ECPoint(
            new BigInteger(1, Arrays.copyOf(key, 32)),
            new BigInteger(1, Arrays.copyOfRange(key, 32, 64)));
    var spec = new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class));
    Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
    verifier.initVerify(KeyFactory.getInstance("EC").generatePublic(spec));
    verifier.update(data);
    return verifier.verify(rrsig.copy(rrsig.endOfName(18), rrsig.length()));
  }

  private static Rdata rdata(RrType type, String text) {
    return RdataText.parse(type, text, Name.ROOT);
  }
}
