package dev.xylem.config;

import static dev.xylem.config.ValueType.ADDRESS;
import static dev.xylem.config.ValueType.FILE;
import static dev.xylem.config.ValueType.NAME;
import static dev.xylem.config.ValueType.NSID;
import static dev.xylem.config.ValueType.PREFIX;
import static dev.xylem.config.ValueType.SWITCH;
import static dev.xylem.config.ValueType.TEXT;
import static dev.xylem.config.ValueType.choice;
import static dev.xylem.config.ValueType.duration;
import static dev.xylem.config.ValueType.number;
import static dev.xylem.config.ValueType.octets;

import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.Limits;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;

/**
 * Everything an operator can set. Each {@code read} method below describes its settings once; what
 * they mean, their ranges and their defaults are also in {@code docs/settings.md}.
 */
public record Settings(
    Listen listen,
    Access access,
    Identity identity,
    Cookies cookies,
    Cache cache,
    Iteration iteration,
    Dnssec dnssec,
    List<NegativeTrustAnchor> negativeTrustAnchors,
    List<StubZone> stubZones,
    List<ForwardZone> forwardZones,
    Upstream upstream,
    Limits limits,
    SpecialUse specialUse,
    LocalSettings local,
    Rebinding rebinding,
    Log log,
    Lab lab) {

  /** Every setting at its default. */
  public static Settings standard() {
    return read(YamlSection.root(new Problems(""), Path.of(""), null));
  }

  /** The same with other settings of validation. */
  public Settings withDnssec(Dnssec other) {
    return new Settings(
        listen,
        access,
        identity,
        cookies,
        cache,
        iteration,
        other,
        negativeTrustAnchors,
        stubZones,
        forwardZones,
        upstream,
        limits,
        specialUse,
        local,
        rebinding,
        log,
        lab);
  }

  static Settings read(Source file) {
    return new Settings(
        Listen.read(file.section("listen", "Where clients come in.")),
        Access.read(
            file.section(
                "access",
                "Who may ask; the longest prefix of all lists counts, and who is in none is refused.")),
        Identity.read(file.section("identity", "What Xylem says about itself (RFC 4892).")),
        Cookies.read(file.section("cookies", "Cookies for clients (RFC 7873, RFC 9018).")),
        Cache.read(file.section("cache", "What is remembered, and for how long.")),
        Iteration.read(file.section("iteration", "How authoritative servers are asked.")),
        Dnssec.read(file.section("dnssec", "How answers are validated.")),
        file.groups(
            "negative-trust-anchors",
            "Zones that are not validated although they are signed, because they are known to be"
                + " broken (RFC 7646).",
            NegativeTrustAnchor::read),
        file.groups(
            "stub-zones",
            "Zones whose authoritative servers are named here instead of by the zones above.",
            StubZone::read),
        file.groups(
            "forward-zones",
            "Names that are asked of other resolvers, named here.",
            ForwardZone::read),
        Upstream.read(file),
        readLimits(file.section("limits", "What one client query may cost, at most.")),
        SpecialUse.read(file.section("special-use", "Names that never go to the internet.")),
        LocalSettings.read(file),
        Rebinding.read(
            file.section("rebinding", "Addresses that names of the internet must not lead to.")),
        Log.read(file.section("log", "What is written to standard error.")),
        Lab.read(file.section("lab", "The internet in one process that 'run --lab' starts.")));
  }

  /** The doors. */
  public record Listen(
      List<InetAddress> addresses,
      int port,
      int eventLoops,
      int udpAnswerSize,
      int tcpConnections,
      int tcpConnectionsPerClient,
      Duration tcpIdleTimeout,
      int tcpWaitingPerConnection,
      int waitingQueries,
      int waitingQueriesPerClient,
      int udpRepliesPerClient,
      Duration udpDiscardTimeout) {

    static Listen read(Source listen) {
      return new Listen(
          listen.list(
              "addresses",
              ADDRESS,
              List.of("127.0.0.1", "::1"),
              "addresses to listen on; 0.0.0.0 and \"::\" mean all that the machine has at start"),
          listen.value("port", number(0, 65_535), "53", "UDP and TCP port; 0: any free one"),
          listen.value(
              "event-loops",
              number(0, 256),
              "0",
              "threads that read and write UDP, and as many for TCP; 0: one per processor"),
          listen.value(
              "udp-answer-size",
              number(512, 4096),
              "1232",
              "most octets in a UDP answer; more invites fragmentation"),
          listen.value(
              "tcp-connections",
              number(1, 65_535),
              "1000",
              "TCP connections of all clients together; beyond, the longest idle one is closed"),
          listen.value(
              "tcp-connections-per-client",
              number(1, 65_535),
              "100",
              "TCP connections of one client, an IPv4 address or an IPv6 /64; beyond, its longest idle"
                  + " one is closed"),
          listen.value(
              "tcp-idle-timeout",
              duration("100ms", "10m"),
              "10s",
              "close a TCP connection after this long without a query; at most 2s while more than"
                  + " 3/4 of tcp-connections are in use"),
          listen.value(
              "tcp-waiting-per-connection",
              number(1, 65_535),
              "100",
              "queries of one TCP connection being resolved at once; beyond, it is not read"),
          listen.value(
              "waiting-queries",
              number(1, 1_000_000),
              "2048",
              "queries of all clients being resolved at once; beyond, the oldest of the client with"
                  + " most gives way, or the answer is SERVFAIL"),
          listen.value(
              "waiting-queries-per-client",
              number(1, 1_000_000),
              "1000",
              "queries of one client being resolved at once; beyond, UDP gets no answer and TCP"
                  + " SERVFAIL"),
          listen.value(
              "udp-replies-per-client",
              number(10, 1_000_000),
              "500",
              "UDP answers that one client gets within 100ms, of those it had to wait for; the"
                  + " others follow"),
          listen.value(
              "udp-discard-timeout",
              duration("0s", "1m"),
              "1900ms",
              "an answer that takes longer is not sent over UDP, only cached; 0s: is sent all the"
                  + " same"));
    }
  }

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

  /** What is answered to questions of class CH about this server. An empty text: its default. */
  public record Identity(
      String version, boolean hideVersion, String serverId, boolean hideServerId, Rdata nsid) {

    static Identity read(Source identity) {
      return new Identity(
          identity.value(
              "version",
              TEXT,
              "",
              "answer to version.bind and version.server; empty: Xylem and its version"),
          identity.value("hide-version", SWITCH, "false", "refuse to tell the version"),
          identity.value(
              "server-id", TEXT, "", "answer to id.server and hostname.bind; empty: the host name"),
          identity.value("hide-server-id", SWITCH, "false", "refuse to tell the server's id"),
          identity.value(
              "nsid",
              NSID,
              "",
              "identifier told to clients that ask for it (RFC 5001): hexadecimal digits, or"
                  + " ascii_ and text; empty: none"));
    }
  }

  /** Cookies. An empty secret: a random one, made at each start. */
  public record Cookies(boolean enabled, Optional<Rdata> secret) {

    static Cookies read(Source cookies) {
      return new Cookies(
          cookies.value(
              "enabled", SWITCH, "false", "answer cookies of clients with a cookie of ours"),
          cookies.value(
              "secret",
              ValueType.SECRET,
              "",
              "32 hexadecimal digits, the same on all servers of one address; empty: made at"
                  + " start"));
    }
  }

  /**
   * The cache.
   *
   * @param size octets
   */
  public record Cache(
      long size,
      Duration maxTtl,
      Duration minTtl,
      Duration delegationMinTtl,
      Duration maxNegativeTtl,
      Duration failureTtl,
      Duration failureMaxTtl,
      boolean prefetch) {

    static Cache read(Source cache) {
      return new Cache(
          cache.value("size", octets("1MiB", "1024GiB"), "256MiB", "memory for the caches"),
          cache.value(
              "max-ttl", duration("1s", "7d"), "1d", "longest time that any record is kept"),
          cache.value(
              "min-ttl",
              duration("0s", "1h"),
              "0s",
              "shortest time that a record is kept, against its owner's will"),
          cache.value(
              "delegation-min-ttl",
              duration("0s", "1h"),
              "30s",
              "shortest time that a delegation is kept; guards against loops of delegations with"
                  + " TTL 0"),
          cache.value(
              "max-negative-ttl",
              duration("1s", "1d"),
              "1h",
              "longest time that NXDOMAIN and NODATA are kept (RFC 2308)"),
          cache.value(
              "failure-ttl",
              duration("1s", "5m"),
              "1s",
              "how long a first failure is kept; grows fivefold with each further one (RFC 9520)"),
          cache.value(
              "failure-max-ttl",
              duration("1s", "5m"),
              "30s",
              "longest time that a failure is kept (RFC 9520)"),
          cache.value(
              "prefetch",
              SWITCH,
              "false",
              "look up again what is asked for in the last tenth of its TTL"));
    }
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
              "priming",
              SWITCH,
              "true",
              "ask the root servers who the root servers are (RFC 9609)"),
          iteration.value(
              "upstream-port", number(1, 65_535), "53", "port of authoritative servers"),
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
  }

  /** Built-in zones. */
  public record SpecialUse(boolean enabled, List<Name> except) {

    static SpecialUse read(Source specialUse) {
      return new SpecialUse(
          specialUse.value(
              "enabled",
              SWITCH,
              "true",
              "answer localhost, invalid, onion, private reverse zones and the like here (RFC"
                  + " 6761, RFC 6303)"),
          specialUse.list(
              "except", NAME, List.of(), "built-in zones that are resolved like any other"));
    }
  }

  /** Protection against names that strangers point at private addresses. */
  public record Rebinding(List<IpPrefix> addresses, List<Name> except) {

    static Rebinding read(Source rebinding) {
      return new Rebinding(
          rebinding.list(
              "addresses",
              PREFIX,
              List.of(),
              "addresses that are taken out of answers from the internet, such as 192.168.0.0/16;"
                  + " hints in SVCB and HTTPS records, too"),
          rebinding.list(
              "except", NAME, List.of(), "names that may have these addresses, with all below"));
    }
  }

  /** How much is logged. */
  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /** Logging. */
  public record Log(LogLevel level, boolean queries) {

    static Log read(Source log) {
      return new Log(
          log.value("level", choice(LogLevel.class), "info", "least severity that is logged"),
          log.value("queries", SWITCH, "false", "log one line per query"));
    }
  }

  /** The lab. */
  public record Lab(int port) {

    static Lab read(Source lab) {
      return new Lab(
          lab.value("port", number(1, 65_535), "5301", "port of the lab's authoritative servers"));
    }
  }

  private static Limits readLimits(Source limits) {
    var values = new EnumMap<Limit, Integer>(Limit.class);
    for (Limit limit : Limit.values()) {
      String standard = Integer.toString(limit.standard());
      values.put(
          limit, limits.value(limit.key(), number(1, limit.greatest()), standard, limit.meaning()));
    }
    return new Limits(values);
  }
}
