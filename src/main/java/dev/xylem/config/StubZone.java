package dev.xylem.config;

import static dev.xylem.config.text.ValueType.NAME;
import static dev.xylem.config.text.ValueType.SERVER;
import static dev.xylem.config.text.ValueType.SWITCH;

import dev.xylem.config.text.Source;
import dev.xylem.dns.Name;
import java.net.InetSocketAddress;
import java.util.List;

/** A zone whose authoritative servers are configured. Port 0 is the usual one. */
public record StubZone(
    Name name,
    List<InetSocketAddress> servers,
    List<Name> hosts,
    boolean first,
    boolean tcp,
    boolean keep) {

  static StubZone read(Source zone) {
    return new StubZone(
        zone.required("name", NAME, "example.com", "the zone; all below it is walked to from here"),
        zone.list("servers", SERVER, List.of(), "its authoritative servers"),
        zone.list("hosts", NAME, List.of(), "names of such servers, whose addresses are looked up"),
        zone.value(
            "first",
            SWITCH,
            "false",
            "when none of them answers, resolve as if this zone were not configured"),
        zone.value("tcp", SWITCH, "false", "ask them over TCP only"),
        zone.value("keep", SWITCH, "true", "keep what they say in the cache"));
  }
}
