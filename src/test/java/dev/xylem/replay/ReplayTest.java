package dev.xylem.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Our own scenarios pass; of others, where they are there, those pass that must. */
class ReplayTest {
  private static final Path OURS = Path.of("src/test/resources/rpl");
  private static final Path EXPECTED = Path.of("src/test/resources/replay/expected.txt");
  private static final Path OTHERS = Path.of("../shared/scenarios");

  @TestFactory
  List<DynamicTest> ourScenariosPass() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : Replay.files(List.of(OURS))) {
      tests.add(
          DynamicTest.dynamicTest(
              String.valueOf(file.getFileName()),
              () -> {
                Replay.Result result = Replay.play(file);
                assertEquals("PASS", result.outcome(), result.detail() + "\n" + result.trace());
              }));
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> whatPassedBeforeStillPasses() throws IOException {
    Set<String> expected = new TreeSet<>(Files.readAllLines(EXPECTED));
    List<DynamicTest> tests = new ArrayList<>();
    List<Path> files = Files.exists(OTHERS) ? Replay.files(List.of(OTHERS)) : List.of();
    for (Path file : files) {
      if (expected.remove(String.valueOf(file.getFileName()))) {
        tests.add(
            DynamicTest.dynamicTest(
                String.valueOf(file.getFileName()),
                () -> {
                  Replay.Result result = Replay.play(file);
                  assertEquals("PASS", result.outcome(), result.detail() + "\n" + result.trace());
                }));
      }
    }
    if (!files.isEmpty()) {
      tests.add(DynamicTest.dynamicTest("all are there", () -> assertEquals(Set.of(), expected)));
    }
    return tests;
  }

  /** A player that lets wrong answers pass would prove nothing. */
  @Test
  void wrongExpectationsFail() throws IOException {
    String right = Files.readString(OURS.resolve("answer.rpl"));
    assertInstanceOf(ScenarioPlayer.Outcome.Pass.class, ScenarioPlayer.play(right));
    fails(right, "www.example.com. IN A 192.0.2.10", "www.example.com. IN A 192.0.2.11");
    fails(right, "www.example.com. IN RRSIG", "; www.example.com. IN RRSIG");
    fails(right, "REPLY QR RD RA DO NOERROR", "REPLY QR RD RA DO NXDOMAIN");
    fails(right, "REPLY QR RD RA DO NOERROR", "REPLY QR RD RA DO AD NOERROR");
    fails(right, "REPLY QR RD RA DO NOERROR", "REPLY QR RD DO NOERROR");
    fails(right, "www.example.com. 300 IN A 192.0.2.10", "www.example.com. 299 IN A 192.0.2.10");
  }

  /** The same for EDNS options, extended errors, local data, and queries sent. */
  @Test
  void wrongExpectationsOfFeaturesFail() throws IOException {
    String identity = Files.readString(OURS.resolve("nsid-and-cookies.rpl"));
    assertInstanceOf(ScenarioPlayer.Outcome.Pass.class, ScenarioPlayer.play(identity));
    fails(identity, "0003 0006 6e6f64652d37", "0003 0006 6e6f64652d38");
    fails(identity, "1f8130c3eee29480", "1f8130c3eee29481");
    String local = Files.readString(OURS.resolve("local-zones.rpl"));
    fails(local, "ede=15", "ede=17");
    fails(local, "QR AA RD RA REFUSED", "QR RD RA REFUSED");
    fails(local, "x.six.example. 300 IN AAAA 2001:db8::6", "; nothing");
    String upstream = Files.readString(OURS.resolve("upstream.rpl"));
    fails(upstream, "fdeb 0006 746f20796f75", "fdea 0006 746f20796f75");
    fails(upstream, "STEP 11 CHECK_OUT_QUERY ADDRESS 198.51.100.2", "STEP 11 TIMEOUT");
  }

  /** Only names are the same in either letter case: Base64, for one, is not (RFC 4343 §3). */
  @Test
  void letterCaseIsComparedExceptThatOfNames() throws IOException {
    String right = Files.readString(OURS.resolve("answer.rpl"));
    int at = right.lastIndexOf("www.example.com. IN RRSIG");
    String signature = right.substring(at, right.indexOf('\n', at));
    String base64 = signature.substring(signature.lastIndexOf(' ') + 1);
    fails(right, base64, base64.toLowerCase(Locale.ROOT));
    String signer =
        "WWW.Example.com. IN RRSIG" + signature.substring("www.example.com. IN RRSIG".length());
    assertInstanceOf(
        ScenarioPlayer.Outcome.Pass.class,
        ScenarioPlayer.play(
            right.replace(signature, signer.replace(" example.com. ", " EXAMPLE.com. "))));
  }

  @Test
  void everyWordOfAMatchIsChecked() throws IOException {
    String right = Files.readString(OURS.resolve("answer.rpl"));
    for (String word : List.of("opcode", "qtype", "qname", "qclass", "rcode", "DO")) {
      assertInstanceOf(ScenarioPlayer.Outcome.Pass.class, matching(right, word), word);
    }
    fails(lastMatch(right, "opcode"), "REPLY QR", "REPLY NOTIFY QR");
    fails(lastMatch(right, "qtype"), "www.example.com. IN A\n", "www.example.com. IN AAAA\n");
    fails(lastMatch(right, "qname"), "www.example.com. IN A\n", "w.example.com. IN A\n");
    fails(lastMatch(right, "qclass"), "www.example.com. IN A\n", "www.example.com. CH A\n");
    assertFails("EDNS: expected null", matching(right, "noedns"));
    assertFails("has no meaning for an answer", matching(right, "subdomain"));
    assertFails("compares nothing", matching(right, "UDP"));
  }

  @Test
  void aScenarioWithoutStepsFails() throws IOException {
    String right = Files.readString(OURS.resolve("answer.rpl"));
    String none = right.substring(0, right.indexOf("\nSTEP ")) + "\nSCENARIO_END\n";
    assertFails("no steps", ScenarioPlayer.play(none));
  }

  /** What cannot be read tests nothing; only for want of an option is that nobody's fault. */
  @Test
  void whatCannotBeReadFails() throws IOException {
    String right = Files.readString(OURS.resolve("answer.rpl"));
    String wrong = right.replace("MATCH all", "MATCH al");
    assertFails(": unknown word al", ScenarioPlayer.play(wrong));
    assertFails("unreadable: line 1: CONFIG_END", ScenarioPlayer.play("not a scenario"));
    assertEquals(
        new ScenarioPlayer.Outcome.Skip("unheard-of"),
        ScenarioPlayer.play(wrong.replaceFirst("server:\n", "server:\n  unheard-of: yes\n")));
  }

  /** Each mistake is found, and on the line where it stands. */
  @Test
  void mistakesAreNamedWithTheirLine() throws IOException {
    String right = Files.readString(OURS.resolve("answer.rpl"));
    for (String[] mistake :
        new String[][] {
          {"qname-minimisation: no", "max-query-restarts: many", "limits.aliases"},
          {"qname-minimisation: no", "val-override-date: \"soon\"", "soon"},
          {"stub-addr: 192.0.2.1", "stub-addr: nowhere", "not an IP address"},
          {"RANGE_BEGIN 0 1000", "RANGE_BEGIN 0 all", "not a number"},
          {"ADDRESS 192.0.2.1", "ADDRESS a.b", "not an IP address"},
          {"MATCH opcode qtype qname", "MATCH opcode qtyp", "qtyp"},
          {". IN NS a.root-servers.net.", ". IN NS", "ends too early"},
          {"a.root-servers.net. IN A 192.0.2.1", "a.root-servers.net. IN A 192.0.2.", "192.0.2."},
          {". IN NS\n", ". IN NSS\n", "NSS"},
          {"STEP 1 QUERY", "STEP 1", "something is missing"},
          {"STEP 1 QUERY", "STEP one QUERY", "not a number"},
          {"STEP 1 QUERY", "STPE 1 QUERY", "unknown word STPE"},
          {"STEP 1 QUERY", "STEP 0 TIME_PASSES ELAPSE\nSTEP 1 QUERY", "something is missing"},
          {"SCENARIO_END", "STEP 1 NOTHING", "step 1 stands behind step"},
        }) {
      int at = right.indexOf(mistake[0]);
      assertNotEquals(-1, at, mistake[0]);
      long line = right.substring(0, at).lines().count() + (right.charAt(at - 1) == '\n' ? 1 : 0);
      String wrong =
          right.substring(0, at) + mistake[1] + right.substring(at + mistake[0].length());
      assertFails("line " + line + ": ", ScenarioPlayer.play(wrong));
      assertFails(mistake[2], ScenarioPlayer.play(wrong));
    }
  }

  @Test
  void aFileThatEndsTooSoonFails() throws IOException {
    String right = Files.readString(OURS.resolve("answer.rpl"));
    String cut = right.replace("SCENARIO_END", "");
    long lines = cut.lines().count();
    assertFails("line " + lines + ": SCENARIO_END is missing", ScenarioPlayer.play(cut));
    int last = right.lastIndexOf("\nSTEP ");
    assertFails("SCENARIO_END is missing", ScenarioPlayer.play(right.substring(0, last)));
  }

  @Test
  void twoStepsOfOneNumberAreRefused() throws IOException {
    String right = Files.readString(OURS.resolve("answer.rpl"));
    String twice =
        right.replace("SCENARIO_END", "STEP 999 NOTHING\nSTEP 999 NOTHING\nSCENARIO_END");
    assertFails("step 999 stands behind step 999", ScenarioPlayer.play(twice));
  }

  /** What we always do is no option of ours, but the other side of it is one that is missing. */
  @Test
  void theSideOfAnOptionThatWeDoNotHaveSkips() throws IOException {
    String right = Files.readString(OURS.resolve("answer.rpl"));
    for (String option :
        List.of("harden-glue: no", "harden-below-nxdomain: no", "harden-referral-path: yes")) {
      String key = option.substring(0, option.indexOf(':'));
      assertEquals(
          new ScenarioPlayer.Outcome.Skip(key),
          ScenarioPlayer.play(right.replaceFirst("server:\n", "server:\n  " + option + "\n")));
      String other = option.endsWith("no") ? ": yes" : ": no";
      assertInstanceOf(
          ScenarioPlayer.Outcome.Pass.class,
          ScenarioPlayer.play(right.replaceFirst("server:\n", "server:\n  " + key + other + "\n")));
    }
  }

  @Test
  void theTraceStandsBesideTheStepsOfWhatPasses() throws IOException {
    Replay.Result result = Replay.play(OURS.resolve("answer.rpl"));
    assertEquals("PASS", result.outcome());
    String trace = result.trace();
    int query = trace.indexOf("== step 1 QUERY www.example.com. IN A ; RD DO (line ");
    int packet = trace.indexOf("192.0.2.4", query);
    int check = trace.indexOf("== step 2 CHECK_ANSWER", query);
    assertTrue(query >= 0 && query < check && packet > query, trace);
  }

  /** What {@code .ci/run} does with scenarios that others wrote. */
  @Test
  void onlyWhatIsExpectedMustPass(@TempDir Path folder) throws IOException {
    String right = Files.readString(OURS.resolve("answer.rpl"));
    Files.writeString(folder.resolve("good.rpl"), right);
    Path bad = Files.writeString(folder.resolve("bad.rpl"), right.replace("SCENARIO_END", ""));
    Path names = folder.resolve("expected.txt");
    Files.writeString(names, "good.rpl\n");
    String option = "--expected=" + names;
    assertEquals(1, Replay.execute(folder.toString()));
    assertEquals(0, Replay.execute(option, folder.toString()));
    Files.writeString(names, "bad.rpl\ngood.rpl\n");
    assertEquals(1, Replay.execute(option, folder.toString()));
    Files.delete(bad);
    assertEquals(1, Replay.execute(option, folder.toString()), "one that is not there");
    Files.delete(names);
    assertEquals(2, Replay.execute(option, folder.toString()));
  }

  @Test
  void aQuoteBehindBase64IsPassedOver() {
    String record = "a.example. 300 IN DNSKEY 257 3 8 AwEAAQ==";
    assertEquals(
        new SectionText(List.of(record, "a.example. 300 IN TXT \"='\"")).rrSets(),
        new SectionText(List.of(record + "'", "a.example. 300 IN TXT \"='\"")).rrSets());
  }

  @Test
  void whereNothingIsToBePlayedIsAnError(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "");
    assertEquals(2, Replay.execute(folder.resolve("absent").toString()));
    assertEquals(2, Replay.execute(folder.toString()));
    assertEquals(2, Replay.execute(text.toString()));
    assertEquals(0, Replay.execute(OURS.resolve("answer.rpl").toString()));
  }

  private static String lastMatch(String scenario, String words) {
    int at = scenario.lastIndexOf("MATCH ");
    return scenario.substring(0, at)
        + "MATCH "
        + words
        + scenario.substring(scenario.indexOf('\n', at));
  }

  private static ScenarioPlayer.Outcome matching(String scenario, String words) {
    return ScenarioPlayer.play(lastMatch(scenario, words));
  }

  private static void assertFails(String reason, ScenarioPlayer.Outcome outcome) {
    var fail = assertInstanceOf(ScenarioPlayer.Outcome.Fail.class, outcome, reason);
    assertTrue(fail.reason().contains(reason), fail.reason());
  }

  /** Neither passed nor skipped: what stops the player is nobody's missing option. */
  @Test
  void whatStopsThePlayerFails() throws IOException {
    String right = Files.readString(OURS.resolve("answer.rpl"));
    fails(right, "STEP ", "STEP\nSTEP ");
    fails(right, "SCENARIO_END", "STEP 999 DANCE\nSCENARIO_END");
    fails(right, "SECTION ANSWER", "SECTION ANSWR");
    fails(right, "SCENARIO_END", "STEP 999 ASSIGN x = ${$y + 1}\nSCENARIO_END");
    fails(right, "SCENARIO_END", "STEP 999 ASSIGN x = ${range 1 7 5}\nSCENARIO_END");
  }

  /** The query of a look-up in the background, which no client waits for. */
  @Test
  void aQueryThatIsNeverAnsweredFails() throws IOException {
    String right = Files.readString(OURS.resolve("prefetch.rpl"));
    int at = right.indexOf("STEP 102 TRAFFIC");
    String cut = right.substring(0, at).replace("RANGE_BEGIN 100 1000", "RANGE_BEGIN 110 1000");
    var outcome = ScenarioPlayer.play(cut + "SCENARIO_END\n");
    assertInstanceOf(ScenarioPlayer.Outcome.Fail.class, outcome);
  }

  @Test
  void whatWeDoNotHaveSkipsByName() throws IOException {
    String right = Files.readString(OURS.resolve("answer.rpl"));
    String with = right.replaceFirst("server:\n", "server:\n  unheard-of: yes\n");
    assertEquals(new ScenarioPlayer.Outcome.Skip("unheard-of"), ScenarioPlayer.play(with));
  }

  /** Replaces the last occurrence: what comes last in a scenario is what is expected. */
  private static void fails(String scenario, String from, String to) {
    int at = scenario.lastIndexOf(from);
    assertNotEquals(-1, at, from);
    String wrong = scenario.substring(0, at) + to + scenario.substring(at + from.length());
    assertInstanceOf(ScenarioPlayer.Outcome.Fail.class, ScenarioPlayer.play(wrong), to);
  }
}
