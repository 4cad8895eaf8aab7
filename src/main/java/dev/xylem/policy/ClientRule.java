package dev.xylem.policy;

import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the clients of a prefix are treated otherwise than the others.
 *
 * @param tags which zones with tags are there for them; where several fit, the first counts
 * @param tagTypes the type that a zone has for them, by tag
 * @param tagRecords what a redirecting zone answers them with, by tag; owners do not matter
 * @param zoneTypes the type that a zone has for them, by zone
 */
public record ClientRule(
    IpPrefix prefix,
    List<String> tags,
    Map<String, LocalZone.Type> tagTypes,
    Map<String, List<RrSet>> tagRecords,
    Map<Name, LocalZone.Type> zoneTypes) {
  public ClientRule {
    tags = List.copyOf(tags);
    tagTypes = Map.copyOf(tagTypes);
    tagRecords = Map.copyOf(tagRecords);
    zoneTypes = Map.copyOf(zoneTypes);
  }

  /** The rule of the longest prefix with {@code address}. */
  static @Nullable ClientRule closest(List<ClientRule> rules, InetAddress address) {
    byte[] octets = address.getAddress();
    long high = IpPrefix.highBits(octets);
    long low = IpPrefix.lowBits(octets);
    ClientRule closest = null;
    for (ClientRule rule : rules) {
      boolean closer = closest == null || rule.prefix.length() > closest.prefix.length();
      if (closer && rule.prefix.contains(high, low)) {
        closest = rule;
      }
    }
    return closest;
  }

  /** The type of {@code zone} by the longest prefix with {@code address} that says one. */
  static LocalZone.@Nullable Type override(List<ClientRule> rules, InetAddress address, Name zone) {
    List<ClientRule> some =
        rules.stream().filter(rule -> rule.zoneTypes.containsKey(zone)).toList();
    ClientRule closest = closest(some, address);
    return closest == null ? null : closest.zoneTypes.get(zone);
  }

  LocalZone.@Nullable Type typeFor(Set<String> zoneTags) {
    for (String tag : tags) {
      LocalZone.Type type = tagTypes.get(tag);
      if (type != null && zoneTags.contains(tag)) {
        return type;
      }
    }
    return null;
  }

  List<RrSet> recordsFor(Set<String> zoneTags) {
    for (String tag : tags) {
      List<RrSet> records = tagRecords.get(tag);
      if (records != null && zoneTags.contains(tag)) {
        return records;
      }
    }
    return List.of();
  }
}
