package dev.xylem.iterate;

import dev.xylem.dns.Name;
import dev.xylem.dns.RrType;
import dev.xylem.runtime.Work;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a name server that came without glue. */
public interface AddressLookup {

  /**
   * The addresses of {@code server}; empty when there are none or they cannot be found.
   *
   * @param type A or AAAA
   * @param work the ledger of the query that needs them
   */
  List<InetAddress> addressesOf(Name server, RrType type, Work work);

  /**
   * What the parent side says: the addresses of {@code server} as the servers above {@code zone}
   * know them. For name servers within the zone they serve whose glue is missing or wrong.
   */
  List<InetAddress> atParent(Name server, Name zone, Work work);
}
