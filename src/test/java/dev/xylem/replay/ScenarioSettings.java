package dev.xylem.replay;

import dev.xylem.cache.NameServer;
import dev.xylem.config.ConfigException;
import dev.xylem.config.Settings;
import dev.xylem.config.SettingsLoader;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.iterate.RootHints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A scenario's options as our settings: one table of what they mean here.
 *
 * @param missing the option that we do not have, by which the scenario is skipped; null when all
 *     are there
 */
record ScenarioSettings(Settings settings, RootHints hints, @Nullable String missing) {
  /** Options without effect on what a scenario can see. */
  private static final Set<String> NO_EFFECT =
      Set.of(
          "target-fetch-policy",
          "trust-anchor-signaling",
          "fake-sha1",
          "verbosity",
          "log-servfail",
          "rrset-roundrobin",
          "num-queries-per-thread",
          "msg-cache-size",
          "rrset-cache-size",
          "minimal-responses",
          "discard-timeout",
          "iter-scrub-promiscuous",
          "harden-referral-path",
          "harden-below-nxdomain",
          "harden-glue",
          "access-control",
          "jostle-timeout",
          "outbound-msg-retry",
          "unknown-server-time-limit",
          "infra-keep-probing");

  static ScenarioSettings of(Scenario scenario) {
    var table = new TreeMap<String, Map<String, String>>();
    // What Unbound does when an option is not set, where that differs from our default.
    set(table, "iteration", "case-randomisation", "false");
    set(table, "iteration", "qname-minimisation", "relaxed");
    set(table, "special-use", "enabled", "false");
    set(table, "iteration", "do-not-query", "[]");
    set(table, "cache", "delegation-min-ttl", "0s");
    List<NameServer> hints = new ArrayList<>();
    String missing = null;
    for (Map.Entry<Integer, Map<String, String>> clause : zones(scenario).entrySet()) {
      Map<String, String> zone = clause.getValue();
      boolean root = "stub-zone".equals(zone.get("clause")) && ".".equals(zone.get("name"));
      if (root && zone.containsKey("stub-addr")) {
        for (String address : zone.get("stub-addr").split(" ")) {
          hints.add(
              new NameServer(
                  Name.of("hint" + hints.size() + ".root."), List.of(IpPrefix.address(address))));
        }
      } else {
        missing = zone.get("clause");
      }
    }
    for (Scenario.Option option : scenario.options()) {
      if (option.clause().equals("server") && !NO_EFFECT.contains(option.key())) {
        missing = apply(option, table) ? missing : option.key();
      }
    }
    return new ScenarioSettings(settings(table), new RootHints(hints), missing);
  }

  /** Clauses other than {@code server}, each with its options. */
  private static Map<Integer, Map<String, String>> zones(Scenario scenario) {
    var zones = new TreeMap<Integer, Map<String, String>>();
    for (Scenario.Option option : scenario.options()) {
      if (!option.clause().equals("server")) {
        zones
            .computeIfAbsent(option.clauseNumber(), _ -> new LinkedHashMap<>())
            .merge(option.key(), option.value(), (a, b) -> a + " " + b);
        zones.get(option.clauseNumber()).put("clause", option.clause());
      }
    }
    return zones;
  }

  /** Applies one option of the server clause; false when we have nothing like it. */
  private static boolean apply(Scenario.Option option, Map<String, Map<String, String>> table) {
    String value = option.value();
    boolean yes = value.equals("yes");
    switch (option.key()) {
      case "qname-minimisation" ->
          set(table, "iteration", "qname-minimisation", yes ? "relaxed" : "off");
      case "qname-minimisation-strict" ->
          set(table, "iteration", "qname-minimisation", yes ? "strict" : "relaxed");
      case "use-caps-for-id" -> set(table, "iteration", "case-randomisation", "" + yes);
      case "do-ip4" -> set(table, "iteration", "ipv4", "" + yes);
      case "do-ip6" -> set(table, "iteration", "ipv6", "" + yes);
      case "do-not-query-localhost" ->
          set(table, "iteration", "do-not-query", yes ? "[127.0.0.0/8, \"::1/128\"]" : "[]");
      case "cache-max-ttl" -> set(table, "cache", "max-ttl", value + "s");
      case "cache-min-ttl" -> set(table, "cache", "min-ttl", value + "s");
      case "cache-max-negative-ttl" -> set(table, "cache", "max-negative-ttl", value + "s");
      case "identity" -> set(table, "identity", "server-id", "\"" + value + "\"");
      case "version" -> set(table, "identity", "version", "\"" + value + "\"");
      case "hide-identity" -> set(table, "identity", "hide-server-id", "" + yes);
      case "hide-version" -> set(table, "identity", "hide-version", "" + yes);
      case "module-config" -> {
        return Set.of("iterator", "validator iterator").contains(value);
      }
      case "prefetch", "serve-expired", "aggressive-nsec", "val-log-squelch", "ede" -> {
        return !yes;
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void set(
      Map<String, Map<String, String>> table, String section, String key, String value) {
    table.computeIfAbsent(section, _ -> new TreeMap<>()).put(key, value);
  }

  private static Settings settings(Map<String, Map<String, String>> table) {
    var yaml = new StringBuilder();
    table.forEach((section, keys) -> {
      yaml.append(section).append(":\n");
      keys.forEach((key, value) -> yaml.append("  " + key + ": " + value + "\n"));
    });
    try {
      return SettingsLoader.parse(yaml.toString(), Path.of("scenario.yaml"));
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }
}
