package dev.xylem.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.config.text.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * The files to install Xylem with are YAML, and their settings are settings. Helm's templates are
 * filled in by the few words that they use: no Helm is needed, and Kubernetes' schemas are not
 * checked.
 */
class DeploymentFilesTest {
  private static final Path CHART = Path.of("config/helm");
  private static final Pattern PLACE =
      Pattern.compile("\\{\\{ (toYaml )?(\\.[A-Za-z.]+)( \\| [a-z0-9 ]+)? }}");

  @Test
  void settingsOfInstallationsAreSettings() throws IOException, ConfigException {
    assertNotNull(SettingsLoader.load(Optional.of(Path.of("config/system.yaml")), Map.of()));
  }

  @Test
  void theComposeFileRunsWithoutPrivileges() throws IOException {
    Map<?, ?> compose = yaml(Files.readString(Path.of("config/compose.yaml")));
    Object xylem = at(compose, "services", "xylem");
    assertEquals(true, at(xylem, "read_only"));
    assertEquals(List.of("ALL"), at(xylem, "cap_drop"));
  }

  @Test
  void theChartsTemplatesAreYamlAndFitTogether() throws IOException, ConfigException {
    Map<?, ?> values = yaml(Files.readString(CHART.resolve("values.yaml")));
    Map<String, Map<?, ?>> made = new TreeMap<>();
    try (Stream<Path> templates = Files.list(CHART.resolve("templates"))) {
      for (Path template : templates.filter(file -> file.toString().endsWith(".yaml")).toList()) {
        Map<?, ?> resource = yaml(filled(Files.readString(template), values));
        made.put(String.valueOf(resource.get("kind")), resource);
      }
    }
    assertEquals(Set.of("ConfigMap", "Deployment", "Service", "ServiceMonitor"), made.keySet());

    Settings settings =
        SettingsLoader.parse(
            String.valueOf(at(made, "ConfigMap", "data", "xylem.yaml")), Path.of("xylem.yaml"));
    assertTrue(settings.control().address().isPresent());

    Object pod = at(made, "Deployment", "spec", "template");
    assertEquals(
        at(made, "Deployment", "spec", "selector", "matchLabels"), at(pod, "metadata", "labels"));
    assertEquals(at(pod, "metadata", "labels"), at(made, "Service", "spec", "selector"));
    Object container = ((List<?>) at(pod, "spec", "containers")).getFirst();
    assertEquals(names(at(container, "ports")), names(at(made, "Service", "spec", "ports")));
    assertEquals(names(at(pod, "spec", "volumes")), names(at(container, "volumeMounts")));
  }

  private static Set<String> names(Object list) {
    var names = new TreeSet<String>();
    ((List<?>) list).forEach(item -> names.add(String.valueOf(at(item, "name"))));
    return names;
  }

  private static Object at(Object tree, String... path) {
    Object found = tree;
    for (String key : path) {
      found = ((Map<?, ?>) found).get(key);
      assertNotNull(found, key + " in " + tree);
    }
    return found;
  }

  private static Map<?, ?> yaml(String text) {
    return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
  }

  private static String filled(String template, Map<?, ?> values) {
    String unconditional = template.replaceAll("(?m)^\\{\\{- (if .*|end) }}\n", "");
    Matcher places = PLACE.matcher(unconditional);
    String text = places.replaceAll(place -> Matcher.quoteReplacement(value(place, values)));
    assertTrue(!text.contains("{{"), text);
    return text;
  }

  private static String value(java.util.regex.MatchResult place, Map<?, ?> values) {
    var path = new ArrayList<>(List.of(place.group(2).substring(1).split("\\.")));
    String kind = path.removeFirst();
    Object found = kind.equals("Values") ? at(values, path.toArray(String[]::new)) : "release";
    String text = place.group(1) == null ? String.valueOf(found) : dumped(found);
    String filter = place.group(3) == null ? "" : place.group(3).substring(3);
    return switch (filter.split(" ")[0]) {
      case "indent" -> text.indent(Integer.parseInt(filter.split(" ")[1])).stripTrailing();
      case "quote" -> '"' + text + '"';
      case "sha256sum" -> "digest";
      default -> text;
    };
  }

  private static String dumped(Object value) {
    var block = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
    return new Dump(block).dumpToString(value);
  }
}
