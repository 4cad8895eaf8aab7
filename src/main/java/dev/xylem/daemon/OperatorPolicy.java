package dev.xylem.daemon;

import dev.xylem.config.Access;
import dev.xylem.config.LocalSettings;
import dev.xylem.config.Settings;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.ReverseName;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.listen.Identity;
import dev.xylem.listen.rate.RateLimit;
import dev.xylem.policy.AccessList;
import dev.xylem.policy.AccessList.Treatment;
import dev.xylem.policy.ClientRule;
import dev.xylem.policy.LocalZone;
import dev.xylem.policy.LocalZones;
import dev.xylem.policy.SpecialUse;
import dev.xylem.runtime.Entropy;
import dev.xylem.wire.ServerCookies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Settings about clients and names as the objects that policies are. */
public final class OperatorPolicy {
  private static final int POINTER_TTL = 3600;

  private OperatorPolicy() {}

  /** Who is served, and how. */
  public static AccessList access(Access access) {
    Map<Treatment, List<IpPrefix>> lists = new EnumMap<>(Treatment.class);
    lists.put(Treatment.SERVE, access.allow());
    lists.put(Treatment.SNOOP, access.snoop());
    lists.put(Treatment.ASSUME_RECURSION, access.assumeRecursion());
    lists.put(Treatment.LOCAL_OR_REFUSE, access.localOnly());
    lists.put(Treatment.LOCAL_OR_DROP, access.localOrDrop());
    lists.put(Treatment.REFUSE, access.deny());
    lists.put(Treatment.DROP, access.drop());
    return new AccessList(lists);
  }

  /** Cookies for clients, by a secret that was {@code drawn} if none is set; null without. */
  public static @Nullable ServerCookies cookies(Settings.Cookies cookies, Rdata drawn) {
    return cookies.enabled()
        ? new ServerCookies(cookies.secret().orElse(drawn), cookies.acceptedSecrets())
        : null;
  }

  /** How fast clients may ask; null for no limit. */
  public static @Nullable RateLimit rateLimit(Settings.ClientRate rate) {
    return rate.queriesPerSecond() == 0
        ? null
        : new RateLimit(
            rate.queriesPerSecond(),
            rate.ipv4Prefix(),
            rate.ipv6Prefix(),
            rate.slip(),
            rate.exempt());
  }

  /** A secret for cookies. */
  public static Rdata secret(Entropy entropy) {
    ByteBuffer secret = ByteBuffer.allocate(ServerCookies.SECRET_LENGTH);
    while (secret.hasRemaining()) {
      secret.putInt(entropy.nextBits());
    }
    return Rdata.of(secret.array());
  }

  /** The names that are answered here: built-in zones, and before them those of the operator. */
  public static LocalZones localZones(Settings settings) {
    List<LocalZones.Tagged> zones = new ArrayList<>();
    if (settings.specialUse().enabled()) {
      SpecialUse.zones(exceptions(settings))
          .forEach(zone -> zones.add(new LocalZones.Tagged(zone, Set.of())));
    }
    LocalSettings local = settings.local();
    Map<Name, List<RrSet>> records = recordsByZone(local);
    Map<Name, LocalSettings.Zone> configured = new HashMap<>();
    local.zones().forEach(zone -> configured.put(zone.name(), zone));
    records.forEach((apex, rrSets) -> {
      LocalSettings.Zone zone =
          configured.getOrDefault(
              apex, new LocalSettings.Zone(apex, LocalSettings.ZoneType.TRANSPARENT, List.of()));
      zones.add(
          new LocalZones.Tagged(
              new LocalZone(apex, type(zone.type()), rrSets), Set.copyOf(zone.tags())));
    });
    return new LocalZones(zones, local.clientRules().stream().map(OperatorPolicy::rule).toList());
  }

  /** Whoever configures servers for a name wants them asked, also below a built-in zone (S23). */
  private static List<Name> exceptions(Settings settings) {
    List<Name> exceptions = new ArrayList<>(settings.specialUse().except());
    settings.stubZones().forEach(zone -> exceptions.add(zone.name()));
    settings.forwardZones().forEach(zone -> exceptions.add(zone.name()));
    exceptions.removeIf(Name::isRoot);
    return exceptions;
  }

