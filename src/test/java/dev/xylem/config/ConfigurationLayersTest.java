package dev.xylem.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.config.text.ConfigException;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files in conf.d and environment variables make of a configuration file. */
class ConfigurationLayersTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeFile() throws IOException {
    Files.createDirectory(folder.resolve("conf.d"));
    file =
        Files.writeString(
            folder.resolve("xylem.yaml"),
            """
            listen:
              addresses: [127.0.0.1, "::1"]
              port: 5301
            identity: {server-id: one}
            stub-zones:
              - {name: a.example, servers: [192.0.2.1]}
            """);
  }

  @Test
  void laterOnesOverrideSingleSettings() throws IOException, ConfigException {
    more("20-b.yaml", "listen: {port: 5303, event-loops: 2}\nstub-zones:\n");
    more("10-a.yaml", "listen: {port: 5302, addresses: [192.0.2.9]}\nidentity: {server-id: two}\n");
    more(".hidden.yaml", "listen: {port: 1}");
    more("readme.txt", "listen: {port: 2}");
    Settings settings = load(Map.of("XYLEM_IDENTITY_SERVER_ID", "three: # all of it"));
    assertEquals(5303, settings.listen().port());
    assertEquals(2, settings.listen().eventLoops());
    assertEquals(List.of(IpPrefix.address("192.0.2.9")), settings.listen().addresses());
    assertEquals("three: # all of it", settings.identity().serverId());
    assertEquals(List.of(), settings.stubZones());
  }

  @Test
  void variablesOfEveryKindAreRead() throws IOException, ConfigException {
    more("1.yaml", "listen: {port: 5302}");
    Settings settings =
        load(
            Map.of(
                "XYLEM_LISTEN_PORT", "5353",
                "XYLEM_CACHE_SIZE", "256MiB",
                "XYLEM_LISTEN_ADDRESSES", "[192.0.2.1, \"::1\"]",
                "XYLEM_STUB_ZONES", "[{name: b.example, servers: [192.0.2.2]}]",
                "XYLEM_ITERATION_ROOT_HINTS", "root.hints",
                "XYLEM_JAVA_HOME", "/usr/lib/jvm",
                "XYLEM_JAVA_OPTS", "-Xmx1g",
                "XYLEMATIC", "not ours"));
    assertEquals(5353, settings.listen().port());
    assertEquals(256L << 20, settings.cache().size());
    assertEquals(
        List.of(IpPrefix.address("192.0.2.1"), IpPrefix.address("::1")),
        settings.listen().addresses());
    assertEquals(Name.of("b.example"), settings.stubZones().getFirst().name());
    assertEquals(
        Optional.of(folder.resolve("root.hints").toAbsolutePath()),
        settings.iteration().rootHints());
  }

  @Test
  void variablesNeedNoFile() throws ConfigException {
    var variables = Map.of("XYLEM_LISTEN_PORT", "5353");
    assertEquals(5353, SettingsLoader.load(Optional.empty(), variables).listen().port());
  }

  @Test
  void eachErrorNamesItsPlace() throws IOException {
    Path a = more("a.yaml", "listen:\n  port: x\n");
    Path b = more("b.yaml", "listen: {port: 53}\nlgo: {}\n");
    Path c = more("c.yaml", "listen: {port: 53, port: 54}\n");
    Path d = more("d.yaml", "listen: [\n");
    Path e = more("e.yml", "");
    Path f = Files.createDirectory(folder.resolve("conf.d/f.yaml"));
    String errors =
        errors(Map.of("XYLEM_LISTEN_PORT", "y", "XYLEM_LISTEN_ADDRESSES", "[192.0.2.1, z]"));
    assertSaid(errors, a + ":2:9: error: 'listen.port' must be a whole number");
    assertSaid(errors, b + ":2:1: error: key 'lgo' is unknown");
    assertSaid(errors, c + ":1:20: error: key 'listen.port' is there a second time");
    assertSaid(errors, d + ":2:1: error: this is not YAML");
    assertSaid(errors, e + ":1:1: error: the name must end in .yaml");
    assertSaid(errors, f + ":1:1: error: the file cannot be read");
    assertSaid(errors, "XYLEM_LISTEN_ADDRESSES:1:13: error: 'listen.addresses' must be an IP");
    assertSaid(errors, "XYLEM_LISTEN_PORT:1:1: error: 'listen.port' must be a whole number");
    assertTrue(errors.indexOf(a.toString()) < errors.indexOf(b.toString()), errors);
  }

  @Test
  void whatDoesNotFitTogetherIsToldOfWhoSaidIt() throws IOException {
    Path a = more("a.yaml", "listen:\n  addresses: []\n");
    assertSaid(errors(Map.of()), a + ":2:14: error: 'listen.addresses' must name at least one");
    more("a.yaml", "forward-zones:\n  - {name: x.example, servers: [192.0.2.1]}\n");
    more("b.yaml", "forward-zones:\n  - {name: a.example, servers: [192.0.2.1]}\n");
    assertSaid(errors(Map.of()), "b.yaml:2:12: error: 'forward-zones.name' must not be a stub");
  }

  @Test
  void unknownVariablesAreErrors() {
    String near = errors(Map.of("XYLEM_LISTEN_PROT", "53"));
    assertSaid(near, "XYLEM_LISTEN_PROT:1:1: error: no setting has this environment variable");
    assertSaid(near, "XYLEM_LISTEN_ADDRESSES, ");
    assertSaid(near, "did you mean 'XYLEM_LISTEN_PORT'?");
    String far = errors(Map.of("XYLEM_SERVICE_HOST", "192.0.2.1"));
    assertSaid(far, "XYLEM_CACHE_…, ");
    assertSaid(far, "XYLEM_STUB_ZONES");
  }

  private Path more(String name, String text) throws IOException {
    return Files.writeString(folder.resolve("conf.d").resolve(name), text);
  }

  private Settings load(Map<String, String> environment) throws ConfigException {
    return SettingsLoader.load(Optional.of(file), environment);
  }

  private String errors(Map<String, String> environment) {
    String errors = assertThrows(ConfigException.class, () -> load(environment)).getMessage();
    return errors == null ? "" : errors;
  }

  private static void assertSaid(String errors, String part) {
    assertTrue(errors.contains(part), errors);
  }
}
