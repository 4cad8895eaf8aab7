package dev.xylem.replay;

import static dev.xylem.replay.SettingsText.addTo;
import static dev.xylem.replay.SettingsText.quoted;

import dev.xylem.cache.NameServer;
import dev.xylem.config.LocalSettings;
import dev.xylem.config.Settings;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.iterate.RootHints;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A scenario's options as our settings: one table of what they mean here.
 *
 * @param autotrust the files of anchors that change
 * @param missing the option that we do not have, by which the scenario is skipped; null when all
 *     are there
 */
record ScenarioSettings(
    Settings settings,
    RootHints hints,
    long epochSeconds,
    List<String> autotrust,
    @Nullable String missing) {
  private static final long LEAST_CACHE = 1 << 20;

  /**
   * @throws MalformedScenario when an option has a value that it cannot have
   */
  static ScenarioSettings of(Scenario scenario) {
    try {
      return read(scenario);
    } catch (MalformedScenario e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new MalformedScenario(lineAtFault(scenario), e);
    }
  }

  /** Our settings know no lines: it is the one without which they can be read; 0 if none is. */
  private static int lineAtFault(Scenario scenario) {
    for (Scenario.Option option : scenario.options()) {
      List<Scenario.Option> others = new ArrayList<>(scenario.options());
      others.remove(option);
      try {
        read(new Scenario("", others, scenario.files(), List.of(), List.of()));
        return option.line();
      } catch (IllegalArgumentException e) {
        // The fault is somewhere else.
      }
    }
    return 0;
  }

  private static ScenarioSettings read(Scenario scenario) {
    var text = new SettingsText();
    // What Unbound does when an option is not set, where that differs from our default.
    text.set("iteration", "case-randomisation", "false");
    text.set("iteration", "qname-minimisation", "relaxed");
    text.set("iteration", "do-not-query", "[]");
    // A scenario's time stands still while a server is waited for; ours moves on.
    text.set("listen", "udp-discard-timeout", "0s");
    text.set("special-use", "enabled", "false");
    // Scenarios compare whole OPT records.
    text.set("upstream", "cookies", "false");
    text.set("upstream", "hide-type", "true");
    text.set("answers", "any", "whole");
    text.set("cache", "prefetch", "false");
    text.set("cache", "prefetch-hits", "1");
    text.set("cache", "delegation-min-ttl", "0s");
    text.set("access", "allow", "[]");
    text.set("access", "snoop", "[]");
    text.add("access", "allow", "127.0.0.0/8");
    text.add("access", "allow", "::1");
    List<NameServer> hints = new ArrayList<>();
    var dnssec = new ScenarioDnssec();
    String missing = null;
    for (Scenario.Option option : scenario.options()) {
      try {
        if (option.key().equals("root-hints")) {
          hints.addAll(fromFile(scenario.files().getOrDefault(option.value(), List.of())));
          continue;
        }
        boolean known =
            !option.clause().equals("server")
                || UnmappedOptions.areDoneHere(option.key(), option.value())
                || dnssec.take(option.key(), option.value())
                || apply(option, text);
        missing = known ? missing : named(option);
      } catch (RuntimeException e) {
        throw MalformedScenario.at(option.line(), e);
      }
    }
    for (Map<String, String> zone : zones(scenario).values()) {
      String clause = zone.getOrDefault("clause", "");
      if (clause.equals("stub-zone") && ".".equals(zone.get("name"))) {
        hints.addAll(hints(zone.getOrDefault("stub-addr", "")));
      } else {
        String unknown = addZone(text, clause, zone);
        missing = unknown == null ? missing : unknown;
      }
    }
    dnssec.write(text);
    Settings settings = missing == null ? text.read() : Settings.standard();
    return new ScenarioSettings(
        settings, new RootHints(hints), dnssec.epochSeconds(), dnssec.autotrust(), missing);
  }

  /** The option; with its value where we have other values of it. */
  private static String named(Scenario.Option option) {
    return Set.of("module-config", "local-zone").contains(option.key())
        ? option.key() + " " + option.value()
        : option.key();
  }

  private static List<NameServer> fromFile(List<String> lines) {
    List<NameServer> hints = new ArrayList<>();
    for (RrSet rrSet : new SectionText(lines).rrSets()) {
      if (isAddress(rrSet)) {
        hints.add(new NameServer(rrSet.owner(), rrSet.addresses()));
      }
    }
    return hints;
  }

  private static boolean isAddress(RrSet rrSet) {
    return rrSet.rrClass().equals(RrClass.IN)
        && (rrSet.type().equals(RrType.A) || rrSet.type().equals(RrType.AAAA));
  }

  private static List<NameServer> hints(String addresses) {
    List<NameServer> hints = new ArrayList<>();
    for (String address : Lines.wordsOf(addresses)) {
      hints.add(
          new NameServer(
              Name.of("hint" + hints.size() + ".root."), List.of(IpPrefix.address(address))));
    }
    return hints;
  }

  /** Writes a stub or forward zone as ours; returns what we do not have, if anything. */
  private static @Nullable String addZone(
      SettingsText text, String clause, Map<String, String> zone) {
    String kind = clause.replace("-zone", "");
    if (!kind.equals("stub") && !kind.equals("forward")) {
      return clause;
    }
    Map<String, String> ours = text.group(kind + "-zones", "name", zone.getOrDefault("name", "."));
    for (Map.Entry<String, String> option : zone.entrySet()) {
      boolean yes = option.getValue().equals("yes");
      switch (option.getKey().replaceFirst("^(stub|forward)-", "")) {
        case "name", "clause", "prime" -> {}
        case "addr" -> {
          for (String server : option.getValue().split(" ")) {
            addTo(ours, "servers", server);
          }
        }
        case "first" -> ours.put("first", "" + yes);
        case "tcp-upstream" -> ours.put("tcp", "" + yes);
        case "no-cache" -> ours.put("keep", "" + !yes);
        case "host" -> {
          for (String server : option.getValue().split(" ")) {
            addTo(ours, "hosts", server);
          }
        }
        default -> {
          return option.getKey();
        }
      }
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
  private static boolean apply(Scenario.Option option, SettingsText text) {
    String value = option.value();
    boolean yes = value.equals("yes");
    switch (option.key()) {
      case "qname-minimisation" ->
          text.set("iteration", "qname-minimisation", yes ? "relaxed" : "off");
      case "qname-minimisation-strict" ->
          text.set("iteration", "qname-minimisation", yes ? "strict" : "relaxed");
      case "use-caps-for-id" -> text.set("iteration", "case-randomisation", "" + yes);
      case "do-ip4" -> text.set("iteration", "ipv4", "" + yes);
      case "do-ip6" -> text.set("iteration", "ipv6", "" + yes);
      case "do-not-query-localhost" ->
          text.set("iteration", "do-not-query", yes ? "[127.0.0.0/8, '::1/128']" : "[]");
      case "max-query-restarts" -> text.set("limits", "aliases", value);
      case "msg-cache-size", "rrset-cache-size" -> text.set("cache", "size", cacheSize(value));
      case "num-queries-per-thread" -> text.set("listen", "waiting-queries", value);
      case "discard-timeout" -> text.set("listen", "udp-discard-timeout", value + "ms");
      case "max-udp-size" -> text.set("listen", "udp-answer-size", value);
      case "do-not-query-address" -> text.add("iteration", "do-not-query", value);
      case "max-global-quota" -> text.set("limits", "upstream-packets", value);
      case "cache-max-ttl" -> text.set("cache", "max-ttl", value + "s");
      case "cache-min-ttl" -> text.set("cache", "min-ttl", value + "s");
      case "cache-max-negative-ttl" -> text.set("cache", "max-negative-ttl", value + "s");
      case "identity" -> text.set("identity", "server-id", quoted(value));
      case "version" -> text.set("identity", "version", quoted(value));
      case "hide-identity" -> text.set("identity", "hide-server-id", "" + yes);
      case "hide-version" -> text.set("identity", "hide-version", "" + yes);
      case "tcp-upstream" -> text.set("upstream", "tcp", "" + yes);
      case "harden-unverified-glue" -> text.set("upstream", "verify-glue", "" + yes);
      case "prefetch" -> text.set("cache", "prefetch", "" + yes);
      case "answer-cookie" -> text.set("cookies", "enabled", "" + yes);
      case "cookie-secret" -> text.set("cookies", "secret", quoted(value));
      case "iter-scrub-ns" -> text.set("upstream", "ns-records", value);
      case "do-nat64" -> text.set("upstream", "nat64", "" + yes);
      case "nat64-prefix" -> text.set("upstream", "nat64-prefix", quoted(value));
      case "edns-client-string-opcode" -> text.set("upstream", "client-string-code", value);
      case "edns-client-string" ->
          text.group("client-strings", "prefix", option.arguments().getFirst())
              .put("text", quoted(option.arguments().getLast()));
      case "deny-any" -> text.set("answers", "any", yes ? "minimal" : "whole");
      case "dns64-prefix" -> text.set("answers", "dns64-prefix", quoted(value));
      case "dns64-ignore-aaaa" -> text.add("answers", "dns64-ignore", value);
      case "dns64-synthall" -> text.add("answers", "dns64-ignore", ".");
      case "serve-expired" -> text.set("stale", "enabled", "" + yes);
      case "serve-expired-ttl" ->
          text.set("stale", "max-age", value.equals("0") ? "7d" : value + "s");
      case "serve-expired-reply-ttl" -> text.set("stale", "answer-ttl", value + "s");
      case "serve-expired-client-timeout" -> text.set("stale", "client-wait", value + "ms");
      case "nsid" -> text.set("identity", "nsid", quoted(value));
      case "private-address" -> text.add("rebinding", "addresses", value);
      case "private-domain" -> text.add("rebinding", "except", value);
      default -> {
        return applyLocal(option.key(), option.arguments(), text);
      }
    }
    return true;
  }

  /** Octets, or with k, m or g; what is less than our least is that. */
  private static String cacheSize(String value) {
    int unit = "kmg".indexOf(value.toLowerCase(Locale.ROOT).charAt(value.length() - 1));
    String number = unit < 0 ? value : value.substring(0, value.length() - 1);
    long octets = Long.parseLong(number) << 10 * (unit + 1);
    return Math.max(LEAST_CACHE, octets) / LEAST_CACHE + "MiB";
  }

  /** As {@link #apply}, for what is answered here, and for whom. */
  private static boolean applyLocal(String key, List<String> words, SettingsText text) {
    String first = words.getFirst();
    String last = words.getLast();
    switch (key) {
      case "access-control" -> {
        String list = accessList(last);
        text.add("access", list.isEmpty() ? "deny" : list, first);
        return !list.isEmpty();
      }
      case "local-data" -> text.add("local-data", "records", String.join(" ", words));
      case "local-data-ptr" -> {
        String[] pointer = String.join(" ", words).split("\\s+");
        text.add("local-data", "pointers", pointer[0] + " " + pointer[pointer.length - 1]);
      }
      case "local-zone" -> {
        if (last.equals("nodefault")) {
          text.add("special-use", "except", first);
          return true;
        }
        text.group("local-zones", "name", first).put("type", typeOf(last));
        return isType(last);
      }
      case "local-zone-tag" -> tags(text.group("local-zones", "name", first), words);
      case "access-control-tag" -> tags(text.group("client-rules", "prefix", first), words);
      case "access-control-tag-action" -> {
        addTo(rule(text, first), "tag-types", words.get(1) + " " + typeOf(last));
        return isType(last);
      }
      case "access-control-tag-data" ->
          addTo(rule(text, first), "tag-records", words.get(1) + " " + last);
      case "local-zone-override" -> {
        addTo(rule(text, words.get(1)), "zone-types", first + " " + typeOf(last));
        return isType(last);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static Map<String, String> rule(SettingsText text, String prefix) {
    return text.group("client-rules", "prefix", prefix);
  }

  private static void tags(Map<String, String> group, List<String> words) {
    for (String tag : String.join(" ", words.subList(1, words.size())).split("\\s+")) {
      addTo(group, "tags", tag);
    }
  }

  private static String accessList(String treatment) {
    return switch (treatment) {
      case "allow" -> "allow";
      case "allow_snoop" -> "snoop";
      case "allow_setrd" -> "assume-recursion";
      case "refuse" -> "deny";
      case "deny" -> "drop";
      case "refuse_non_local" -> "local-only";
      case "deny_non_local" -> "local-or-drop";
      default -> "";
    };
  }

  private static String typeOf(String type) {
    return type.replace('_', '-');
  }

  private static boolean isType(String type) {
    for (LocalSettings.ZoneType known : LocalSettings.ZoneType.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(type)) {
        return true;
      }
    }
    return false;
  }
}
