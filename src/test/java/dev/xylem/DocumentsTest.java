package dev.xylem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name is there: classes, tests, scenarios, files. */
class DocumentsTest {
  private static final Pattern CODE = Pattern.compile("`([^`\\s]+)`");
  private static final Pattern TEST =
      Pattern.compile("([A-Z][A-Za-z0-9]*Test)\\.([a-z][A-Za-z0-9]*)");
  private static final Pattern ROW = Pattern.compile("\\| S([56][0-9]|7[0-7]) \\|");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
  private static final Pattern CLASS =
      Pattern.compile("(?:[a-z]+[./])*([A-Z][A-Za-z0-9]+)(?:\\.[A-Za-z]+)?");

  @Test
  void classesAndScenariosThatDocumentsNameExist() throws IOException {
    Set<String> files = sourceFiles();
    List<String> missing = new ArrayList<>();
    for (String document : List.of("tour.md", "rfc.md", "architecture.md")) {
      Matcher code = CODE.matcher(Files.readString(Path.of("docs", document)));
      while (code.find()) {
        String word = code.group(1);
        Matcher named = CLASS.matcher(word);
        boolean scenario = word.endsWith(".rpl");
        boolean exists =
            scenario
                ? files.contains(word)
                : !named.matches() || files.contains(named.group(1) + ".java");
        if (!exists) {
          missing.add(document + ": " + word);
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void testsThatTheSecurityPageNamesExist() throws IOException {
    Set<String> files = sourceFiles();
    List<String> missing = new ArrayList<>();
    int tests = 0;
    Matcher code = CODE.matcher(Files.readString(Path.of("docs", "security.md")));
    while (code.find()) {
      String word = code.group(1);
      Matcher test = TEST.matcher(word);
      if (test.matches()) {
        tests++;
        if (!hasTest(test.group(1) + ".java", test.group(2))) {
          missing.add(word);
        }
      } else if (word.endsWith(".rpl") && !files.contains(word)) {
        missing.add(word);
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(tests > 20, "tests are recognized");
  }

  /** Of the attacks on validation, S50 to S77. */
  @Test
  void eachAttackOnValidationHasATestOfItsName() throws IOException {
    List<String> rows = new ArrayList<>();
    List<String> without = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("docs", "security.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.lookingAt()) {
        rows.add(row.group(1));
        if (!line.contains("Test.s" + row.group(1))) {
          without.add(line);
        }
      }
    }
    assertEquals(List.of(), without);
    assertEquals(25, rows.size(), "rows: " + rows);
  }

  private static boolean hasTest(String file, String method) throws IOException {
    Pattern declared =
        Pattern.compile(
            "@(Test|ParameterizedTest|TestFactory)\\b[^;{}]*?(\\{[^;}]*\\}[^;{}]*?)*\\s"
                + method
                + "\\(");
    try (Stream<Path> walk = Files.walk(Path.of("src/test/java"))) {
      for (Path path : walk.filter(p -> p.endsWith(file)).toList()) {
        if (declared.matcher(Files.readString(path)).find()) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    List<Path> documents =
        new ArrayList<>(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")));
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      docs.filter(p -> p.toString().endsWith(".md")).forEach(documents::add);
    }
    for (Path document : documents) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        if (!Files.exists(document.resolveSibling(link.group(1)))) {
          broken.add(document + ": " + link.group(1));
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  private static Set<String> sourceFiles() throws IOException {
    try (Stream<Path> walk = Files.walk(Path.of("src"))) {
      return walk.map(p -> String.valueOf(p.getFileName())).collect(Collectors.toSet());
    }
  }
}
