package dev.xylem.policy;

import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names that have a meaning of their own and are never asked for on the internet (RFC 6761, RFC
 * 6303): this machine, private addresses, other name systems. Asking would tell strangers what
 * names and addresses a network uses, load the root and AS112 servers, and believe whoever answers.
 *
 * <p>Which zones they are, and why, is in the resource {@code special-use-zones}. Each has a SOA
 * and an NS record and is otherwise empty, but for the names of the loopback addresses.
 */
public final class SpecialUse {
  private static final String ZONES = "special-use-zones";
  private static final Verdict RESOLVE = new Verdict.Resolve();
  private static final Name LOCALHOST = Name.of("localhost.");

  private final Map<Name, BuiltInZone> zones;
  private final Set<Name> except;
  private final Set<Name> topLevels = new HashSet<>();
  private int mostLabels;

  private SpecialUse(Map<Name, BuiltInZone> zones, Set<Name> except) {
    this.zones = zones;
    this.except = except;
    for (Name apex : zones.keySet()) {
      topLevels.add(apex.ancestor(1));
      mostLabels = Math.max(mostLabels, apex.labelCount());
    }
    except.forEach(name -> mostLabels = Math.max(mostLabels, name.labelCount()));
  }

  /** All built-in zones; names at or below one of {@code except} are resolved as usual. */
  public static SpecialUse builtIn(Collection<Name> except) {
    var zones = new HashMap<Name, BuiltInZone>();
    readZones().lines().forEach(line -> addZone(zones, line));
    zone(zones, "127.in-addr.arpa.")
        .with(Name.of("1.0.0.127.in-addr.arpa."), RrType.PTR, Rdata.of(LOCALHOST));
    String loopback = "1." + "0.".repeat(31) + "ip6.arpa.";
    zone(zones, loopback).with(Name.of(loopback), RrType.PTR, Rdata.of(LOCALHOST));
    for (String owner : new String[] {"localhost.", "*.localhost."}) {
      zone(zones, "localhost.")
          .with(Name.of(owner), RrType.A, address("127.0.0.1"))
          .with(Name.of(owner), RrType.AAAA, address("::1"));
    }
    return new SpecialUse(zones, Set.copyOf(except));
  }

  /** No built-in zones: every name is resolved as usual. */
  public static SpecialUse none() {
    return new SpecialUse(Map.of(), Set.of());
  }

  /** What the built-in zone that holds the question's name says; to resolve if there is none. */
  public Verdict judge(Question question) {
    Name name = question.name();
    if (!question.rrClass().equals(RrClass.IN)
        || name.isRoot()
        || !topLevels.contains(name.ancestor(1))) {
      return RESOLVE;
    }
    for (int labels = Math.min(name.labelCount(), mostLabels); labels > 0; labels--) {
      Name ancestor = name.ancestor(labels);
      BuiltInZone zone = zones.get(ancestor);
      if (except.contains(ancestor)) {
        return RESOLVE;
      } else if (zone != null) {
        return zone.judge(question);
      }
    }
    return RESOLVE;
  }

  private static void addZone(Map<Name, BuiltInZone> zones, String line) {
    int comment = line.indexOf('#');
    String apex = (comment < 0 ? line : line.substring(0, comment)).strip();
    if (!apex.isEmpty()) {
      zones.put(Name.of(apex), new BuiltInZone(Name.of(apex)));
    }
  }

  private static BuiltInZone zone(Map<Name, BuiltInZone> zones, String apex) {
    return Objects.requireNonNull(zones.get(Name.of(apex)), apex);
  }

  private static Rdata address(String text) {
    return Rdata.of(IpPrefix.address(text).getAddress());
  }

  private static String readZones() {
    try (@Nullable InputStream data = SpecialUse.class.getResourceAsStream(ZONES)) {
      return new String(Objects.requireNonNull(data, ZONES).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
