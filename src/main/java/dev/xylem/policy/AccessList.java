package dev.xylem.policy;

import dev.xylem.dns.IpPrefix;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which clients are served: the longest prefix that holds the client's address decides, deny if two
 * are equal, and who is in none is not served. A resolver open to all is a weapon in other people's
 * hands (RFC 5358).
 *
 * <p>Prefixes are kept longest first and walked; what was found out about a client is remembered in
 * a small table, for two reasons: a list may be long, and the JDK gives out the octets of an
 * address only as a copy. A look-up of a client seen lately therefore allocates nothing. The table
 * is only ever a memory: threads may overwrite each other's entries, and so may clients.
 */
public final class AccessList {
  private static final int REMEMBERED = 1024;

  private record Client(InetAddress address, boolean allowed) {}

  private final AtomicReferenceArray<@Nullable Client> clients =
      new AtomicReferenceArray<>(REMEMBERED);
  private final IpPrefix[] prefixes;
  private final boolean[] allowed;

  /** A list of prefixes that are served and of prefixes that are not. */
  public AccessList(List<IpPrefix> allow, List<IpPrefix> deny) {
    record Rule(IpPrefix prefix, boolean allows) {}
    List<Rule> rules =
        Stream.concat(
                allow.stream().map(prefix -> new Rule(prefix, true)),
                deny.stream().map(prefix -> new Rule(prefix, false)))
            .sorted(
                Comparator.comparingInt((Rule rule) -> -rule.prefix.length())
                    .thenComparing(Rule::allows))
            .toList();
    prefixes = rules.stream().map(Rule::prefix).toArray(IpPrefix[]::new);
    allowed = new boolean[prefixes.length];
    for (int i = 0; i < allowed.length; i++) {
      allowed[i] = rules.get(i).allows;
    }
  }

  /** Whether the client at {@code address} is served. */
  public boolean allows(InetAddress address) {
    int place = address.hashCode() & (REMEMBERED - 1);
    Client client = clients.get(place);
    if (client == null || !client.address.equals(address)) {
      client = new Client(address, decide(address.getAddress()));
      clients.set(place, client);
    }
    return client.allowed;
  }

  private boolean decide(byte[] octets) {
    long high = IpPrefix.highBits(octets);
    long low = IpPrefix.lowBits(octets);
    for (int i = 0; i < prefixes.length; i++) {
      if (prefixes[i].contains(high, low)) {
        return allowed[i];
      }
    }
    return false;
  }
}
