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
record ScenarioSettings(
    Settings settings, RootHints hints, long epochSeconds, @Nullable String missing) {
  /** Options without effect on what a scenario can see. */
  private static final Set<String> NO_EFFECT =
      Set.of(
          "target-fetch-policy",
          "trust-anchor-signaling",
          "val-log-level",
          "val-max-restart",
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
          "jostle-timeout",
          "outbound-msg-retry",
          "unknown-server-time-limit",
          "infra-keep-probing",
          // Ours are always sent.
          "ede",
          "log-time-ascii",
          "harden-unknown-additional");

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
    var groups = new StringBuilder();
    for (Map<String, String> zone : zones(scenario).values()) {
      String clause = zone.getOrDefault("clause", "");
      if (clause.equals("stub-zone") && ".".equals(zone.get("name"))) {
        hints.addAll(hints(zone.getOrDefault("stub-addr", "")));
      } else {
        String unknown = appendZone(groups, clause, zone);
        missing = unknown == null ? missing : unknown;
      }
    }
    var dnssec = new ScenarioDnssec();
    for (Scenario.Option option : scenario.options()) {
      if (option.clause().equals("server") && !NO_EFFECT.contains(option.key())) {
        boolean known = dnssec.take(option.key(), option.value()) || apply(option, table);
        missing = known ? missing : option.key();
      }
    }
    return new ScenarioSettings(
        settings(table, dnssec.yaml(), missing == null ? groups.toString() : ""),
        new RootHints(hints),
        dnssec.epochSeconds(),
        missing);
  }

  private static List<NameServer> hints(String addresses) {
    List<NameServer> hints = new ArrayList<>();
    for (String address : addresses.split(" ")) {
      hints.add(
          new NameServer(
              Name.of("hint" + hints.size() + ".root."), List.of(IpPrefix.address(address))));
    }
    return hints;
  }

  /** Writes a stub or forward zone as ours; returns what we do not have, if anything. */
  private static @Nullable String appendZone(
      StringBuilder groups, String clause, Map<String, String> zone) {
    String kind = clause.replace("-zone", "");
    if (!kind.equals("stub") && !kind.equals("forward")) {
      return clause;
    }
    Set<String> known =
        Set.of(
            "name",
            "clause",
            kind + "-addr",
            kind + "-first",
            kind + "-tcp-upstream",
            "stub-prime");
    for (String key : zone.keySet()) {
      if (!known.contains(key)) {
        return key;
      }
    }
    List<String> servers = new ArrayList<>();
    for (String server : zone.getOrDefault(kind + "-addr", "").split(" ")) {
      servers.add('"' + server + '"');
    }
    groups.append(kind).append("-zones: # ").append(zone.get("name")).append('\n');
    groups.append("  - name: ").append(zone.get("name")).append('\n');
    groups.append("    servers: ").append(servers).append('\n');
    groups.append("    first: ").append("yes".equals(zone.get(kind + "-first"))).append('\n');
    if (kind.equals("forward")) {
      groups
          .append("    tcp: ")
          .append("yes".equals(zone.get("forward-tcp-upstream")))
          .append('\n');
    }
    return null;
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
      case "access-control" -> {
        return accessControl(value.split("\\s+"), table);
      }
      case "identity" -> set(table, "identity", "server-id", "\"" + value + "\"");
      case "version" -> set(table, "identity", "version", "\"" + value + "\"");
      case "hide-identity" -> set(table, "identity", "hide-server-id", "" + yes);
      case "hide-version" -> set(table, "identity", "hide-version", "" + yes);
      case "prefetch",
          "serve-expired",
          "aggressive-nsec",
          "ede-serve-expired",
          "dns-error-reporting" -> {
        return !yes;
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean accessControl(String[] words, Map<String, Map<String, String>> table) {
    // Allowed to ask without RD is allowed here, too; silence towards a client is not to be had.
    String list = words[1].startsWith("allow") ? "allow" : "deny";
    String entry = '"' + words[0] + '"';
    String before =
        table.computeIfAbsent("access", _ -> new TreeMap<>()).getOrDefault(list, "[\"127.0.0.1\"]");
    String rest =
        list.equals("deny") && before.contains("127.0.0.1")
            ? ""
            : before.replaceAll("[\\[\\]]", "");
    set(table, "access", list, "[" + rest + (rest.isEmpty() ? "" : ", ") + entry + "]");
    return !words[1].equals("deny");
  }

  private static void set(
      Map<String, Map<String, String>> table, String section, String key, String value) {
    table.computeIfAbsent(section, _ -> new TreeMap<>()).put(key, value);
  }

  private static Settings settings(
      Map<String, Map<String, String>> table, String dnssec, String groups) {
    var yaml = new StringBuilder(dnssec);
    table.forEach((section, keys) -> {
      yaml.append(section).append(":\n");
      keys.forEach((key, value) -> yaml.append("  " + key + ": " + value + "\n"));
    });
    try {
      return SettingsLoader.parse(yaml + joined(groups), Path.of("scenario.yaml"));
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One list for each kind of zone: the head of a further zone of the same kind is dropped. */
  private static String joined(String groups) {
    var text = new StringBuilder();
    for (String kind : List.of("stub", "forward")) {
      String body =
          List.of(groups.split("(?m)^(?=[a-z])")).stream()
              .filter(group -> group.startsWith(kind))
              .map(group -> group.substring(group.indexOf('\n') + 1))
              .reduce("", String::concat);
      text.append(body.isEmpty() ? "" : kind + "-zones:\n" + body);
    }
    return text.toString();
  }
}
