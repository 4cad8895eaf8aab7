package dev.xylem.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xylem.config.text.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The files generated from the settings' description are up to date, and can be loaded. */
class GeneratedFilesTest {
  private static final String COMMAND =
      "mvn -q -B test -Dtest=GeneratedFilesTest -Dxylem.regenerate=true";
  private static final Path YAML = Path.of("config/xylem.yaml");
  private static final Path MARKDOWN = Path.of("docs/settings.md");

  @Test
  void generatedFilesAreCurrent() throws IOException {
    checkCurrent(YAML, Description.asYaml());
    checkCurrent(MARKDOWN, Description.asMarkdown());
  }

  @Test
  void theGeneratedFileSaysExactlyTheDefaults() throws ConfigException {
    assertEquals(Settings.standard(), SettingsLoader.parse(Description.asYaml(), YAML));
  }

  private static void checkCurrent(Path file, String content) throws IOException {
    if (Boolean.getBoolean("xylem.regenerate")) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, content);
    }
    String found = Files.exists(file) ? Files.readString(file) : "";
    assertEquals(content, found, file + " is stale; regenerate it with: " + COMMAND);
  }
}
