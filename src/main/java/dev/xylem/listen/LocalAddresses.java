package dev.xylem.listen;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The addresses to listen on. A wildcard becomes all addresses of its family that the machine has
 * now: an answer must come from the address that was asked, and only a socket bound to that address
 * is sure to send it from there. Addresses that come later are heard after a restart.
 */
final class LocalAddresses {
  private LocalAddresses() {}

  /**
   * An address to listen on.
   *
   * @param required whether not being able to is an error: no operator has named the addresses that
   *     a wildcard stands for, and {@code ::1} is missing where IPv6 is switched off
   */
  record Place(InetAddress address, boolean required) {}

  static List<Place> of(List<InetAddress> configured) throws SocketException {
    var places = new LinkedHashMap<InetAddress, Place>();
    for (InetAddress address : configured) {
      if (address.isAnyLocalAddress()) {
        expand(address instanceof Inet4Address, places);
      } else {
        boolean mayBeMissing = address.isLoopbackAddress() && !(address instanceof Inet4Address);
        add(new Place(address, !mayBeMissing), places);
      }
    }
    return List.copyOf(places.values());
  }

  /** What was named by itself stays required, whatever a wildcard stands for. */
  private static void add(Place place, Map<InetAddress, Place> places) {
    places.merge(place.address(), place, (one, other) -> one.required() ? one : other);
  }

  private static void expand(boolean ipv4, Map<InetAddress, Place> places) throws SocketException {
    for (NetworkInterface link : NetworkInterface.networkInterfaces().toList()) {
      if (link.isUp()) {
        link.inetAddresses()
            .filter(address -> address instanceof Inet4Address == ipv4)
            .forEach(address -> add(new Place(address, false), places));
      }
    }
  }
}
