package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** S20 to S24: a delegation lives as long as its parent says, and no glue does harm for long. */
class RevokedDelegationsTest {
  private static final int LONG = 86_400;

  private final HandmadeInternet net = new HandmadeInternet();
  private int asked;

  /** How the child tries to stay. */
  private enum Trick {
    NOTHING,
    REFRESHES,
    NEW_NAMES
  }

  @Test
  void s20AGhostThatRefreshesItsServersDies() {
    ghost(Trick.REFRESHES);
    dies(List.of("evil.t0."), List.of());
  }

  @Test
  void s20AGhostWithEverNewServersDies() {
    ghost(Trick.NEW_NAMES);
    dies(List.of("evil.t0."), List.of());
  }

  @Test
  void s20SubDelegationsDieWithTheirParent() {
    ghost(Trick.NEW_NAMES);
    dies(List.of("evil.t0.", "sub.evil.t0.", "deep.sub.evil.t0."), List.of());
  }

  @Test
  void s21AskingForTheGhostsAddressesDoesNotProlongIt() {
    ghost(Trick.NEW_NAMES);
    dies(
        List.of("evil.t0.", "sub.evil.t0."),
        List.of(
            new Question(Name.of("ns.evil.t0."), RrType.A),
            new Question(Name.of("evil.t0."), RrType.NS),
            new Question(Name.of("ns.sub.evil.t0."), RrType.A),
            new Question(Name.of("sub.evil.t0."), RrType.NS)));
  }

  /** Delegates evil.t0. for a minute, and it two zones below itself for a day. */
  private void ghost(Trick trick) {
    SimAuthority evil = net.server("198.18.66.1");
    SimAuthority sub = net.server("198.18.66.2");
    SimAuthority deep = net.server("198.18.66.3");
    net.add("t0.", "evil 60 NS ns.evil\nns.evil 60 A 198.18.66.1");
    String rest = "* 1 A 192.0.2.9\n@ 86400 NS ns\nns 86400 A 198.18.66.";
    String subCut = "sub 86400 NS ns.sub\nns.sub 86400 A 198.18.66.2\n";
    String deepCut = "deep 86400 NS ns.deep\nns.deep 86400 A 198.18.66.3\n";
    net.bare("evil.t0.", subCut + rest + 1, evil);
    net.bare("sub.evil.t0.", deepCut + rest + 2, sub);
    net.bare("deep.sub.evil.t0.", rest + 3, deep);
    evil.follow((_, _, honest) -> refreshed(honest, "evil.t0.", 1, trick));
    sub.follow((_, _, honest) -> refreshed(honest, "sub.evil.t0.", 2, trick));
    deep.follow((_, _, honest) -> refreshed(honest, "deep.sub.evil.t0.", 3, trick));
  }

  /** {@code reply} with the zone's own NS RRset beside the answer. */
  private Message refreshed(Message reply, String apex, int server, Trick trick) {
    if (reply.answer().isEmpty() || trick == Trick.NOTHING) {
      return reply;
    }
    Name name = Name.of((trick == Trick.NEW_NAMES ? "ns" + asked++ : "ns") + "." + apex);
    Rdata address = Rdata.of(new byte[] {(byte) 198, 18, 66, (byte) server});
    List<RrSet> authority = new ArrayList<>(reply.authority());
    List<RrSet> additional = new ArrayList<>(reply.additional());
    authority.add(RrSet.of(Name.of(apex), RrType.NS, LONG, Rdata.of(name)));
    additional.add(RrSet.of(name, RrType.A, LONG, address));
    return new Message(
        reply.header(),
        reply.rcode(),
        reply.questions(),
        reply.answer(),
        authority,
        additional,
        reply.edns());
  }

  /** All of {@code zones} answer until the delegation is over, and never again. */
  private void dies(List<String> zones, List<Question> asides) {
    assertEquals(List.of(Rcode.NOERROR), rcodes(zones));
    net.remove("t0.", "evil");
    for (int seconds = 0; seconds < 180; seconds += 10) {
      // Asked at the first second of the ten, with a name not asked before.
      Rcode due = seconds < 60 ? Rcode.NOERROR : Rcode.NXDOMAIN;
      assertEquals(List.of(due), rcodes(zones), "after " + seconds + " s");
      asides.forEach(question -> net.simulation().cost(question));
      net.simulation().pass(seconds == 50 ? 11 : 10);
    }
    assertEquals(List.of(), net.problems());
  }

  private List<Rcode> rcodes(List<String> zones) {
    return zones.stream()
        .map(zone -> net.ask("w" + asked++ + "." + zone, RrType.A).answer().rcode())
        .distinct()
        .toList();
  }

  @Test
  void s22AddressesOfNobodyEmptyNothingAndAreNotAsked() {
    String[] nobody = {"0.0.0.0", "::", "127.0.0.1", "::1", "255.255.255.255", "224.0.0.1"};
    net.bare("evil.t1.", "");
    for (int i = 0; i < nobody.length; i++) {
      String type = nobody[i].contains(":") ? " AAAA " : " A ";
      net.add("t1.", "evil NS n" + i + ".evil\nn" + i + ".evil" + type + nobody[i]);
    }
    net.canary();
    assertEquals(Rcode.SERVFAIL, net.ask("www.evil.t1.", RrType.A).answer().rcode());
    for (String address : nobody) {
      assertEquals(0, net.askedAt(address), address);
    }
    Simulation.Cost canary = net.ask("www.canary.t0.", RrType.A);
    assertEquals(0, canary.packets());
    assertEquals(1, net.ask("mail.canary.t0.", RrType.A).packets(), "delegations are still there");
    assertEquals(List.of(), net.problems());
  }

  @Test
  void s24AGlueLookupThatFailsOnceIsMadeAgain() {
    boolean[] silent = {true};
    net.zone("host.t0.", "198.18.5.1", "ns9 A 198.18.5.2")
        .follow((_, _, honest) -> silent[0] ? null : honest);
    net.bare("far.t1.", "www A 192.0.2.50", net.server("198.18.5.2"));
    net.add("t1.", "far NS ns9.host.t0.");
    Simulation.Cost first = net.ask("www.far.t1.", RrType.A);
    assertEquals(Rcode.SERVFAIL, first.answer().rcode());
    silent[0] = false;
    net.simulation().pass(5);
    Simulation.Cost second = net.ask("www.far.t1.", RrType.A);
    assertEquals(Rcode.NOERROR, second.answer().rcode());
    assertTrue(second.seconds() < 1, second.seconds() + " s");
    assertEquals(List.of(), net.problems());
  }
}
