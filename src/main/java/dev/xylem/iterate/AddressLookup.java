package dev.xylem.iterate;

import dev.xylem.cache.DelegationPoint;
import dev.xylem.dns.Name;
import dev.xylem.dns.RrType;
import dev.xylem.runtime.Work;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the addresses of a name server that came without glue, or with glue of no use. */
public interface AddressLookup {

  /**
   * What came of a look-up.
   *
   * @param addresses empty when there are none or they cannot be found
   * @param hopeless whether there is no point in asking for the other address family: the name does
   *     not exist, or what stands between us and it failed
   */
  record Result(List<InetAddress> addresses, boolean hopeless) {
    public Result {
      addresses = List.copyOf(addresses);
    }
  }

  /** What is remembered of the addresses of {@code server}; null when it must be asked for. */
  @Nullable Result known(Name server, RrType type);

  /**
   * The addresses of {@code server}.
   *
   * @param type A or AAAA
   * @param work the ledger of the query that needs them
   */
  Result addressesOf(Name server, RrType type, Work work);

  /**
   * What the parent side says: the addresses of {@code server} as the servers above {@code zone}
   * know them. For name servers within the zone they serve whose glue is missing.
   */
  List<InetAddress> atParent(Name server, Name zone, Work work);

  /**
   * The delegation of {@code zone} as its parent makes it now, when none of the servers known is of
   * any use; null when it makes none any more, or was asked only just now.
   */
  @Nullable DelegationPoint renewed(DelegationPoint zone, Work work);
}
