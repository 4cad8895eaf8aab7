package dev.xylem.sim;

import dev.xylem.cache.Entry;
import dev.xylem.daemon.ResolverStack;
import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Security;
import dev.xylem.lab.AuthorityAnswers;
import dev.xylem.lab.LyingSigner;
import dev.xylem.zone.Zone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A drawn tree of zones, some signed and some not, and drawn damage to what their servers say. What
 * is not damaged must be answered; what the zones do not hold must never pass where they are signed
 * from the root down.
 */
final class SignedTree {
  private static final int QUESTIONS = 25;
  private static final List<String> APEXES =
      List.of(".", "t0.", "t1.", "canary.t0.", "a.t0.", "b.a.t0.", "c.b.a.t0.", "a.t1.", "b.t1.");

  /** Below {@code empty} is a wildcard that has names below it and no records of its own. */
  private static final List<String> OWNERS =
      List.of(
          "www",
          "mail",
          "any.wild",
          "on.any.wild",
          "any.led",
          "alias",
          "ent",
          "x.ent",
          "any.empty",
          "on.any.empty",
          "*.empty",
          "a.*.empty",
          "any.full",
          "b.*.full",
          "below.d",
          "not");

  private final Random chance;
  private final HandmadeInternet net = new HandmadeInternet();
  private final Map<String, LyingSigner> signers = new LinkedHashMap<>();
  private final Map<Name, Zone> truth = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private TreeSet<String> damaged = new TreeSet<>();
  private boolean isDamaged;
  private boolean optsOut;
  private @Nullable AuthorityAnswers oracle;
  private int secure;

  private SignedTree(long seed) {
    this.chance = new Random(seed);
  }

  /** Draws a tree, asks it some questions, and says what was wrong with the answers. */
  static SignedTree run(long seed) {
    var tree = new SignedTree(seed);
    tree.build();
    for (int i = 0; i < QUESTIONS; i++) {
      tree.ask();
    }
    tree.checkKept();
    tree.problems.addAll(tree.net.simulation().checkers().repetitions());
    return tree;
  }

  List<String> problems() {
    return problems;
  }

  /** How many answers were secure. */
  int secure() {
    return secure;
  }

  String trace() {
    return net.simulation().trace();
  }

  private void build() {
    for (int i = 4; i < APEXES.size(); i++) {
      net.zone(APEXES.get(i), "198.18.1." + i, "");
    }
    for (int i = 0; i < APEXES.size(); i++) {
      String apex = APEXES.get(i);
      if (i > 0) {
        net.add(apex, contents());
      }
      if (i < 1 || chance.nextInt(5) > 0) {
        sign(apex);
      }
    }
    for (String apex : APEXES) {
      net.treat(apex, zone -> treated(apex, zone));
    }
    boolean damage = chance.nextBoolean();
    damaged = damage ? new TreeSet<>(List.of(drawnApex(), drawnApex())) : new TreeSet<>();
    isDamaged = damage;
    String anchor = SignedInternet.text(Objects.requireNonNull(signers.get(".")).ds());
    net.settings("dnssec:\n  trust-anchors: ['. DS " + anchor + "']\n");
  }

  private String drawnApex() {
    return APEXES.get(chance.nextInt(APEXES.size()));
  }

  private String contents() {
    return "www A 192.0.2."
        + chance.nextInt(256)
        + "\nwww TXT text\nmail AAAA 2001:db8::1\n*.wild A 192.0.2.1\nx.ent A 192.0.2.2\nalias CNAME "
        + (chance.nextBoolean() ? "www" : "any.wild")
        + "."
        + APEXES.get(1 + chance.nextInt(APEXES.size() - 1))
        + "\n*.led CNAME lex\na.*.empty A 192.0.2.3\n"
        + (chance.nextBoolean() ? "b.empty A 192.0.2.4\n" : "")
        + "*.full TXT text\na.*.full A 192.0.2.5"
        + (chance.nextBoolean() ? "\nd DNAME ent" : "");
  }

  private void sign(String apex) {
    String[] algorithms = {"ED25519", "ED25519", "ED25519", "ECDSAP256SHA256"};
    LyingSigner signer = LyingSigner.of(apex, algorithms[chance.nextInt(4)]);
    switch (chance.nextInt(6)) {
      case 0 -> signer.hashing(0, "");
      case 1 -> signer.hashing(3, "beef");
      case 2 -> {
        signer.optingOut();
        optsOut = true;
      }
      default -> {}
    }
    signers.put(apex, signer);
    if (!apex.equals(".")) {
      String parent = Objects.requireNonNull(net.zoneOf(apex).parent()).apex().toString();
      net.add(parent, apex + " DS " + SignedInternet.text(signer.ds()));
    }
  }

  private Zone treated(String apex, Zone zone) {
    LyingSigner signer = signers.get(apex);
    Zone signed = signer == null ? zone : signer.sign(zone);
    truth.put(zone.apex(), signed);
    if (!damaged.contains(apex)) {
      return signed;
    }
    int kind = chance.nextInt(4);
    return LyingSigner.changed(signed, set -> damage(set, kind));
  }

