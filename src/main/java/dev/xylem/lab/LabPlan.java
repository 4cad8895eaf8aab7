package dev.xylem.lab;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.AddressText;
import dev.xylem.dns.text.Entry;
import dev.xylem.dns.text.EntryLexer;
import dev.xylem.dns.text.Token;
import dev.xylem.zone.Zone;
import dev.xylem.zone.ZoneFileException;
import dev.xylem.zone.ZoneFileReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The whole lab as the resources describe it, before it is signed and started.
 *
 * <p>{@code internet.txt} has a line for each zone and for each server with a fault; everything
 * else follows from the zone files: the servers of a zone are its NS records, their addresses the A
 * records of those names, wherever they are.
 */
final class LabPlan {
  private final NavigableMap<Name, ZonePlan> zones = new TreeMap<>();

  /** Addresses at which nobody listens. */
  private final TreeSet<String> dead = new TreeSet<>();

  /** Addresses at which a server refuses everything. */
  private final TreeSet<String> lame = new TreeSet<>();

  private LabPlan() {}

  /** The plan in the resources. */
  static LabPlan load() {
    var plan = new LabPlan();
    List<List<String>> zoneLines = new ArrayList<>();
    var lexer = new EntryLexer(resource("internet.txt"));
    for (Entry entry = lexer.next(); entry != null; entry = lexer.next()) {
      List<String> words = entry.tokens().stream().map(Token::text).toList();
      switch (words.getFirst()) {
        case "zone" -> zoneLines.add(words);
        case "dead" -> plan.dead.add(words.get(1));
        case "lame" -> plan.lame.add(words.get(1));
        default -> throw new IllegalStateException("internet.txt:" + entry.line() + ": " + words);
      }
    }
    for (ZonePlan zone : zoneLines.parallelStream().map(LabPlan::zone).toList()) {
      plan.zones.put(zone.apex(), zone);
    }
    return plan;
  }

  ZonePlan root() {
    return Objects.requireNonNull(zones.get(Name.ROOT), "the lab has no root zone");
  }

  /** All zones as they are served, signed on all processors. */
  List<Zone> served() {
    Map<Name, List<RrSet>> signers = delegationSigners();
    return zones.values().parallelStream()
        .map(plan -> plan.served(signers.getOrDefault(plan.apex(), List.of())))
        .toList();
  }

  /** The zones of each server, by its address. */
  Map<String, List<Zone>> servers(List<Zone> served) {
    var servers = new TreeMap<String, List<Zone>>();
    lame.forEach(address -> servers.put(address, List.of()));
    for (Zone zone : served) {
      for (String address : addressesOf(zone)) {
        if (!dead.contains(address) && !lame.contains(address)) {
          servers.computeIfAbsent(address, a -> new ArrayList<>()).add(zone);
        }
      }
    }
    return servers;
  }

  /** The addresses of a zone's servers, from whatever zone knows them. */
  SortedSet<String> addressesOf(Zone zone) {
    var addresses = new TreeSet<String>();
    RrSet servers = zone.find(zone.apex(), RrType.NS);
    for (Rdata server : servers == null ? List.<Rdata>of() : servers.records()) {
      RrSet set = deepest(server.nameAt(0)).data().find(server.nameAt(0), RrType.A);
      if (set != null) {
        set.records().forEach(rdata -> addresses.add(AddressText.format(rdata.toArray())));
      }
    }
    return addresses;
  }

  private Map<Name, List<RrSet>> delegationSigners() {
    return zones.values().parallelStream()
        .filter(plan -> !plan.apex().isRoot())
        .filter(plan -> deepest(plan.apex().parent()).algorithm() != null)
        .map(ZonePlan::delegationSigner)
        .flatMap(Stream::ofNullable)
        .collect(Collectors.groupingBy(set -> deepest(set.owner().parent()).apex()));
  }

  /** The zone that {@code name} is in. */
  private ZonePlan deepest(Name name) {
    for (int labels = name.labelCount(); labels > 0; labels--) {
      ZonePlan plan = zones.get(name.ancestor(labels));
      if (plan != null) {
        return plan;
      }
    }
    return root();
  }

  /** {@code zone apex [algorithm denial [flaw]]}. */
  private static ZonePlan zone(List<String> words) {
    Name apex = Name.of(words.get(1));
    String file = (apex.isRoot() ? "root." : apex.toString()) + "zone";
    Zone data;
    try {
      data = ZoneFileReader.parseZone(resource(file), file, apex);
    } catch (ZoneFileException e) {
      throw new IllegalStateException(e);
    }
    SigningAlgorithm algorithm =
        words.size() < 3 ? null : SigningAlgorithm.valueOf(words.get(2).toUpperCase(Locale.ROOT));
    Denial denial = words.size() < 4 ? new Denial.Nsec() : denial(words.get(3));
    Flaw flaw =
        words.size() < 5
            ? Flaw.NONE
            : Flaw.valueOf(words.get(4).toUpperCase(Locale.ROOT).replace('-', '_'));
    return new ZonePlan(data, algorithm, denial, flaw);
  }

  /** {@code nsec}, {@code nsec3}, {@code nsec3/salt/iterations} or {@code nsec3-opt-out}. */
  private static Denial denial(String text) {
    String[] parts = text.split("/", -1);
    return switch (parts[0]) {
      case "nsec" -> new Denial.Nsec();
      case "nsec3-opt-out" -> new Denial.Nsec3("", 0, Denial.Coverage.OPT_OUT);
      case "nsec3" ->
          parts.length == 1
              ? new Denial.Nsec3("", 0, Denial.Coverage.ALL)
              : new Denial.Nsec3(parts[1], Integer.parseInt(parts[2]), Denial.Coverage.ALL);
      default -> throw new IllegalStateException("unknown denial " + text);
    };
  }

  private static String resource(String name) {
    try (InputStream in = LabPlan.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read resource " + name, e);
    }
  }
}
