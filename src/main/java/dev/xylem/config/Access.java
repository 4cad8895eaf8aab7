package dev.xylem.config;

import static dev.xylem.config.text.ValueType.PREFIX;

import dev.xylem.config.text.Source;
import dev.xylem.dns.IpPrefix;
import java.util.List;

/** Who may ask. */
public record Access(
    List<IpPrefix> allow,
    List<IpPrefix> snoop,
    List<IpPrefix> assumeRecursion,
    List<IpPrefix> localOnly,
    List<IpPrefix> localOrDrop,
    List<IpPrefix> deny,
    List<IpPrefix> drop) {

  static Access read(Source access) {
    return new Access(
        access.list(
            "allow",
            PREFIX,
            List.of(
                "127.0.0.0/8",
                "::1/128",
                "10.0.0.0/8",
                "172.16.0.0/12",
                "192.168.0.0/16",
                "169.254.0.0/16",
                "100.64.0.0/10",
                "fc00::/7",
                "fe80::/10"),
            "clients that are served"),
        access.list(
            "snoop",
            PREFIX,
            List.of("127.0.0.0/8", "::1/128"),
            "clients that are served and may see what is cached: those in no other list get"
                + " REFUSED when they ask without RD"),
        access.list(
            "assume-recursion",
            PREFIX,
            List.of(),
            "clients that are served as if every query had RD"),
        access.list(
            "local-only",
            PREFIX,
            List.of(),
            "clients that get local zones and built-in zones; anything else is refused"),
        access.list(
            "local-or-drop", PREFIX, List.of(), "as local-only, but anything else gets no reply"),
        access.list(
            "deny",
            PREFIX,
            List.of(),
            "clients that are refused; of equal prefixes in two lists, the stricter counts"),
        access.list(
            "drop", PREFIX, List.of(), "clients that get no reply at all, not even REFUSED"));
  }
}
