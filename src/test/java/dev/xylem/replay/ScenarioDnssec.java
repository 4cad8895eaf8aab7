package dev.xylem.replay;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A scenario's options of validation as ours: the {@code dnssec} section, and the time of day. */
final class ScenarioDnssec {
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  /** The scenario's signatures count whatever their dates are. */
  static final long ANY_DATE = -1;

  private final List<String> anchors = new ArrayList<>();
  private final List<String> insecure = new ArrayList<>();
  private final List<String> autotrust = new ArrayList<>();
  private final Map<String, String> values = new TreeMap<>();
  private boolean validator = true;
  private boolean translates;
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
      case "AUTOTRUST_FILE" -> autotrust.add(value);
      case "domain-insecure" -> insecure.add(value);
      case "val-override-date" ->
          epochSeconds = value.startsWith("-") ? ANY_DATE : epochSeconds(value);
      case "aggressive-nsec" -> values.put("aggressive-nsec", "" + value.equals("yes"));
      case "fake-dsa" -> {}
      case "harden-algo-downgrade" ->
          values.put("require-all-algorithms", "" + value.equals("yes"));
      // A table of key sizes, each with its limit; we have one limit, whatever the size.
      case "val-nsec3-keysize-iterations" ->
          values.put("nsec3-iterations", value.strip().split("\\s+")[1]);
      case "add-holddown" -> values.put("add-hold-down", value + "s");
      case "del-holddown" -> values.put("del-hold-down", value + "s");
      case "keep-missing" -> values.put("keep-missing", value + "s");
      case "val-bogus-ttl" -> values.put("bogus-ttl", value + "s");
      case "module-config" -> {
        validator = value.contains("validator");
        translates = value.startsWith("dns64 ");
        return Set.of("iterator", "validator iterator").contains(value.replaceFirst("^dns64 ", ""));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The second at which the scenario begins; 0 when it does not say, or {@link #ANY_DATE}. */
  long epochSeconds() {
    return epochSeconds;
  }

  /** The files of anchors that change. */
  List<String> autotrust() {
    return autotrust;
  }

  /** Writes it as our settings. Without anchors Unbound does not validate. */
  void write(SettingsText text) {
    text.set("answers", "dns64", "" + translates);
    if ((anchors.isEmpty() && autotrust.isEmpty()) || !validator) {
      text.set("dnssec", "validation", "false");
      return;
    }
    anchors.forEach(anchor -> text.add("dnssec", "trust-anchors", anchor));
    values.forEach((key, value) -> text.set("dnssec", key, value));
    if (anchors.stream().noneMatch(anchor -> anchor.strip().matches("\\.\\s.*"))) {
      insecure.add(".");
    }
    insecure.forEach(name -> text.group("negative-trust-anchors", "name", name));
  }

  private static long epochSeconds(String date) {
    return LocalDateTime.parse(date, DATE).toEpochSecond(ZoneOffset.UTC);
  }
}
