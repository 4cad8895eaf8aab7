package dev.xylem.config;

import static dev.xylem.config.text.ValueType.PREFIX;
import static dev.xylem.config.text.ValueType.SWITCH;
import static dev.xylem.config.text.ValueType.TEXT;
import static dev.xylem.config.text.ValueType.number;

import dev.xylem.config.text.Source;
import dev.xylem.config.text.ValueType;
import dev.xylem.dns.IpPrefix;
import java.util.List;

/** How servers are talked to. */
public record Upstream(
    boolean tcp,
    boolean verifyGlue,
    boolean hideType,
    int nsRecords,
    boolean nat64,
    IpPrefix nat64Prefix,
    boolean cookies,
    int clientStringCode,
    List<ClientString> clientStrings) {

  static Upstream read(Source file) {
    Source upstream = file.section("upstream", "How servers are talked to.");
    return new Upstream(
        upstream.value("tcp", SWITCH, "false", "ask every server over TCP only"),
        upstream.value(
            "verify-glue",
            SWITCH,
            "false",
            "look up name servers outside a delegated zone even if it came with their addresses,"
                + " which are used only if that fails"),
        upstream.value(
            "hide-type",
            SWITCH,
            "false",
            "do not show the type asked for before it is known that the name is no zone (RFC 9156);"
                + " one more query for each name"),
        upstream.value(
            "ns-records",
            number(1, 256),
            "256",
            "most records of an NS RRset; the rest is dropped, from answers, too (S32)"),
        upstream.value(
            "nat64",
            SWITCH,
            "false",
            "ask IPv4 servers over IPv6, through a translator (RFC 6146)"),
        upstream.value(
            "nat64-prefix",
            ValueType.NAT64_PREFIX,
            "64:ff9b::/96",
            "the translator's prefix, of 32, 40, 48, 56, 64 or 96 bits (RFC 6052)"),
        upstream.value(
            "cookies",
            SWITCH,
            "true",
            "ask servers for a cookie; who has given one is believed over UDP only with it (RFC 7873)"),
        upstream.value(
            "client-string-code", number(1, 65_535), "65001", "EDNS option code of client-strings"),
        file.groups(
            "client-strings",
            "Texts that are sent to servers as an EDNS option, to be known by.",
            ClientString::read));
  }

  /** A text for servers of a prefix. */
  public record ClientString(IpPrefix prefix, String text) {

    static ClientString read(Source string) {
      return new ClientString(
          string.required("prefix", PREFIX, "192.0.2.0/24", "addresses of the servers it is for"),
          string.required("text", TEXT, "customer-1", "the text"));
    }
  }
}
