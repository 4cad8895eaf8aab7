package dev.xylem.sim;

import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.sim.SimAuthority.Quirk;
import dev.xylem.sim.SimZone.Delegate;
import dev.xylem.sim.SimZone.Glue;
import java.util.List;
import java.util.Random;

/** Zones made to cost a resolver much work, each with a question that begins it. */
final class HostileZones {
  private static final int FAN_OUT = 1500;
  private static final int ALIASES = 100;
  private static final int ALIASES_OF_MANY_LABELS = 20;
  private static final int HEAVY = 58_000;

  private final InternetGenerator generator;
  private final Random chance;
  private final SimZone t0;
  private final SimZone t1;

  HostileZones(InternetGenerator generator, Random chance) {
    this.generator = generator;
    this.chance = chance;
    this.t0 = generator.known("t0.");
    this.t1 = generator.known("t1.");
  }

  void add() {
    switch (chance.nextInt(8)) {
      case 0 -> circle();
      case 1 -> selfPointing();
      case 2 -> fanOut();
      case 3 -> endless();
      case 4 -> longChain();
      case 5 -> deepChain();
      case 6 -> heavyChain();
      default -> {}
    }
  }

  /** The servers of each of two zones have their names in the other (S34). */
  private void circle() {
    SimZone a = generator.zone(Name.of("circle-a.t0."), t0);
    SimZone b = generator.zone(Name.of("circle-b.t1."), t1);
    for (int i = 0; i < 3; i++) {
      SimAuthority authority = generator.authority(Quirk.NONE);
      authority.serve(a);
      authority.serve(b);
      a.delegates().add(new Delegate(Name.of("ns" + i + ".circle-b.t1."), authority, Glue.NONE));
      b.delegates().add(new Delegate(Name.of("ns" + i + ".circle-a.t0."), authority, Glue.NONE));
    }
    generator.ask(Name.of("www.circle-a.t0."), RrType.A);
    generator.ask(Name.of("www.circle-b.t1."), RrType.A);
  }

  /** To reach the zone's only server one needs the zone (S33). */
  private void selfPointing() {
    SimZone zone = generator.zone(Name.of("self.t0."), t0);
    SimAuthority authority = generator.authority(Quirk.NONE);
    authority.serve(zone);
    zone.delegates().add(new Delegate(Name.of("ns.self.t0."), authority, Glue.NONE));
    generator.ask(Name.of("www.self.t0."), RrType.A);
  }

  /** Very many name servers without addresses (S31). */
  private void fanOut() {
    SimZone zone = generator.zone(Name.of("fan.t0."), t0);
    SimAuthority nobody = generator.authority(Quirk.DEAD);
    for (int i = 0; i < FAN_OUT; i++) {
      zone.delegates().add(new Delegate(Name.of("n" + i + ".canary.t0."), nobody, Glue.NONE));
    }
    for (int i = 0; i < 5; i++) {
      generator.ask(Name.of("www" + i + ".fan.t0."), RrType.A);
    }
  }

  /** A server that always delegates one label further down (S30). */
  private void endless() {
    SimZone zone = generator.zone(Name.of("deep.t0."), t0);
    SimAuthority authority = generator.authority(Quirk.DELEGATES_ON);
    authority.serve(zone);
    generator.delegate(zone, Name.of("ns1.deep.t0."), authority, Glue.RIGHT);
    generator.ask(Name.of("a.".repeat(50) + "deep.t0."), RrType.A);
    generator.ask(Name.of("b.".repeat(20) + "deep.t0."), RrType.A);
  }

  /** A chain of aliases longer than anybody needs (S36). */
  private void longChain() {
    for (int i = 0; i < ALIASES; i++) {
      SimZone zone = i % 2 == 0 ? t0 : t1;
      SimZone next = i % 2 == 0 ? t1 : t0;
      Name target = InternetGenerator.below("chain" + (i + 1), next);
      Name owner = InternetGenerator.below("chain" + i, zone);
      generator.put(zone, Records.alias(owner, RrType.CNAME, 300, target));
    }
    generator.put(
        t0, Records.address(InternetGenerator.below("chain" + ALIASES, t0), 300, ALIASES));
    generator.ask(Name.of("chain0.t0."), RrType.A);
    generator.ask(Name.of("chain94.t0."), RrType.A);
  }

  /** A chain of aliases with very many labels each: one times the other is too much (S35). */
  private void deepChain() {
    String labels = "a.b.c.d.e.f.g.h.i.y";
    for (int i = 0; i < ALIASES_OF_MANY_LABELS; i++) {
      Name owner = InternetGenerator.below(labels + i, t1);
      Name target = InternetGenerator.below(labels + (i + 1), t1);
      generator.put(t1, Records.alias(owner, RrType.CNAME, 300, target));
    }
    generator.ask(Name.of(labels + "0.t1."), RrType.A);
    generator.ask(Name.of(labels + "1.t1."), RrType.TXT);
  }

  /** A chain of aliases of which each comes with sixty kilobytes that nobody asked for (S43). */
  private void heavyChain() {
    SimZone zone = generator.zone(Name.of("heavy.t0."), t0);
    SimAuthority authority = generator.authority(Quirk.NONE);
    authority.serve(zone);
    authority.follow(HostileZones::heavy);
    generator.delegate(zone, Name.of("ns1.heavy.t0."), authority, Glue.RIGHT);
    for (int i = 0; i < ALIASES_OF_MANY_LABELS; i++) {
      Name target = InternetGenerator.below("c" + (i + 1), zone);
      Name owner = InternetGenerator.below("c" + i, zone);
      generator.put(zone, Records.alias(owner, RrType.CNAME, 300, target));
    }
    generator.ask(Name.of("c0.heavy.t0."), RrType.A);
    generator.ask(Name.of("c1.heavy.t0."), RrType.TXT);
  }

  /** What is said, with {@link #HEAVY} octets of records more; a connection is needed for that. */
  static Message heavy(Message query, Transport transport, Message honest) {
    if (transport == Transport.UDP) {
      Header header = Header.of(query.header().id(), Flag.QR, Flag.TC);
      return Message.empty(header, Rcode.NOERROR, query.questions());
    }
    return new Message(
        honest.header(),
        honest.rcode(),
        honest.questions(),
        honest.answer(),
        honest.authority(),
        List.of(Records.text(query.question().name(), 300, HEAVY / 250)),
        honest.edns());
  }
}
