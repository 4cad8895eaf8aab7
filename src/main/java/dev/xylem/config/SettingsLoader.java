package dev.xylem.config;

import dev.xylem.config.text.ConfigException;
import dev.xylem.config.text.Problems;
import dev.xylem.config.text.YamlSection;
import dev.xylem.dns.Name;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a configuration file; either everything in it is right or nothing is used. */
public final class SettingsLoader {
  private SettingsLoader() {}

  /** The settings in {@code file}. */
  public static Settings load(Path file) throws IOException, ConfigException {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      var problems = new Problems(file.toString());
      problems.add(Optional.empty(), "the file is not UTF-8 text");
      throw new ConfigException(problems.all());
    }
    return parse(text, file);
  }

  /** The settings in {@code text}; {@code file} is named in messages and locates other files. */
  public static Settings parse(String text, Path file) throws ConfigException {
    var problems = new Problems(file.toString());
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
    YamlSection root = YamlSection.root(problems, folder, compose(text, problems));
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

  private static @Nullable Node compose(String text, Problems problems) {
    LoadSettings yaml = LoadSettings.builder().setUseMarks(true).build();
    try {
      return new Compose(yaml).composeString(text).orElse(null);
    } catch (MarkedYamlEngineException e) {
      problems.add(e.getProblemMark(), "this is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(Optional.empty(), "this is not YAML: " + e.getMessage());
    }
    return null;
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
