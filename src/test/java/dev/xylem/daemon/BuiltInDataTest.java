package dev.xylem.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xylem.config.text.ConfigException;
import dev.xylem.dns.Name;
import dev.xylem.zone.ResourceRecord;
import dev.xylem.zone.ZoneFileException;
import dev.xylem.zone.ZoneFileReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The data that comes with the program: it reads, and is what IANA publishes. */
class BuiltInDataTest {

  @Test
  void thirteenRootServersEachWithBothFamilies() throws IOException, ConfigException {
    var servers = RootHintsFile.read(Optional.empty()).servers();
    assertEquals(13, servers.size());
    servers.forEach(server -> assertEquals(2, server.addresses().size(), server.name()::toString));
  }

  @Test
  void theTwoRootTrustAnchors() throws IOException, ZoneFileException {
    Path file = Path.of("src/main/resources/dev/xylem/daemon/root-anchors.ds");
    List<ResourceRecord> anchors = ZoneFileReader.read(file, Name.ROOT);
    assertEquals(
        List.of(20326, 38696), anchors.stream().map(anchor -> anchor.rdata().u16(0)).toList());
  }
}
