package dev.xylem.replay;

import dev.xylem.config.Settings;
import dev.xylem.config.SettingsLoader;
import dev.xylem.config.text.ConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A configuration file of ours while it is being written. */
final class SettingsText {
  private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
  private final Map<String, List<Map<String, String>>> groups = new LinkedHashMap<>();

  /** Sets a value; the last one counts. */
  void set(String section, String key, String value) {
    sections.computeIfAbsent(section, _ -> new LinkedHashMap<>()).put(key, value);
  }

  /** Adds to a list that begins empty. */
  void add(String section, String key, String element) {
    addTo(sections.computeIfAbsent(section, _ -> new LinkedHashMap<>()), key, element);
  }

  /** The group of {@code kind} whose {@code key} is {@code value}; a new one if there is none. */
  Map<String, String> group(String kind, String key, String value) {
    List<Map<String, String>> all = groups.computeIfAbsent(kind, _ -> new ArrayList<>());
    for (Map<String, String> group : all) {
      if (quoted(value).equals(group.get(key))) {
        return group;
      }
    }
    Map<String, String> group = new LinkedHashMap<>();
    group.put(key, quoted(value));
    all.add(group);
    return group;
  }

  /** Adds to a list of a section or group. */
  static void addTo(Map<String, String> keys, String key, String element) {
    String before = keys.getOrDefault(key, "[]");
    String separator = before.equals("[]") ? "" : ", ";
    keys.put(key, before.substring(0, before.length() - 1) + separator + quoted(element) + "]");
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  Settings read() {
    var yaml = new StringBuilder();
    sections.forEach((section, keys) -> {
      yaml.append(section).append(":\n");
      keys.forEach((key, value) -> yaml.append("  " + key + ": " + value + "\n"));
    });
    groups.forEach((kind, all) -> {
      yaml.append(kind).append(":\n");
      for (Map<String, String> group : all) {
        String indent = "  - ";
        for (Map.Entry<String, String> entry : group.entrySet()) {
          yaml.append(indent + entry.getKey() + ": " + entry.getValue() + "\n");
          indent = "    ";
        }
      }
    });
    try {
      return SettingsLoader.parse(yaml.toString(), Path.of("scenario.yaml"));
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.problems().getFirst().message(), e);
    }
  }
}
