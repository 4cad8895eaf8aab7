package dev.xylem.policy;

import dev.xylem.dns.IpPrefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How clients are served: the longest prefix that holds the client's address decides, the stricter
 * if two are equal, and who is in none is refused. A resolver open to all is a weapon in other
 * people's hands (RFC 5358).
 *
 * <p>Prefixes are kept longest first and walked; what was found out about a client is remembered in
 * a small table, for two reasons: a list may be long, and the JDK gives out the octets of an
 * address only as a copy. A look-up of a client seen lately therefore allocates nothing. The table
 * is only ever a memory: threads may overwrite each other's entries, and so may clients.
 */
public final class AccessList {
  private static final int REMEMBERED = 1024;

  /**
   * How a client is served, from the most to the least strict; but {@link #SNOOP} adds to serving.
   */
  public enum Treatment {
    /** Gets no reply. */
    DROP,
    /** Is told REFUSED. */
    REFUSE,
    /** Gets what is answered here, and no reply to anything else. */
    LOCAL_OR_DROP,
    /** Gets what is answered here; anything else is REFUSED. */
    LOCAL_OR_REFUSE,
    /** Is served, and may ask without RD what the cache knows. */
    SNOOP,
    /** Is served, as if every query had RD. */
    ASSUME_RECURSION,
    /** Is served. */
    SERVE
  }

  private record Client(InetAddress address, Treatment treatment) {}

  private final AtomicReferenceArray<@Nullable Client> clients =
      new AtomicReferenceArray<>(REMEMBERED);
  private final IpPrefix[] prefixes;
  private final Treatment[] treatments;

  /** A list of prefixes that are served and of prefixes that are refused. */
  public AccessList(List<IpPrefix> allow, List<IpPrefix> deny) {
    this(Map.of(Treatment.SERVE, allow, Treatment.REFUSE, deny));
  }

  /** Lists of prefixes by how they are treated. */
  public AccessList(Map<Treatment, List<IpPrefix>> lists) {
    record Rule(IpPrefix prefix, Treatment treatment) {
      /** The longer prefix first, and of the same the stricter treatment. */
      int compareTo(Rule other) {
        int byLength = other.prefix.length() - prefix.length();
        return byLength != 0 ? byLength : treatment.compareTo(other.treatment);
      }
    }
    List<Rule> rules = new ArrayList<>();
    lists.forEach(
        (treatment, list) -> list.forEach(prefix -> rules.add(new Rule(prefix, treatment))));
    rules.sort(Rule::compareTo);
    prefixes = rules.stream().map(Rule::prefix).toArray(IpPrefix[]::new);
    treatments = rules.stream().map(Rule::treatment).toArray(Treatment[]::new);
  }

  /** Whether the client at {@code address} gets any answers. */
  public boolean allows(InetAddress address) {
    Treatment treatment = treatmentOf(address);
    return treatment != Treatment.REFUSE && treatment != Treatment.DROP;
  }

  /** How the client at {@code address} is served. */
  public Treatment treatmentOf(InetAddress address) {
    int place = address.hashCode() & (REMEMBERED - 1);
    Client client = clients.get(place);
    if (client == null || !client.address.equals(address)) {
      client = new Client(address, decide(address.getAddress()));
      clients.set(place, client);
    }
    return client.treatment;
  }

  private Treatment decide(byte[] octets) {
    long high = IpPrefix.highBits(octets);
    long low = IpPrefix.lowBits(octets);
    for (int i = 0; i < prefixes.length; i++) {
      if (prefixes[i].contains(high, low)) {
        return treatments[i];
      }
    }
    return Treatment.REFUSE;
  }
}
