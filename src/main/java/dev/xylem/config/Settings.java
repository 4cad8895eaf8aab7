package dev.xylem.config;

import static dev.xylem.config.text.ValueType.NAME;
import static dev.xylem.config.text.ValueType.NSID;
import static dev.xylem.config.text.ValueType.PREFIX;
import static dev.xylem.config.text.ValueType.SWITCH;
import static dev.xylem.config.text.ValueType.TEXT;
import static dev.xylem.config.text.ValueType.choice;
import static dev.xylem.config.text.ValueType.number;

import dev.xylem.config.text.Problems;
import dev.xylem.config.text.Source;
import dev.xylem.config.text.ValueType;
import dev.xylem.config.text.YamlSection;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.Limits;
import java.nio.file.Path;
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
    ClientRate clientRate,
    Cache cache,
    Stale stale,
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
    Answers answers,
    Log log,
    QueryLog queryLog,
    Control control,
    Recent recent,
    Lab lab) {

  /** Every setting at its default. */
  public static Settings standard() {
    return read(YamlSection.root(new Problems(""), Path.of(""), List.of()));
  }

  /** The same with other settings of validation. */
  public Settings withDnssec(Dnssec other) {
    return new Settings(
        listen,
        access,
        identity,
        cookies,
        clientRate,
        cache,
        stale,
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
        answers,
        log,
        queryLog,
        control,
        recent,
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
        ClientRate.read(
            file.section(
                "client-rate",
                "How fast clients may ask over UDP; over TCP, and with a cookie of ours, there is"
                    + " no such limit.")),
        Cache.read(file.section("cache", "What is remembered, and for how long.")),
        Stale.read(
            file.section(
                "stale", "Answering with what has expired, when servers fail (RFC 8767).")),
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
        Answers.read(file.section("answers", "What is made of what was found.")),
        Log.read(file.section("log", "What is written to standard error.")),
        QueryLog.read(file.section("query-log", "A line of JSON for each query.")),
        Control.read(file.section("control", "How the running server is watched and steered.")),
        Recent.read(file.section("recent", "How many answered queries can be explained later.")),
        Lab.read(
            file.section(
                "lab",
                "The internet in one process that 'run --lab' and 'lookup --lab' start. There its"
                    + " own key is the root's only trust anchor, whatever 'dnssec' and its file"
                    + " say.")));
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
  public record Cookies(boolean enabled, Optional<Rdata> secret, List<Rdata> acceptedSecrets) {

    static Cookies read(Source cookies) {
      return new Cookies(
          cookies.value(
              "enabled", SWITCH, "false", "answer cookies of clients with a cookie of ours"),
          cookies.value(
              "secret",
              ValueType.SECRET,
              "",
              "32 hexadecimal digits, the same on all servers of one address; empty: made at"
                  + " start"),
          cookies
              .list(
                  "accepted-secrets",
                  ValueType.SECRET,
                  List.of(),
                  "secrets whose cookies are accepted, too, while the servers of one address change"
                      + " theirs (RFC 9018 §5)")
              .stream()
              .flatMap(Optional::stream)
              .toList());
    }
  }

  /** How fast clients may ask. */
  public record ClientRate(
      int queriesPerSecond, int ipv4Prefix, int ipv6Prefix, int slip, List<IpPrefix> exempt) {

    static ClientRate read(Source rate) {
      return new ClientRate(
          rate.value(
              "queries-per-second",
              number(0, 1_000_000),
              "0",
              "queries that one prefix may ask over UDP in a second, and so many at once; 0: no"
                  + " limit"),
          rate.value(
              "ipv4-prefix",
              number(8, 32),
              "32",
              "bits of an IPv4 address that make one prefix; 32: each address counts for itself, so"
                  + " that neighbours do not limit each other"),
          rate.value(
              "ipv6-prefix",
              number(16, 128),
              "64",
              "bits of an IPv6 address that make one prefix; a host takes as many addresses of its"
                  + " /64 as it likes"),
          rate.value(
              "slip",
              number(0, 1000),
              "2",
              "one in so many of the queries above the limit gets an empty answer with TC, which"
                  + " sends a real client to TCP; the others get none; 0: none does, 1: all do"),
          rate.list(
              "exempt", PREFIX, List.of("127.0.0.0/8", "::1/128"), "clients without this limit"));
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