  /** Each record with the deepest zone around it; those of no zone make one of their own. */
  private static Map<Name, List<RrSet>> recordsByZone(LocalSettings local) {
    Map<Name, List<RrSet>> byZone = new LinkedHashMap<>();
    local.zones().forEach(zone -> byZone.put(zone.name(), new ArrayList<>()));
    Set<Name> zones = Set.copyOf(byZone.keySet());
    for (RrSet rrSet : rrSets(local.data())) {
      Name apex =
          zones.stream()
              .filter(rrSet.owner()::isAtOrBelow)
              .max(Comparator.comparingInt(Name::labelCount))
              .orElse(rrSet.owner());
      byZone.computeIfAbsent(apex, _ -> new ArrayList<>()).add(rrSet);
    }
    return byZone;
  }

  /** Single records gathered into RRsets; the TTL of the first counts. */
  private static List<RrSet> rrSets(LocalSettings.Data data) {
    List<RrSet> single = new ArrayList<>(data.records());
    for (Map.Entry<InetAddress, Name> pointer : data.pointers()) {
      Rdata target = Rdata.of(pointer.getValue());
      single.add(RrSet.of(ReverseName.of(pointer.getKey()), RrType.PTR, POINTER_TTL, target));
    }
    return gathered(single);
  }

  private static List<RrSet> gathered(List<RrSet> single) {
    record Key(Name owner, RrType type) {}
    Map<Key, RrSet> gathered = new LinkedHashMap<>();
    for (RrSet rrSet : single) {
      gathered.merge(new Key(rrSet.owner(), rrSet.type()), rrSet, OperatorPolicy::joined);
    }
    return List.copyOf(gathered.values());
  }

  private static RrSet joined(RrSet first, RrSet second) {
    List<Rdata> records = new ArrayList<>();
    first.records().forEach(records::add);
    second.records().forEach(records::add);
    return new RrSet(
        first.owner(),
        first.type(),
        first.rrClass(),
        first.ttl(),
        RdataList.of(records),
        RdataList.EMPTY);
  }

  private static ClientRule rule(LocalSettings.ClientRule rule) {
    Map<String, LocalZone.Type> tagTypes = new HashMap<>();
    rule.tagTypes().forEach(entry -> tagTypes.put(entry.getKey(), type(entry.getValue())));
    Map<String, List<RrSet>> tagRecords = new HashMap<>();
    rule.tagRecords()
        .forEach(entry ->
            tagRecords
                .computeIfAbsent(entry.getKey(), _ -> new ArrayList<>())
                .add(entry.getValue()));
    tagRecords.replaceAll((_, records) -> gathered(records));
    Map<Name, LocalZone.Type> zoneTypes = new HashMap<>();
    rule.zoneTypes().forEach(entry -> zoneTypes.put(entry.getKey(), type(entry.getValue())));
    return new ClientRule(rule.prefix(), rule.tags(), tagTypes, tagRecords, zoneTypes);
  }

  private static LocalZone.Type type(LocalSettings.ZoneType type) {
    return LocalZone.Type.valueOf(type.name());
  }

  /** EDNS options that get an answer of their own. */
  public static Set<Integer> answeredOptions(Settings settings) {
    Set<Integer> options = new HashSet<>();
    if (settings.identity().nsid().length() > 0) {
      options.add(EdnsOption.NSID);
    }
    if (settings.cookies().enabled()) {
      options.add(EdnsOption.COOKIE);
    }
    options.add(EdnsOption.TCP_KEEPALIVE);
    return options;
  }

  /** What this server calls itself: what is set, or else the name of the machine. */
  public static String serverId(Settings.Identity settings) {
    return settings.serverId().isEmpty() ? hostName() : settings.serverId();
  }

  /** What this server says about itself. */
  public static Identity identity(Settings settings, @Nullable ServerCookies cookies) {
    Settings.Identity told = settings.identity();
    String version = told.version().isEmpty() ? Version.text() : told.version();
    return new Identity(
        told.hideVersion() ? Optional.empty() : Optional.of(version),
        told.hideServerId() ? Optional.empty() : Optional.of(serverId(told)),
        told.nsid(),
        cookies,
        settings.listen().tcpIdleTimeout());
  }

  /**
   * The kernel's word where it is to be had: the JDK asks the name service as well, which on the
   * machine that this resolver serves is this resolver, not yet started.
   */
  private static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return hostNameOfJdk();
    }
  }

  private static String hostNameOfJdk() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
