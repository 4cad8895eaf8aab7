package dev.xylem.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.config.Iteration.QnameMinimisation;
import dev.xylem.config.Settings.LogLevel;
import dev.xylem.config.text.ConfigException;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsLoaderTest {
  private static final Path FILE = Path.of("/etc/xylem/xylem.yaml");

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n", "listen:\n", "cache: {}\nlog: null\n"})
  void whatIsLeftOutIsAtItsDefault(String text) throws ConfigException {
    assertEquals(Settings.standard(), SettingsLoader.parse(text, FILE));
  }

  @Test
  void everyDefaultLimitIsTheStandardOne() {
    assertEquals(Limits.standard(), Settings.standard().limits());
  }

  @Test
  void everyTypeOfValueIsRead() throws ConfigException {
    Settings settings =
        SettingsLoader.parse(
            """
            listen:
              addresses: ["::1", 192.0.2.1]
              port: 5300
              tcp-idle-timeout: 1500ms
            access:
              allow:
                - 192.0.2.0/24
                - 2001:db8::/32
              deny: [192.0.2.7]
            identity: {version: 1.0, hide-server-id: true}
            cache: {size: 2GiB, max-ttl: 12h}
            iteration: {root-hints: lab/root.hints, qname-minimisation: strict}
            limits: {upstream-packets: 100}
            special-use: {except: [home.arpa, 10.in-addr.arpa.]}
            log: {level: debug}
            """,
            FILE);

    assertEquals(
        List.of(IpPrefix.address("::1"), IpPrefix.address("192.0.2.1")),
        settings.listen().addresses());
    assertEquals(5300, settings.listen().port());
    assertEquals(Duration.ofMillis(1500), settings.listen().tcpIdleTimeout());
    assertEquals(
        List.of(IpPrefix.of("192.0.2.0/24"), IpPrefix.of("2001:db8::/32")),
        settings.access().allow());
    assertEquals(List.of(IpPrefix.of("192.0.2.7/32")), settings.access().deny());
    assertEquals("1.0", settings.identity().version());
    assertTrue(settings.identity().hideServerId());
    assertEquals(2L << 30, settings.cache().size());
    assertEquals(Duration.ofHours(12), settings.cache().maxTtl());
    assertEquals(
        Optional.of(Path.of("/etc/xylem/lab/root.hints")), settings.iteration().rootHints());
    assertEquals(QnameMinimisation.STRICT, settings.iteration().qnameMinimisation());
    assertEquals(100, settings.limits().of(Limit.UPSTREAM_PACKETS));
    assertEquals(
        List.of(Name.of("home.arpa."), Name.of("10.in-addr.arpa.")),
        settings.specialUse().except());
    assertEquals(LogLevel.DEBUG, settings.log().level());
  }

  @Test
  void allErrorsAreReportedInOneRunWithTheirPlaces() {
    assertEquals(
        """
        /etc/xylem/xylem.yaml:2:3: error: key 'listen.prot' is unknown; allowed here: addresses, port, \
        share-port, event-loops, udp-answer-size, tcp-connections, tcp-connections-per-client, tcp-idle-timeout, \
        tcp-waiting-per-connection, waiting-queries, waiting-queries-per-client, udp-replies-per-client, \
        udp-discard-timeout; did you mean 'port'?
        /etc/xylem/xylem.yaml:3:21: error: 'listen.tcp-idle-timeout' must be a duration such as 500ms, 10s, \
        5m, 1h or 1d, from 100ms to 10m, not '10' (it needs one of the units ms, s, m, h, d)
        /etc/xylem/xylem.yaml:4:22: error: 'listen.addresses' must be an IP address such as 192.0.2.1 or \
        "::1", not 'localhost' (not an IP address)
        /etc/xylem/xylem.yaml:6:9: error: 'cache.size' must be a size such as 64KiB, 256MiB or 2GiB, from \
        1MiB to 1024GiB, not '1KiB'
        /etc/xylem/xylem.yaml:7:3: error: key 'cache.size' is there a second time
        /etc/xylem/xylem.yaml:8:1: error: key 'lgo' is unknown; allowed here: listen, access, identity, \
        cookies, client-rate, cache, stale, iteration, dnssec, negative-trust-anchors, stub-zones, forward-zones, upstream, client-strings, limits, special-use, \
        local-zones, local-data, client-rules, rebinding, answers, log, query-log,\
         control, recent, lab; did you mean 'log'?\
        """,
        errors(
            """
            listen:
              prot: 53
              tcp-idle-timeout: 10
              addresses: ['::1', localhost]
            cache:
              size: 1KiB
              size: 2MiB
            lgo: {}
            """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "listen: {port: 65536} | 1:16: error: 'listen.port' must be a whole number from 0 to 65535",
        "listen: {port: }      | 'listen.port' has no value",
        "listen: {port: [53]}  | 1:16: error: 'listen.port' must be a whole number",
        "listen: {addresses: 127.0.0.1} | 'listen.addresses' must be a list such as [127.0.0.1, ::1]",
        "listen: {addresses: []} | 'listen.addresses' must name at least one address",
        "dnssec: {algorithms: []} | 'dnssec.algorithms' must name at least one; validation: false turns validation off",
        "dnssec: {digests: []} | 'dnssec.digests' must name at least one; validation: false turns validation off",
        "listen: 53            | 1:9: error: 'listen' must hold keys",
        "- listen              | 1:1: error: the file must hold keys",
        "[a, b]: c             | this is not YAML: Non scalar key",
        "listen: {port: 53     | this is not YAML",
        "access: {allow: [10.0.0.1/8]} | has bits set behind its length; meant is 10.0.0.0/8",
        "access: {allow: [10.0.0.0/33]} | its length must be a number from 0 to 32",
        "identity: {hide-version: yes} | must be true or false, not 'yes'",
        "log: {level: loud}    | must be one of error, warn, info, debug, trace, not 'loud'",
        "limits: {depth: 0}    | must be a whole number from 1 to 16",
        "special-use: {except: [a..b]} | empty label in a..b",
        "iteration: {ipv4: false, ipv6: false} | 'iteration.ipv6' must be true when ipv4 is false",
        "cache: {min-ttl: 1h, max-ttl: 1m} | 'cache.min-ttl' must not be longer than max-ttl",
        "stub-zones: [{name: a.example, servers: [192.0.2.1]}]\\nforward-zones:\\n- {name: b.example, servers: [192.0.2.2]}\\n- {name: A.example, servers: [192.0.2.2]} | 4:10: error: 'forward-zones.name' must not be a stub zone as well: A.example.",
        "cache: {max-ttl: 99999999999999999d} | 'cache.max-ttl' must be a duration",
        "--- {}\\n--- {}       | this is not YAML",
        "a: &x [*x]            | key 'a' is unknown",
        "<<: {}                | key '<<' is unknown",
      })
  void whatIsWrongIsNamed(String text, String message) {
    String errors = errors(text.replace("\\n", "\n"));
    assertTrue(errors.contains(message), errors);
  }

  @Test
  void aFileThatIsNotTextIsAnError(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("x.yaml"), new byte[] {'a', (byte) 0xFF, 0});
    assertThrows(ConfigException.class, () -> SettingsLoader.load(Optional.of(file), Map.of()));
  }

  private static String errors(String text) {
    var exception =
        assertThrows(ConfigException.class, () -> SettingsLoader.parse(text, FILE), text);
    return String.valueOf(exception.getMessage());
  }
}
