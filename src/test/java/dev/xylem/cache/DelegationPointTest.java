package dev.xylem.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.runtime.SystemTime;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DelegationPointTest {
  private static final Name ZONE = Name.of("Example.Org.");

  @Test
  void serversArePackedAndComeBackAsTheyWere() throws Exception {
    InetAddress linkLocal =
        Inet6Address.getByAddress(null, InetAddress.getByName("fe80::1").getAddress(), 3);
    List<NameServer> servers =
        List.of(
            new NameServer(Name.of("ns1.EXAMPLE.org."), addresses("192.0.2.1", "2001:db8::1")),
            new NameServer(ZONE, addresses("192.0.2.2"), 65_535),
            new NameServer(Name.of("org."), List.of()),
            new NameServer(Name.ROOT, List.of(linkLocal)),
            new NameServer(Name.of("ns.badexample.org."), addresses("192.0.2.3")),
            new NameServer(Name.of("ns.elsewhere.test."), List.of(), 53));
    for (Name zone : List.of(ZONE, Name.ROOT, Name.of("org."), Name.of("elsewhere.test."))) {
      DelegationPoint point = DelegationPoint.configured(zone, servers, 60);
      assertEquals(servers, point.servers());
      assertEquals(servers.size(), point.servers().size());
      assertEquals(servers.get(3), point.servers().get(3));
      assertThrows(IndexOutOfBoundsException.class, () -> point.servers().get(6));
    }
    var scoped =
        (Inet6Address) DelegationPoint.configured(ZONE, servers, 60).glueOf(Name.ROOT).getFirst();
    assertEquals(3, scoped.getScopeId());
  }

  @Test
  void anyServersComeBackAsTheyWere() throws Exception {
    var random = RandomGenerator.getDefault();
    for (int turn = 0; turn < 500; turn++) {
      Name zone = name(random, Name.ROOT);
      List<NameServer> servers = new ArrayList<>();
      for (int i = random.nextInt(14); i > 0; i--) {
        List<InetAddress> glue = new ArrayList<>();
        for (int k = random.nextInt(4); k > 0; k--) {
          byte[] octets = new byte[random.nextBoolean() ? 4 : 16];
          random.nextBytes(octets);
          glue.add(InetAddress.getByAddress(octets));
        }
        Name under = random.nextBoolean() ? zone : Name.ROOT;
        servers.add(new NameServer(name(random, under), glue, random.nextInt(65_536)));
      }
      assertEquals(servers, DelegationPoint.configured(zone, servers, 60).servers());
    }
  }

  @Test
  void aProofOfManyDelegationsIsKeptOnce() {
    var cache =
        new DelegationCache(1 << 20, new CachePolicy(300, 0, 0, 300, 1, 1), new SystemTime());
    RrSet first =
        proofOf(cache, "a.org.", RrSet.of(ZONE, RrType.NSEC3, 300, Rdata.of(new byte[9])));
    RrSet same = proofOf(cache, "b.org.", RrSet.of(ZONE, RrType.NSEC3, 300, Rdata.of(new byte[9])));
    RrSet older =
        proofOf(cache, "c.org.", RrSet.of(ZONE, RrType.NSEC3, 299, Rdata.of(new byte[9])));
    RrSet other =
        proofOf(cache, "d.org.", RrSet.of(ZONE, RrType.NSEC3, 300, Rdata.of(new byte[8])));
    assertSame(first, same);
    assertSame(first.records(), older.records());
    assertEquals(299, older.ttl());
    assertNotSame(first.records(), other.records());
    assertEquals(8, other.records().first().length());
  }

  private static RrSet proofOf(DelegationCache cache, String zone, RrSet proof) {
    List<NameServer> servers = List.of(new NameServer(Name.of("ns." + zone), List.of()));
    return cache.store(Name.of(zone), servers, List.of(proof), 300, null).proofs().getFirst();
  }

  private static Name name(RandomGenerator random, Name under) {
    Name name = under;
    for (int i = random.nextInt(4); i > 0; i--) {
      byte[] label = new byte[random.nextInt(1, 20)];
      random.nextBytes(label);
      name = Objects.requireNonNull(name.child(label));
    }
    return name;
  }

  private static List<InetAddress> addresses(String... texts) throws Exception {
    List<InetAddress> addresses = new ArrayList<>();
    for (String text : texts) {
      addresses.add(InetAddress.getByName(text));
    }
    return addresses;
  }
}
