package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Message;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Name servers whose addresses are wrong, missing or out of date. */
class UselessGlueTest {
  private final HandmadeInternet net = new HandmadeInternet();

  /** z.t0. is served by a name of the zone h.t0., about which t0. says something else. */
  private void siblingGlue(String atParent, String atHost) {
    net.zone("h.t0.", "198.18.5.1", atHost);
    net.bare("z.t0.", "@ NS x.h.t0.\nwww A 192.0.2.9", net.server("198.18.5.9"));
    net.server("2001:db8::9").serve(net.zoneOf("z.t0."));
    net.add("t0.", "z NS x.h.t0.\n" + atParent);
  }

  private void isAnswered() {
    Simulation.Cost cost = net.ask("www.z.t0.", RrType.A);
    assertEquals(Rcode.NOERROR, cost.answer().rcode());
    assertTrue(cost.seconds() < 6, cost.seconds() + " s");
    assertEquals(List.of(), net.problems());
  }

  @Test
  void wrongGlueIsReplacedByALookUp() {
    siblingGlue("x.h A 198.18.99.99", "x A 198.18.5.9");
    isAnswered();
  }

  @Test
  void glueOfOneFamilyIsCompletedByALookUp() {
    siblingGlue("x.h A 198.18.99.99", "x A 198.18.99.99\nx AAAA 2001:db8::9");
    isAnswered();
  }

  @Test
  void aServerThatMovedIsFoundByAskingTheParentAgain() {
    net.zone("z.t0.", "198.18.5.1", "a A 192.0.2.1\nb A 192.0.2.2\nc A 192.0.2.3");
    assertEquals(Rcode.NOERROR, net.ask("a.z.t0.", RrType.A).answer().rcode());
    net.simulation().pass(40);
    SimAuthority old = net.server("198.18.5.1");
    old.drop(net.zoneOf("z.t0."));
    old.follow((_, _, _) -> null);
    net.server("198.18.5.2").serve(net.zoneOf("z.t0."));
    net.replace("t0.", "198.18.5.1", "198.18.5.2");
    net.replace("z.t0.", "198.18.5.1", "198.18.5.2");
    Simulation.Cost moved = net.ask("b.z.t0.", RrType.A);
    assertEquals(Rcode.NOERROR, moved.answer().rcode());
    assertEquals(1, net.ask("c.z.t0.", RrType.A).packets(), "from now on at the new address");
  }

  @Test
  void aDeadZoneCostsItsParentOneQueryInHalfAMinute() {
    net.zone("z.t0.", "198.18.5.1", "").follow((_, _, _) -> null);
    net.add("t0.", "z 86400 NS ns.z");
    for (int i = 0; i < 100; i++) {
      assertEquals(Rcode.SERVFAIL, net.ask("n" + i + ".z.t0.", RrType.A).answer().rcode());
      net.simulation().pass(1);
    }
    long asked = net.askedAt("198.18.0.2");
    assertTrue(asked <= 2 + net.seconds() / 30, asked + " in " + net.seconds() + " s");
  }

  /** Whoever configures a root on the machine itself wants it asked, primed or not. */
  @Test
  void hintsMayBeWhereDelegationsMayNot() {
    var here = new HandmadeInternet(Faults.none(), SimAuthority.Quirk.NONE, "127.0.0.53");
    here.server("127.0.0.53")
        .follow((query, _, honest) -> query.question().name().isRoot() ? null : honest);
    assertEquals(Rcode.NOERROR, here.ask("www.canary.t0.", RrType.A).answer().rcode());
    assertEquals(Rcode.NXDOMAIN, here.ask("nothing.", RrType.A).answer().rcode());
  }

  @Test
  void aNameServerThatDoesNotExistIsNotLookedUpTwice() {
    net.zone("h.t0.", "198.18.5.1", "")
        .follow((query, _, _) -> HostileServersTest.only(query, Rcode.NXDOMAIN));
    net.bare("z.t0.", "");
    net.add("t0.", "z NS x.h.t0.");
    assertEquals(Rcode.SERVFAIL, net.ask("www.z.t0.", RrType.A).answer().rcode());
    List<Message> queries =
        net.simulation().network().log().stream().map(SimNetwork.Asked::query).toList();
    assertEquals(0, queries.stream().filter(q -> q.question().type().equals(RrType.AAAA)).count());
    assertTrue(net.askedAt("198.18.5.1") > 0, "its A was looked up");
  }
}
