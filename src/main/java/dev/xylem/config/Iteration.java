package dev.xylem.config;

import static dev.xylem.config.text.ValueType.FILE;
import static dev.xylem.config.text.ValueType.PREFIX;
import static dev.xylem.config.text.ValueType.SWITCH;
import static dev.xylem.config.text.ValueType.choice;
import static dev.xylem.config.text.ValueType.number;

import dev.xylem.config.text.Source;
import dev.xylem.dns.IpPrefix;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Asking authoritative servers. */
public record Iteration(
    Optional<Path> rootHints,
    boolean priming,
    int upstreamPort,
    boolean ipv4,
    boolean ipv6,
    QnameMinimisation qnameMinimisation,
    boolean caseRandomisation,
    List<IpPrefix> doNotQuery,
    int queriesPerZone,
    int queriesPerServer) {

  static Iteration read(Source iteration) {
    return new Iteration(
        iteration.value(
            "root-hints",
            FILE,
            "",
            "file with the root servers, in the format of root.hints; empty: built in"),
        iteration.value(
            "priming", SWITCH, "true", "ask the root servers who the root servers are (RFC 9609)"),
        iteration.value("upstream-port", number(1, 65_535), "53", "port of authoritative servers"),
        iteration.value("ipv4", SWITCH, "true", "ask servers over IPv4"),
        iteration.value("ipv6", SWITCH, "true", "ask servers over IPv6"),
        iteration.value(
            "qname-minimisation",
            choice(QnameMinimisation.class),
            "relaxed",
            "show each server only the labels it needs (RFC 9156)"),
        iteration.value(
            "case-randomisation",
            SWITCH,
            "true",
            "mix upper and lower case in queries (\"0x20\"), which an answer must repeat"),
        iteration.list(
            "do-not-query",
            PREFIX,
            List.of(
                "0.0.0.0/8",
                "127.0.0.0/8",
                "224.0.0.0/4",
                "240.0.0.0/4",
                "::/128",
                "::1/128",
                "ff00::/8"),
            "addresses that are never asked, whoever names them"),
        iteration.value(
            "queries-per-zone",
            number(1, 1_000_000),
            "200",
            "queries waiting for the servers of one zone at once; beyond, the answer is SERVFAIL"),
        iteration.value(
            "queries-per-server",
            number(1, 1_000_000),
            "200",
            "queries waiting for one server at once; beyond, another is asked"));
  }

  /** How much of a name each server gets to see (RFC 9156). */
  public enum QnameMinimisation {
    /** All of it. */
    OFF,
    /** What it needs to know; all of it when it answers strangely. */
    RELAXED,
    /** What it needs to know, whatever it answers. */
    STRICT
  }
}
