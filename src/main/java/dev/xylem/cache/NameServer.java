package dev.xylem.cache;

import dev.xylem.dns.Name;
import java.net.InetAddress;
import java.util.List;

/**
 * A name server of a delegation.
 *
 * @param addresses its glue; empty when the delegation came without
 */
public record NameServer(Name name, List<InetAddress> addresses) {
  public NameServer {
    addresses = List.copyOf(addresses);
  }
}
