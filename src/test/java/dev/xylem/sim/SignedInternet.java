package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.ExtendedError;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.lab.LyingSigner;
import dev.xylem.runtime.Limit;
import dev.xylem.validate.TrustPoints;
import dev.xylem.zone.Zone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The handmade internet with a chain of trust down to the canary and to the attacker's zone,
 * evil.t1., and a resolver that validates.
 */
final class SignedInternet {
  static final String EVIL = "evil.t1.";
  static final String EVIL_SERVER = "198.18.66.1";
  private static final Set<Integer> BOGUS =
      Set.of(
          ExtendedError.DNSSEC_BOGUS,
          ExtendedError.SIGNATURE_EXPIRED,
          ExtendedError.SIGNATURE_NOT_YET_VALID,
          ExtendedError.DNSKEY_MISSING,
          ExtendedError.RRSIGS_MISSING,
          ExtendedError.NSEC_MISSING);

  private final HandmadeInternet net = new HandmadeInternet();
  private final Map<String, LyingSigner> signers = new HashMap<>();
  private final List<String> anchors = new ArrayList<>();
  private String moreSettings = "";
  private String sections = "";
  private boolean followsRoot;

  /** With {@code text} in the attacker's zone. */
  SignedInternet(String text) {
    this(text, LyingSigner.of(EVIL));
  }

  SignedInternet(String text, LyingSigner evil) {
    net.zone(EVIL, EVIL_SERVER, text);
    sign(".", LyingSigner.of("."));
    sign("t0.", LyingSigner.of("t0."));
    sign("t1.", LyingSigner.of("t1."));
    sign("canary.t0.", LyingSigner.of("canary.t0."));
    sign(EVIL, evil);
  }

  HandmadeInternet net() {
    return net;
  }

  LyingSigner signer(String apex) {
    return Objects.requireNonNull(signers.get(apex), apex);
  }

  LyingSigner evil() {
    return signer(EVIL);
  }

  /** Signs a zone from now on, and tells the zone above. */
  void sign(String apex, LyingSigner signer) {
    signers.put(apex, signer);
    net.treat(apex, signer::sign);
    if (!apex.equals(".")) {
      String parent = Objects.requireNonNull(net.zoneOf(apex).parent()).apex().toString();
      net.add(parent, apex + " DS " + text(signer.ds()));
    }
  }

  /** A DS record's data as zone files have it. */
  static String text(Rdata ds) {
    String digest = HexFormat.of().formatHex(ds.copy(4, ds.length()));
    return ds.u16(0) + " " + ds.u8(2) + " " + ds.u8(3) + " " + digest;
  }

  /** Has the attacker's zone changed after it was signed. */
  void lie(UnaryOperator<Zone> lie) {
    net.treat(EVIL, zone -> lie.apply(evil().sign(zone)));
  }

  /** Has the attacker's server answer so, except when asked for keys. */
  void script(SimAuthority.Script script) {
    net.server(EVIL_SERVER)
        .follow((query, transport, honest) ->
            query.question().type().equals(RrType.DNSKEY)
                ? honest
                : script.reply(query, transport, honest));
  }

  /** The attacker's zone as it is published. */
  Zone evilZone() {
    return net.zoneOf(EVIL).zone();
  }

  /** All NSEC or NSEC3 RRsets of the attacker's zone. */
  List<RrSet> allProofs() {
    return evilZone().sets().stream()
        .filter(set -> set.type().equals(RrType.NSEC) || set.type().equals(RrType.NSEC3))
        .toList();
  }

  /** The reply that what was asked for does not exist, with {@code proofs} and the zone's SOA. */
  Message denied(Message honest, List<RrSet> proofs) {
    List<RrSet> authority = new ArrayList<>();
    authority.add(evilZone().soa());
    authority.addAll(proofs);
    return with(honest, Rcode.NXDOMAIN, List.of(), authority);
  }

  /** Lines for the resolver's section {@code dnssec}. */
  void dnssec(String lines) {
    moreSettings += "  " + lines + "\n";
  }

  /** Another section of the resolver's settings. */
  void section(String yaml) {
    sections += yaml;
  }

