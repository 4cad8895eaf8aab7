package dev.xylem.config;

import static dev.xylem.config.text.ValueType.NAME;
import static dev.xylem.config.text.ValueType.SERVER;
import static dev.xylem.config.text.ValueType.SWITCH;

import dev.xylem.config.text.Source;
import dev.xylem.dns.Name;
import java.net.InetSocketAddress;
import java.util.List;

/** Names that other resolvers are asked for. Port 0 is the usual one. */
public record ForwardZone(
    Name name,
    List<InetSocketAddress> servers,
    List<Name> hosts,
    boolean first,
    boolean tcp,
    boolean keep) {

  static ForwardZone read(Source zone) {
    return new ForwardZone(
        zone.required("name", NAME, "example.net", "this name and all below it"),
        zone.list("servers", SERVER, List.of(), "resolvers to ask"),
        zone.list("hosts", NAME, List.of(), "names of resolvers, whose addresses are looked up"),
        zone.value("first", SWITCH, "false", "when none of them answers, resolve without them"),
        zone.value("tcp", SWITCH, "false", "ask over TCP only"),
        zone.value("keep", SWITCH, "true", "keep what they say in the cache"));
  }
}
