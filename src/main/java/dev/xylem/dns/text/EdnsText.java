package dev.xylem.dns.text;

import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Rdata;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** The OPT record as {@code dig} prints it. */
final class EdnsText {
  /** Purposes of INFO-CODEs 0 to 30, by number (RFC 8914 §5.2 and the IANA registry). */
  private static final String[] PURPOSES = {
    "Other",
    "Unsupported DNSKEY Algorithm",
    "Unsupported DS Digest Type",
    "Stale Answer",
    "Forged Answer",
    "DNSSEC Indeterminate",
    "DNSSEC Bogus",
    "Signature Expired",
    "Signature Not Yet Valid",
    "DNSKEY Missing",
    "RRSIGs Missing",
    "No Zone Key Bit Set",
    "NSEC Missing",
    "Cached Error",
    "Not Ready",
    "Blocked",
    "Censored",
    "Filtered",
    "Prohibited",
    "Stale NXDOMAIN Answer",
    "Not Authoritative",
    "Not Supported",
    "No Reachable Authority",
    "Network Error",
    "Invalid Data",
    "Signature Expired before Valid",
    "Too Early",
    "Unsupported NSEC3 Iterations Value",
    "Unable to conform to policy",
    "Synthesized",
    "Invalid Query Type",
  };

  private EdnsText() {}

  static void append(StringBuilder text, Edns edns) {
    text.append("; EDNS: version: ").append(edns.version());
    text.append(", flags:").append(edns.dnssecOk() ? " do" : "");
    text.append("; udp: ").append(edns.udpSize()).append('\n');
    for (EdnsOption option : edns.options()) {
      text.append("; ").append(format(option)).append('\n');
    }
  }

  private static String format(EdnsOption option) {
    Rdata data = option.data();
    return switch (option.code()) {
      case EdnsOption.NSID -> "NSID: " + octets(data);
      case EdnsOption.CLIENT_SUBNET -> "CLIENT-SUBNET: " + subnet(data);
      case EdnsOption.COOKIE -> "COOKIE: " + HexFormat.of().formatHex(data.toArray());
      case EdnsOption.TCP_KEEPALIVE -> "TCP-KEEPALIVE: " + keepalive(data);
      case EdnsOption.PADDING -> "PAD: (" + data.length() + " bytes)";
      case EdnsOption.EXTENDED_ERROR -> "EDE: " + extendedError(data);
      default -> "OPT=" + option.code() + ": " + octets(data);
    };
  }

  private static String octets(Rdata data) {
    String readable =
        new String(data.toArray(), StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
    return HexFormat.ofDelimiter(" ").formatHex(data.toArray()) + " (\"" + readable + "\")";
  }

  private static String keepalive(Rdata data) {
    return data.length() == 2 ? data.u16(0) / 10 + "." + data.u16(0) % 10 + " secs" : octets(data);
  }

  private static String extendedError(Rdata data) {
    if (data.length() < 2) {
      return octets(data);
    }
    int code = data.u16(0);
    var text = new StringBuilder().append(code);
    if (code < PURPOSES.length) {
      text.append(" (").append(PURPOSES[code]).append(')');
    }
    if (data.length() > 2) {
      String extra = new String(data.copy(2, data.length()), StandardCharsets.UTF_8);
      // The text comes from the network: no control character may reach a terminal or a log.
      text.append(": (").append(extra.replaceAll("\\p{Cntrl}", ".")).append(')');
    }
    return text.toString();
  }

  /** RFC 7871 §6: family, source and scope prefix length, then as many octets as are needed. */
  private static String subnet(Rdata data) {
    int size = data.length() < 4 ? 0 : data.u16(0) == 1 ? 4 : data.u16(0) == 2 ? 16 : 0;
    if (size == 0 || data.length() - 4 > size) {
      return octets(data);
    }
    byte[] address = Arrays.copyOf(data.copy(4, data.length()), size);
    return AddressText.format(address) + "/" + data.u8(2) + "/" + data.u8(3);
  }
}
