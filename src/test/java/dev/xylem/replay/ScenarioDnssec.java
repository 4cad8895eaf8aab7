package dev.xylem.replay;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A scenario's options of validation as ours: the {@code dnssec} section, and the time of day. */
final class ScenarioDnssec {
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  private final List<String> anchors = new ArrayList<>();
  private final List<String> insecure = new ArrayList<>();
  private final Map<String, String> values = new TreeMap<>();
  private boolean validator = true;
  private long epochSeconds;

  ScenarioDnssec() {
    // What Unbound does when it is not set, where that differs from our default.
    values.put("nsec3-iterations", "150");
    values.put(
        "algorithms",
        "[dsa, dsa-nsec3-sha1, rsasha1, rsasha1-nsec3-sha1, rsasha256, rsasha512,"
            + " ecdsap256sha256, ecdsap384sha384, ed25519, ed448]");
  }

  /** Takes one option of the server clause; false when it is none of validation's. */
  boolean take(String key, String value) {
    switch (key) {
      case "trust-anchor" -> anchors.add(value);
      case "domain-insecure" -> insecure.add(value);
      case "val-override-date" -> epochSeconds = epochSeconds(value);
      case "aggressive-nsec" -> values.put("aggressive-nsec", "" + value.equals("yes"));
      case "fake-dsa" -> {}
      case "val-bogus-ttl" -> values.put("bogus-ttl", value + "s");
      case "module-config" -> validator = value.contains("validator");
      default -> {
        return false;
      }
    }
    return !key.equals("val-override-date") || epochSeconds > 0;
  }

  /** The second at which the scenario begins; 0 when it does not say. */
  long epochSeconds() {
    return epochSeconds;
  }

  /** The section, in YAML. Without anchors Unbound does not validate. */
  String yaml() {
    if (anchors.isEmpty() || !validator) {
      return "dnssec:\n  validation: false\n";
    }
    if (anchors.stream().noneMatch(anchor -> anchor.strip().startsWith(". "))) {
      insecure.add(".");
    }
    String list = anchors.stream().map(a -> "'" + a + "'").collect(Collectors.joining(", "));
    var yaml = new StringBuilder("dnssec:\n  trust-anchors: [" + list + "]\n");
    values.forEach((key, value) -> yaml.append("  " + key + ": " + value + "\n"));
    yaml.append(insecure.isEmpty() ? "" : "negative-trust-anchors:\n");
    insecure.forEach(name -> yaml.append("  - name: '" + name + "'\n"));
    return yaml.toString();
  }

  private static long epochSeconds(String date) {
    return date.startsWith("-") ? 0 : LocalDateTime.parse(date, DATE).toEpochSecond(ZoneOffset.UTC);
  }
}
