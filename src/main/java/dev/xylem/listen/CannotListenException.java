package dev.xylem.listen;

import dev.xylem.dns.IpPrefix;
import java.io.IOException;
import java.net.InetAddress;

/** A door that does not open; the message says which, why, and what an operator can do. */
public final class CannotListenException extends IOException {

  CannotListenException(InetAddress address, int port, String transport, Throwable cause) {
    super(describe(address, port, transport, String.valueOf(cause.getMessage())), cause);
  }

  private static String describe(InetAddress address, int port, String transport, String cause) {
    String door = IpPrefix.text(address) + " port " + port + " (" + transport + ")";
    return "cannot listen on " + door + ": " + advice(cause, port);
  }

  private static String advice(String cause, int port) {
    if (cause.contains("ermission denied")) {
      return "permission denied; ports below 1024 need root or CAP_NET_BIND_SERVICE"
          + " (AmbientCapabilities= in a systemd unit); or set listen.port above 1023";
    }
    if (cause.contains("in use")) {
      return "address in use; another program has this port, usually systemd-resolved"
          + " (DNSStubListener=no in /etc/systemd/resolved.conf), dnsmasq or another resolver: 'ss"
          + " -lntup sport = :"
          + port
          + "' shows it; or set listen.addresses or listen.port";
    }
    if (cause.contains("assign")) {
      return "this machine has no such address ('ip address' shows them); see listen.addresses";
    }
    return cause;
  }
}
