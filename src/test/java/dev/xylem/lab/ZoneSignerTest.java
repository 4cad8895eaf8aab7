package dev.xylem.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.RdataText;
import dev.xylem.dns.text.RrSetText;
import dev.xylem.zone.Zone;
import dev.xylem.zone.ZoneFileException;
import dev.xylem.zone.ZoneFileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ZoneSignerTest {
  private static final Name APEX = Name.of("Example");
  private static final String TEXT =
      """
      $TTL 600
      @ 300 SOA NS1 h 1 2 3 4 60
      @ NS NS1
      @ NS ns2.Else.Where.
      NS1 A 192.0.2.1
      *.w MX 10 Mail
      b.a.ent.deep TXT "b"
      signed NS ns.signed
      signed DS 1 8 2 ( 00112233445566778899aabbccddeeff 00112233445566778899aabbccddeeff )
      ns.signed A 192.0.2.2
      unsigned NS ns.unsigned
      unsigned NS NS1
      ns.unsigned AAAA 2001:db8::1
      c.ent.unsig NS ns1
      Alias CNAME NS1
      old DNAME new.else.
      many 60 A 192.0.2.9
      many 60 A 192.0.2.10
      many 60 A 192.0.2.8
      odd\\.label TXT \\000\\255
      _443._tcp TLSA 3 1 1 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
      svc HTTPS 1 . alpn=h2
      """;

  private static final List<Denial> DENIALS =
      List.of(
          new Denial.Nsec(),
          new Denial.Nsec3("", 0, Denial.Coverage.ALL),
          new Denial.Nsec3("aabbccdd", 5, Denial.Coverage.ALL),
          new Denial.Nsec3("", 0, Denial.Coverage.OPT_OUT));

  @TempDir private Path folder;

  static Stream<Denial> denials() {
    return DENIALS.stream();
  }

  /** The root of trust of this whole package: two independent programs accept what we sign. */
  @ParameterizedTest
  @MethodSource("denials")
  void ldnsAndBindAcceptEveryDenial(Denial denial) throws Exception {
    verifyWithTools(sign(SigningAlgorithm.ECDSAP256SHA256, denial, Validity.CURRENT));
  }

  @ParameterizedTest
  @EnumSource
  void ldnsAndBindAcceptEveryAlgorithm(SigningAlgorithm algorithm) throws Exception {
    verifyWithTools(sign(algorithm, new Denial.Nsec(), Validity.CURRENT));
  }

  /** The tools would notice: an expired zone, and one whose last signature is changed. */
  @Test
  void toolsRefuseWhatIsBroken() throws Exception {
    assumeTrue(isOnPath("ldns-verify-zone"), "ldns-verify-zone is not on the PATH: not verified");
    Zone expired = sign(SigningAlgorithm.ED25519, new Denial.Nsec(), Validity.EXPIRED);
    assertNotEquals(0, run("ldns-verify-zone", write(expired).toString()).status());
    Zone good = sign(SigningAlgorithm.ED25519, new Denial.Nsec(), Validity.CURRENT);
    Zone broken = Zone.builder(APEX).addAll(good, Flaw.BOGUS::applyTo).build();
    assertNotEquals(0, run("ldns-verify-zone", write(broken).toString()).status());
  }

  /** RFC 6979: also the signatures of ECDSA are determined by key and data. */
  @Test
  void sameSeedSameZone() {
    Zone once = sign(SigningAlgorithm.ECDSAP384SHA384, new Denial.Nsec(), Validity.CURRENT);
    Zone again = sign(SigningAlgorithm.ECDSAP384SHA384, new Denial.Nsec(), Validity.CURRENT);
    assertEquals(once.sets(), again.sets());
  }

  @Test
  void glueAndDelegationsAreNotSigned() {
    Zone zone = sign(SigningAlgorithm.ED25519, new Denial.Nsec(), Validity.CURRENT);
    assertEquals(0, find(zone, "ns.signed.example", RrType.A).signatures().size());
    assertEquals(0, find(zone, "signed.example", RrType.NS).signatures().size());
    assertEquals(1, find(zone, "signed.example", RrType.DS).signatures().size());
    assertEquals(1, find(zone, "signed.example", RrType.NSEC).signatures().size());
    assertEquals(1, find(zone, "example", RrType.NS).signatures().size());
  }

  @Test
  void bitmaps() {
    Zone zone = sign(SigningAlgorithm.ED25519, new Denial.Nsec(), Validity.CURRENT);
    assertEquals(
        "unsigned.Example. NS RRSIG NSEC", text(find(zone, "c.ent.unsig.example", RrType.NSEC)));
    assertEquals("svc.Example. NS DS RRSIG NSEC", text(find(zone, "signed.example", RrType.NSEC)));
    assertEquals(60, find(zone, "example", RrType.NSEC).ttl());
  }

  @Test
  void optOutLeavesUnsignedDelegationsOut() {
    Zone all = sign(SigningAlgorithm.ED25519, DENIALS.get(1), Validity.CURRENT);
    Zone optOut = sign(SigningAlgorithm.ED25519, DENIALS.get(3), Validity.CURRENT);
    // unsigned, c.ent.unsig, and the empty non-terminals ent.unsig and unsig above it.
    assertEquals(4, all.nsec3().size() - optOut.nsec3().size());
  }

  static Zone sign(SigningAlgorithm algorithm, Denial denial, Validity validity) {
    SigningKey entryPoint = algorithm.key(SigningKey.ENTRY_POINT, "ksk");
    SigningKey zoneKey = algorithm.key(SigningKey.ZONE_KEY, "zsk");
    try {
      Zone zone = ZoneFileReader.parseZone(TEXT, "test", APEX);
      return new ZoneSigner(List.of(entryPoint, zoneKey), denial, validity).sign(zone);
    } catch (ZoneFileException e) {
      throw new AssertionError(e);
    }
  }

  private void verifyWithTools(Zone zone) throws Exception {
    // What was written must also be what is read.
    Path file = write(zone);
    assertEquals(zone.sets(), ZoneFileReader.readZone(file, APEX).sets());
    assumeTrue(isOnPath("ldns-verify-zone"), "ldns-verify-zone is not on the PATH: not verified");
    Outcome ldns = run("ldns-verify-zone", file.toString());
    assertEquals(0, ldns.status(), ldns.output());
    assumeTrue(isOnPath("dnssec-verify"), "dnssec-verify is not on the PATH: not verified");
    Outcome bind = run("dnssec-verify", "-o", "example", file.toString());
    assertEquals(0, bind.status(), bind.output());
    assertTrue(bind.output().contains("Zone fully signed"), bind.output());
  }

  private Path write(Zone zone) throws IOException {
    var text = new StringBuilder(RrSetText.format(zone.soa()));
    for (RrSet set : zone.sets()) {
      text.append(set.type().equals(RrType.SOA) ? "" : RrSetText.format(set));
    }
    return Files.writeString(folder.resolve("signed.zone"), text);
  }

  private record Outcome(int status, String output) {}

  private static Outcome run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  static boolean isOnPath(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static RrSet find(Zone zone, String name, RrType type) {
    return Objects.requireNonNull(zone.find(Name.of(name), type), name);
  }

  private static String text(RrSet set) {
    Rdata rdata = set.records().first();
    return RdataText.format(set.type(), rdata);
  }
}
