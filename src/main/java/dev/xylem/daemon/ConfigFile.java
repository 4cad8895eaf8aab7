package dev.xylem.daemon;

import dev.xylem.config.Dnssec;
import dev.xylem.config.Settings;
import dev.xylem.config.SettingsLoader;
import dev.xylem.config.TrustAnchor;
import dev.xylem.config.text.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The configuration file of a command: the one that {@code --config} names, or {@code
 * config/xylem.yaml} in the folder that the system property {@code xylem.home} names, or {@code
 * /etc/xylem/xylem.yaml}; without any of them every setting is at its default.
 */
public final class ConfigFile {
  private static final Path SYSTEM_WIDE = Path.of("/etc/xylem/xylem.yaml");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Configuration file; else that of the installation, else /etc/xylem/xylem.yaml.")
  private @Nullable Path named;

  /** The usual one, unless {@code --config} names another. */
  public ConfigFile() {}

  /** The file {@code named}. */
  ConfigFile(Path named) {
    this.named = named;
  }

  /** Whether {@code --config} was given. */
  boolean isNamed() {
    return named != null;
  }

  /** Whether the file is the one that commands without {@code --config} use. */
  boolean isUsual() {
    return find(named).map(Path::toAbsolutePath).equals(find(null).map(Path::toAbsolutePath));
  }

  /** The file's name; empty when there is none. */
  String file() {
    return find(named).map(Path::toString).orElse("");
  }

  /** The settings in the file, in those beside it, and in the environment. */
  public Settings load() throws ConfigException {
    return read(find(named));
  }

  /** The settings in {@code file}, what overrides them, and what files they name. */
  static Settings read(Optional<Path> file) throws ConfigException {
    return withAnchorFile(SettingsLoader.load(file, System.getenv()));
  }

  /** The file to use; {@code named} if it is not null, empty when there is none. */
  static Optional<Path> find(@Nullable Path named) {
    if (named != null) {
      return Optional.of(named);
    }
    String home = System.getProperty("xylem.home");
    Stream<Path> ofHome =
        home == null ? Stream.of() : Stream.of(Path.of(home, "config", "xylem.yaml"));
    return Stream.concat(ofHome, Stream.of(SYSTEM_WIDE)).filter(Files::exists).findFirst();
  }

  /** Reads the file of trust anchors that the settings name. */
  private static Settings withAnchorFile(Settings settings) throws ConfigException {
    Dnssec dnssec = settings.dnssec();
    if (dnssec.trustAnchorFile().isEmpty()) {
      return settings;
    }
    List<TrustAnchor> anchors = TrustAnchorFile.read(dnssec.trustAnchorFile().get());
    return settings.withDnssec(dnssec.withFileAnchors(anchors));
  }
}
