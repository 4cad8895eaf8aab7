package dev.xylem.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

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
    List<String> expected = Files.readAllLines(EXPECTED);
    List<DynamicTest> tests = new ArrayList<>();
    List<Path> files = Files.exists(OTHERS) ? Replay.files(List.of(OTHERS)) : List.of();
    for (Path file : files) {
      if (expected.contains(String.valueOf(file.getFileName()))) {
        tests.add(
            DynamicTest.dynamicTest(
                String.valueOf(file.getFileName()),
                () -> {
                  Replay.Result result = Replay.play(file);
                  assertEquals("PASS", result.outcome(), result.detail() + "\n" + result.trace());
                }));
      }
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

  /** Neither passed nor skipped: what stops the player is nobody's missing option. */
  @Test
  void whatStopsThePlayerFails() throws IOException {
    String right = Files.readString(OURS.resolve("answer.rpl"));
    fails(right, "STEP ", "STEP\nSTEP ");
    fails(right, "SCENARIO_END", "STEP 999 DANCE\nSCENARIO_END");
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
