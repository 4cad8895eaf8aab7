package dev.xylem.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a wildcard and an address named beside it come to. */
class LocalAddressesTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  /** Twice would be a taken port: the server's own. */
  @Test
  void whatIsNamedAndPartOfTheWildcardIsThereOnceAndRequired() throws Exception {
    InetAddress all = InetAddress.ofLiteral("0.0.0.0");
    for (var configured : List.of(List.of(all, LOOPBACK), List.of(LOOPBACK, all))) {
      List<Boolean> required =
          LocalAddresses.of(configured).stream()
              .filter(place -> place.address().equals(LOOPBACK))
              .map(LocalAddresses.Place::required)
              .toList();
      assertEquals(List.of(true), required);
    }
  }
}
