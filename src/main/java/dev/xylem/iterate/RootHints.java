package dev.xylem.iterate;

import dev.xylem.cache.NameServer;
import java.util.List;

/** Names and addresses of root servers, from configuration, to begin with (RFC 9609 §2). */
public record RootHints(List<NameServer> servers) {
  public RootHints {
    servers = List.copyOf(servers);
  }
}
