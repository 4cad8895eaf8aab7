package dev.xylem.cache;

import dev.xylem.dns.Name;
import java.net.InetAddress;
import java.util.List;

/**
 * A name server of a delegation.
 *
 * @param addresses its glue; empty when the delegation came without
 * @param port where it listens; 0 for the usual port
 */
public record NameServer(Name name, List<InetAddress> addresses, int port) {
  public NameServer {
    addresses = List.copyOf(addresses);
  }

  /** A name server on the usual port. */
  public NameServer(Name name, List<InetAddress> addresses) {
    this(name, addresses, 0);
  }
}