  /** Has the resolver keep the root's trust anchors up to date, instead of trusting its DS. */
  void follow(TrustPoints.Tracking tracking) {
    followsRoot = true;
    net.follow(tracking);
  }

  /** Has the resolver trust a record without proof, besides the root's DS. */
  void trust(String record) {
    anchors.add("'" + record + "'");
  }

  Simulation simulation() {
    List<String> all = new ArrayList<>(anchors);
    if (!followsRoot) {
      all.add("'. DS " + text(signer(".").ds()) + "'");
    }
    String list = "  trust-anchors: [" + String.join(", ", all) + "]\n";
    net.settings("dnssec:\n" + list + moreSettings + sections);
    return net.simulation();
  }

  /** What a client sees that wants to know whether it is secure. */
  Message ask(String name, RrType type) {
    return ask(name, type, Flag.AD);
  }

  Message ask(String name, RrType type, Flag flag) {
    Header header = new Header(7, 0).with(Flag.RD).with(flag);
    var question = new Question(Name.of(name), type);
    var edns = new Edns(Edns.SAFE_UDP_SIZE, 0, true, List.of());
    return simulation().cost(Message.query(header, question, edns)).answer();
  }

  /** How much the last query spent. */
  int spent(Limit limit) {
    return simulation().spent(limit);
  }

  Message isSecure(String name, RrType type, Rcode rcode) {
    Message answer = ask(name, type);
    assertEquals(rcode, answer.rcode(), () -> answer + "\n" + net.simulation().trace());
    assertTrue(answer.has(Flag.AD), () -> "AD: " + answer + "\n" + net.simulation().trace());
    return answer;
  }

  Message isInsecure(String name, RrType type, Rcode rcode) {
    Message answer = ask(name, type);
    assertEquals(rcode, answer.rcode(), () -> answer + "\n" + net.simulation().trace());
    assertFalse(answer.has(Flag.AD), () -> "no AD: " + answer + "\n" + net.simulation().trace());
    return answer;
  }

  /** As the other, for any of the reasons that validation has: not for want of an answer. */
  void isBogus(String name, RrType type) {
    int extendedError = refused(name, type);
    assertTrue(
        BOGUS.contains(extendedError), () -> extendedError + "\n" + net.simulation().trace());
  }

  /** SERVFAIL without anything of what was bogus, and with this extended error. */
  void isBogus(String name, RrType type, int extendedError) {
    assertEquals(extendedError, refused(name, type), () -> net.simulation().trace());
  }

  private int refused(String name, RrType type) {
    Message answer = ask(name, type);
    String what = answer + "\n" + net.simulation().trace();
    assertEquals(Rcode.SERVFAIL, answer.rcode(), what);
    assertFalse(answer.has(Flag.AD), what);
    assertEquals(List.of(), answer.answer(), what);
    assertEquals(List.of(), answer.authority(), what);
    return extendedError(answer);
  }

  private static int extendedError(Message answer) {
    return Objects.requireNonNull(answer.edns()).options().stream()
        .filter(option -> option.code() == EdnsOption.EXTENDED_ERROR)
        .findFirst()
        .map(option -> option.data().u16(0))
        .orElse(-1);
  }

  /** What is true of the canary is said of it, and secure. */
  void isCanaryAlive() {
    isSecure("www.canary.t0.", RrType.A, Rcode.NOERROR);
    isSecure("mail.canary.t0.", RrType.A, Rcode.NOERROR);
    isSecure("canary.t0.", RrType.MX, Rcode.NOERROR);
    isSecure("www.canary.t0.", RrType.TXT, Rcode.NOERROR);
    isSecure("not.canary.t0.", RrType.A, Rcode.NXDOMAIN);
    isSecure("not.t0.", RrType.A, Rcode.NXDOMAIN);
    isSecure("canary.t0.", RrType.DS, Rcode.NOERROR);
    assertEquals(List.of(), net.problems());
  }

  /** {@code reply} with another answer and authority section. */
  static Message with(Message reply, Rcode rcode, List<RrSet> answer, List<RrSet> authority) {
    return new Message(
        reply.header(),
        rcode,
        reply.questions(),
        answer,
        authority,
        reply.additional(),
        reply.edns());
  }
}