  /** What a bad server or a bad wire makes of an RRset. */
  private RrSet damage(RrSet set, int kind) {
    boolean harmless = set.type().equals(RrType.SOA) || chance.nextInt(3) > 0;
    return switch (kind) {
      case 0 -> harmless ? set : LyingSigner.damaged(set);
      case 1 -> set.withoutSignatures();
      case 2 -> set.type().equals(RrType.A) && !harmless ? otherwise(set) : set;
      default -> harmless ? set : set.withoutSignatures();
    };
  }

  private static RrSet otherwise(RrSet set) {
    Rdata other = Rdata.of(new byte[] {(byte) 203, 0, 113, 66});
    return new RrSet(
        set.owner(),
        set.type(),
        set.rrClass(),
        set.ttl(),
        RdataList.of(List.of(other)),
        set.signatures());
  }

  private void ask() {
    String apex = APEXES.get(1 + chance.nextInt(APEXES.size() - 1));
    String owner = OWNERS.get(chance.nextInt(OWNERS.size()));
    Name name = Name.of(chance.nextInt(6) == 0 ? apex : owner + "." + apex);
    RrType[] types = {RrType.A, RrType.AAAA, RrType.TXT, RrType.DS, RrType.NS, RrType.SOA};
    var question = new Question(name, types[chance.nextInt(types.length)]);
    Header header = new Header(7, 0).with(Flag.RD).with(Flag.AD);
    Message query =
        Message.query(header, question, new Edns(Edns.SAFE_UDP_SIZE, 0, true, List.of()));
    Message answer = net.simulation().cost(query).answer();
    if (oracle == null) {
      oracle = new AuthorityAnswers(List.copyOf(truth.values()));
    }
    Message right = Objects.requireNonNull(oracle.answer(query));
    String problem = problem(answer, right);
    if (problem != null) {
      problems.add(question + ": " + problem + "\n" + answer + "\ninstead of " + right);
    }
    secure += answer.has(Flag.AD) ? 1 : 0;
  }

  private @Nullable String problem(Message answer, Message right) {
    boolean failed = answer.rcode().equals(Rcode.SERVFAIL);
    boolean isSecure = isSecure(right);
    if (failed) {
      return isDamaged ? null : "failed without damage";
    }
    boolean same = answer.rcode().equals(right.rcode()) && data(answer).equals(data(right));
    if (answer.has(Flag.AD)) {
      return !isSecure ? "secure, and not signed" : same ? null : "secure, and wrong";
    }
    if (isSecure && !optsOut) {
      return "not secure, but signed";
    }
    return same || !isSecure && isDamaged ? null : "wrong";
  }

  /** What is kept as secure, and every key in use, is what the zones hold, whatever was damaged. */
  private void checkKept() {
    ResolverStack stack = net.simulation().stack();
    stack
        .caches()
        .memories()
        .judged()
        .rrSets()
        .forEach((_, entry) -> {
          if (entry instanceof Entry.Positive kept && kept.security() == Security.SECURE) {
            checkKept(kept.rrSet());
          }
        });
    stack.resolver().forEachKeySet((keys, _) -> checkKept(keys));
  }

  private void checkKept(RrSet kept) {
    Name from = kept.type().equals(RrType.DS) ? kept.owner().parent() : kept.owner();
    Zone zone = null;
    for (int labels = from.labelCount(); labels >= 0 && zone == null; labels--) {
      zone = truth.get(from.ancestor(labels));
    }
    if (zone == null || !isHeld(kept, zone)) {
      problems.add("kept as secure, and wrong: " + kept);
    }
  }

  private static boolean isHeld(RrSet kept, Zone zone) {
    RrSet dname = zone.dnameAbove(kept.owner());
    if (dname != null) {
      Name target = kept.owner().replaceSuffix(dname.owner(), dname.target());
      return kept.type().equals(RrType.CNAME) && kept.target().equals(target);
    }
    Name source = zone.exists(kept.owner()) ? kept.owner() : zone.sourceOfSynthesis(kept.owner());
    RrSet held = source == null ? null : zone.find(source, kept.type());
    return held != null
        && kept.ttl() <= held.ttl()
        && Checkers.sorted(held).equals(Checkers.sorted(kept));
  }

  private static TreeSet<String> data(Message message) {
    var data = new TreeSet<String>();
    for (RrSet set : message.answer()) {
      for (Rdata rdata : set.records()) {
        data.add((set.owner() + " " + set.type() + " " + rdata).toLowerCase(Locale.ROOT));
      }
    }
    return data;
  }

  /** Whether every name on the way to the end of the right answer is signed from the root down. */
  private boolean isSecure(Message right) {
    Name last = right.question().name();
    boolean isSecure = isSecure(last, right.question().type());
    for (RrSet set : right.answer()) {
      isSecure &= isSecure(set.owner(), set.type());
      if (set.type().equals(RrType.CNAME)) {
        last = set.target();
        isSecure &= isSecure(last, right.question().type());
      }
    }
    return isSecure;
  }

  private boolean isSecure(Name name, RrType type) {
    boolean above = type.equals(RrType.DS) && truth.containsKey(name);
    Name from = above ? name.parent() : name;
    return APEXES.stream()
        .filter(apex -> from.isAtOrBelow(Name.of(apex)))
        .allMatch(signers::containsKey);
  }
}
