package dev.xylem.daemon;

import dev.xylem.cache.NameServer;
import dev.xylem.config.text.ConfigException;
import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.iterate.RootHints;
import dev.xylem.zone.ResourceRecord;
import dev.xylem.zone.ZoneFileException;
import dev.xylem.zone.ZoneFileReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The root hints: those built in, or a file in the usual format of {@code root.hints}. */
final class RootHintsFile {
  private static final String BUILT_IN = "root.hints";

  private RootHintsFile() {}

  /** The hints in {@code file}; without a file, the ones that IANA publishes. */
  static RootHints read(Optional<Path> file) throws IOException, ConfigException {
    if (file.isEmpty()) {
      return builtIn();
    }
    try {
      RootHints hints = hints(ZoneFileReader.read(file.get(), Name.ROOT));
      if (hints.servers().isEmpty()) {
        throw new ConfigException(file.get(), "there is no root server with an address in it");
      }
      return hints;
    } catch (ZoneFileException e) {
      throw new ConfigException(file.get(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new ConfigException(file.get(), "the root hints cannot be read: " + e.getMessage());
    }
  }

  private static RootHints builtIn() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(RootHintsFile.class.getResourceAsStream(BUILT_IN))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return hints(ZoneFileReader.parse(text, BUILT_IN, Name.ROOT));
    } catch (ZoneFileException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RootHints hints(List<ResourceRecord> records) {
    List<NameServer> servers = new ArrayList<>();
    for (ResourceRecord record : records) {
      if (record.type().equals(RrType.NS) && record.owner().isRoot()) {
        Name name = record.rdata().nameAt(0);
        List<InetAddress> addresses = addresses(records, name);
        if (!addresses.isEmpty()) {
          servers.add(new NameServer(name, addresses));
        }
      }
    }
    return new RootHints(servers);
  }

  private static List<InetAddress> addresses(List<ResourceRecord> records, Name name) {
    List<InetAddress> addresses = new ArrayList<>();
    for (ResourceRecord record : records) {
      boolean address = record.type().equals(RrType.A) || record.type().equals(RrType.AAAA);
      if (address && record.owner().equals(name)) {
        addresses.addAll(RrSet.of(name, record.type(), record.ttl(), record.rdata()).addresses());
      }
    }
    return addresses;
  }
}
