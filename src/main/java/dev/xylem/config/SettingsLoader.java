package dev.xylem.config;

import dev.xylem.config.text.ConfigException;
import dev.xylem.config.text.Environment;
import dev.xylem.config.text.Problems;
import dev.xylem.config.text.YamlSection;
import dev.xylem.config.text.YamlText;
import dev.xylem.dns.Name;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a configuration file, the files in {@code conf.d} beside it, and environment variables, of
 * which the later override single settings of the earlier; either everything is right or nothing is
 * used.
 */
public final class SettingsLoader {
  private SettingsLoader() {}

  /** The settings in {@code file}, if there is one, and what overrides them. */
  public static Settings load(Optional<Path> file, Map<String, String> environment)
      throws ConfigException {
    var problems = new Problems(file.map(Path::toString).orElse("environment"));
    var documents = new ArrayList<@Nullable Node>();
    if (file.isPresent()) {
      documents.add(YamlText.read(file.get(), problems));
      for (Path more : YamlText.filesBeside(file.get(), problems)) {
        documents.add(YamlText.read(more, problems));
      }
    }
    documents.addAll(new Environment(Settings::read).documents(environment, problems));
    return read(documents, file.orElse(Path.of("none")), problems);
  }

  /** The settings in {@code text}; {@code file} is named in messages and locates other files. */
  public static Settings parse(String text, Path file) throws ConfigException {
    var problems = new Problems(file.toString());
    var documents = new ArrayList<@Nullable Node>();
    documents.add(YamlText.compose(text, file.toString(), problems));
    return read(documents, file, problems);
  }

  private static Settings read(List<@Nullable Node> documents, Path file, Problems problems)
      throws ConfigException {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
    List<Node> there = documents.stream().filter(Objects::nonNull).toList();
    YamlSection root = YamlSection.root(problems, folder, there);
    Settings settings = Settings.read(root);
    root.finish();
    if (problems.all().isEmpty()) {
      checkTogether(settings, root);
    }
    if (!problems.all().isEmpty()) {
      throw new ConfigException(problems.all());
    }
    return settings;
  }

  private static void checkServers(Settings settings, YamlSection root) {
    boolean emptyStub =
        settings.stubZones().stream().anyMatch(z -> z.servers().isEmpty() && z.hosts().isEmpty());
    boolean emptyForward =
        settings.forwardZones().stream()
            .anyMatch(z -> z.servers().isEmpty() && z.hosts().isEmpty());
    if (emptyStub || emptyForward) {
      root.conflict(
          emptyStub ? "stub-zones" : "forward-zones", "must name servers or hosts for each zone");
    }
  }

  /** What one value alone cannot show. */
  private static void checkTogether(Settings settings, YamlSection root) {
    if (settings.listen().addresses().isEmpty()) {
      root.at("listen").conflict("addresses", "must name at least one address");
    }
    if (!settings.iteration().ipv4() && !settings.iteration().ipv6()) {
      root.at("iteration").conflict("ipv6", "must be true when ipv4 is false");
    }
    checkZones(root, "stub-zones", settings.stubZones().stream().map(StubZone::name).toList());
    checkZones(
        root, "forward-zones", settings.forwardZones().stream().map(ForwardZone::name).toList());
    checkStubOrForward(settings, root);
    checkServers(settings, root);
    checkControl(settings.control(), root);
    checkDnssec(settings.dnssec(), root.at("dnssec"));
    Cache cache = settings.cache();
    YamlSection section = root.at("cache");
    checkOrder(section, "min-ttl", cache.minTtl(), "max-ttl", cache.maxTtl());
    checkOrder(
        section, "failure-ttl", cache.failureTtl(), "failure-max-ttl", cache.failureMaxTtl());
  }

  /** Whoever reaches the address could do everything. */
  private static void checkControl(Control control, YamlSection root) {
    if (control.address().isPresent() && control.tokenFile().isEmpty()) {
      root.at("control").conflict("token-file", "must be given when control.address is");
    }
  }

  /** With none, every zone would count as unsigned, and nobody would be told. */
  private static void checkDnssec(Dnssec dnssec, YamlSection section) {
    String reason = "must name at least one; validation: false turns validation off";
    if (dnssec.algorithms().isEmpty()) {
      section.conflict("algorithms", reason);
    }
    if (dnssec.digests().isEmpty()) {
      section.conflict("digests", reason);
    }
  }

  private static void checkZones(YamlSection root, String key, List<Name> names) {
    if (Set.copyOf(names).size() < names.size()) {
      root.conflict(key, "must not name a zone twice");
    }
  }

  /** Which of the two is meant is anyone's guess, and one would silently be without effect. */
  private static void checkStubOrForward(Settings settings, YamlSection root) {
    Set<Name> stubs = settings.stubZones().stream().map(StubZone::name).collect(Collectors.toSet());
    List<ForwardZone> forwards = settings.forwardZones();
    for (int i = 0; i < forwards.size(); i++) {
      Name name = forwards.get(i).name();
      if (stubs.contains(name)) {
        root.group("forward-zones", i).conflict("name", "must not be a stub zone as well: " + name);
      }
    }
  }

  private static void checkOrder(
      YamlSection section, String lessKey, Duration less, String moreKey, Duration more) {
    if (less.compareTo(more) > 0) {
      section.conflict(lessKey, "must not be longer than " + moreKey);
    }
  }
}
