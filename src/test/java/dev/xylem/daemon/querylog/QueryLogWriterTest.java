package dev.xylem.daemon.querylog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.config.QueryLog;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.runtime.Limits;
import dev.xylem.runtime.SystemTime;
import dev.xylem.runtime.TimeSource;
import dev.xylem.runtime.Work;
import dev.xylem.telemetry.QueryObserver.Answered;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Lines are whole and files bounded; a disk that does not take them makes nobody wait. */
class QueryLogWriterTest {
  private static final long SIZE = 10_000;
  private final TimeSource time = new SystemTime();

  @TempDir private Path home;

  @Test
  void eachQueryIsALineAndFullFilesArePutAside() throws IOException {
    Path file = home.resolve("queries");
    var settings = new QueryLog(Optional.of(file), SIZE, 2);
    var log = new QueryLogWriter(file, settings, time);
    for (int i = 0; i < 300; i++) {
      assertEquals("", log.resolved(query("a\\\"b.example.")));
    }
    log.close();
    assertEquals(0, log.dropped());
    for (Path part : List.of(file, home.resolve("queries.1"), home.resolve("queries.2"))) {
      List<String> lines = Files.readAllLines(part);
      assertFalse(lines.isEmpty());
      assertTrue(Files.size(part) <= SIZE, part + ": " + Files.size(part));
      for (String line : lines) {
        JsonNode query = new ObjectMapper().readTree(line);
        assertEquals("192.0.2.9", query.at("/client").asString());
        assertEquals("a\\\"b.example.", query.at("/name").asString());
        assertEquals("SERVFAIL", query.at("/rcode").asString());
      }
    }
    assertFalse(Files.exists(home.resolve("queries.3")));
  }

  @Test
  void whatCannotBeWrittenIsCounted() {
    Path file = home.resolve("no-such-folder").resolve("queries");
    var log = new QueryLogWriter(file, new QueryLog(Optional.of(file), SIZE, 2), time);
    for (int i = 0; i < 50_000; i++) {
      log.resolved(query("example."));
    }
    log.close();
    assertEquals(50_000, log.dropped());
  }

  private Answered query(String name) {
    return new Answered(
        new InetSocketAddress("192.0.2.9", 53),
        Transport.UDP,
        new Question(Name.of(name), RrType.A),
        Rcode.SERVFAIL,
        Work.open(time, Limits.standard()));
  }
}
