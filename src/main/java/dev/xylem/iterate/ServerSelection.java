package dev.xylem.iterate;

import dev.xylem.cache.DelegationPoint;
import dev.xylem.cache.NameServer;
import dev.xylem.cache.server.ServerCache;
import dev.xylem.cache.server.ServerFacts;
import dev.xylem.cache.server.Silence;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.TimeSource;
import dev.xylem.runtime.Work;
import dev.xylem.runtime.World;
import dev.xylem.telemetry.Event;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says which server of a zone to ask next, for one look-up at that zone.
 *
 * <p>Order: servers not asked yet, the one with the shortest measured round trip first and one
 * never measured before that; now and then any of them, so that a server that got faster is
 * noticed. Then once more those that kept silent this time but are known to reply: a lost packet
 * costs less than what follows. Then name servers without glue, whose addresses are looked up one
 * at a time. Then once more all that kept silent. Then what other addresses the name servers with
 * glue have, and what the parent says now. Last those that count as down or lame. An address under
 * many names is one server (S33).
 */
final class ServerSelection {
  /** Name servers of one delegation that are considered, chosen by chance (S31, S32). */
  private static final int MOST_SERVERS = 13;

  /** Look-ups of addresses for one zone (S31). */
  private static final int MOST_ADDRESS_LOOKUPS = 5;

  /** Exchanges with a server that counts as down or lame: waiting for it takes longest. */
  private static final int LAST_RESORT_EXCHANGES = 2;

  /** One in this many choices is left to chance. */
  private static final int EXPLORATION = 50;

  /** A server's address and what came of asking it for this look-up. */
  static final class Candidate {
    /**
     * Exchanges with one server that came to nothing, before it is left alone. What it replied
     * counts within a whole query, through all its aliases and look-ups (S37).
     */
    private static final int MOST_EXCHANGES = 3;

    private final Name name;
    private final InetAddress address;
    private final int port;
    private final Name zone;
    private final InetSocketAddress key;
    private final Fruitless fruitless;
    private int exchanges;
    private boolean disqualified;
    private boolean behindProbe;

    Candidate(Name name, InetAddress address, int port, Name zone) {
      this.name = name;
      this.zone = zone;
      this.address = address;
      this.port = port;
      this.key = new InetSocketAddress(address, port);
      this.fruitless = new Fruitless(key);
    }

    InetAddress address() {
      return address;
    }

    /** The zone that it is asked about. */
    Name zone() {
      return zone;
    }

    /** Where it is asked; port 0 is the usual one. What is known of a server is known by this. */
    InetSocketAddress key() {
      return key;
    }

    /** Whether to wait until another query knows if it is back. */
    boolean isBehindProbe() {
      return behindProbe;
    }

    /** It is back, as another query has found out. */
    void noLongerBehindProbe() {
      behindProbe = false;
    }

    /** Counts an exchange; false when there must be no more. */
    boolean mayExchange(Work work) {
      boolean may = exchanges(work) < MOST_EXCHANGES;
      exchanges++;
      work.tally(fruitless, work.tally(fruitless) + 1);
      return may;
    }

    /** Nothing came: a lost packet says something about this look-up only. */
    void keptSilent(Work work) {
      work.tally(fruitless, work.tally(fruitless) - 1);
    }

    /** It replied, if only that it needs another transport: its silences before were no answers. */
    void isThere(Work work) {
      exchanges = work.tally(fruitless);
    }

    /** The server answered usefully: it may be asked the next thing. */
    void helped(Work work) {
      exchanges = 0;
      work.tally(fruitless, 0);
    }

    /** Exchanges since it last helped, in this look-up or with replies in the whole query. */
    private int exchanges(Work work) {
      return Math.max(exchanges, work.tally(fruitless));
    }

    /** The server replied and is of no use for this question. */
    void disqualify() {
      disqualified = true;
    }

    private boolean isUsable(Work work) {
      return !disqualified && exchanges(work) < MOST_EXCHANGES;
    }
  }

  /** The key of the ledger's tally. */
  private record Fruitless(InetSocketAddress server) {}

  private final DelegationPoint zone;
  private final ServerCache facts;
  private final IterationPolicy policy;
  private final AddressLookup addressLookup;
  private final World world;
  private final List<Candidate> candidates = new ArrayList<>();
  private final List<Name> withoutAddress = new ArrayList<>();
  private final List<Name> withDoubtfulGlue = new ArrayList<>();
  private final List<Name> parentSide = new ArrayList<>();
  private final List<NameServer> unverified = new ArrayList<>();
  private int addressLookups;
  private boolean renewed;
  private boolean waitedForProbe;

  /** What is asked for just now. */
  private RrType type = RrType.A;

  ServerSelection(
      DelegationPoint zone,
      ServerCache facts,
      IterationPolicy policy,
      AddressLookup addressLookup,
      World world) {
    this.zone = zone;
    this.facts = facts;
    this.policy = policy;
    this.addressLookup = addressLookup;
    this.world = world;
    for (NameServer server : considered(zone.servers(), world)) {
      add(server);
    }
  }

  private void add(NameServer server) {
    boolean reachable = mayAskAny(server.addresses());
    if (reachable && isToBeVerified(server)) {
      withoutAddress.add(server.name());
      unverified.add(server);
      return;
    }
    add(server.name(), server.addresses(), server.port());
    if (!reachable) {
      parentSide.add(server.name());
    }
    // Below its own zone it cannot be looked up: that needs the zone itself. Configured servers
    // need
    // not serve their own names.
    boolean within = server.name().isAtOrBelow(zone.zone());
    if (zone.isConfigured() ? server.addresses().isEmpty() : !within && !reachable) {
      withoutAddress.add(server.name());
    } else if (reachable && !within && !zone.isConfigured()) {
      withDoubtfulGlue.add(server.name());
    }
  }

  /** Some of {@code servers} in an order left to chance, which spreads the load. */
  static List<NameServer> considered(List<NameServer> servers, World world) {
    List<NameServer> shuffled = new ArrayList<>(servers);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      Collections.swap(shuffled, i, world.entropy().nextInt(i + 1));
    }
    return shuffled.subList(0, Math.min(MOST_SERVERS, shuffled.size()));
  }

  /** The server to ask next; null when there is none left. */
  @Nullable Candidate next(Work work) {
    while (zone.isConfigured() && lookUpAddresses(withoutAddress, work)) {
      // Whoever configures servers by name wants them on a par with the others.
    }
    while (true) {
      Candidate untried = best(c -> c.exchanges(work) == 0 && isPromising(c, work), work);
      if (untried != null) {
        return chosen(untried, why(untried), work);
      }
      Candidate unlucky =
          best(c -> c.exchanges(work) == 1 && isPromising(c, work) && hasReplied(c), work);
      if (unlucky != null) {
        return chosen(unlucky, "once more, it has replied before", work);
      }
      if (!lookUpAddresses(withoutAddress, work)) {
        break;
      }
    }
    Candidate again = best(c -> isPromising(c, work), work);
    if (again != null) {
      return chosen(again, "once more", work);
    }
    if (!unverified.isEmpty()) {
      for (NameServer server : unverified) {
        add(server.name(), server.addresses(), server.port());
      }
      unverified.clear();
      return next(work);
    }
    // Glue may be wrong, or of one family only, and servers may have moved.
    if (lookUpAddresses(withDoubtfulGlue, work) || renew(work)) {
      return next(work);
    }
    Candidate last =
        best(
            c ->
                c.isUsable(work)
                    && c.exchanges(work) < LAST_RESORT_EXCHANGES
                    && !isBeingProbed(c, work),
            work);
    if (last != null) {
      return chosen(last, "doubtful, but no other is left", work);
    }
    if (askParent(work)) {
      return next(work);
    }
    for (Candidate candidate : candidates) {
      if (candidate.exchanges > 0) {
        facts.probedInVain(candidate.key(), type);
      }
    }
    boolean first = !waitedForProbe;
    waitedForProbe = true;
    return first ? behindProbe(work) : null;
  }

  /** A server of which another query is finding out just now if it is back; null without one. */
  private @Nullable Candidate behindProbe(Work work) {
    for (Candidate candidate : candidates) {
      boolean underWay = silence(candidate).isProbeUnderWay(time().nanos());
      if (underWay && candidate.isUsable(work) && candidate.exchanges(work) == 0) {
        candidate.behindProbe = true;
        work.note(
            new Event.Chosen(
                candidate.name, candidate.address, "once another query has found it to be back"));
        return candidate;
      }
    }
    return null;
  }

  /** Glue that the delegated zone's parent has no say in, if the operator is that strict. */
  private boolean isToBeVerified(NameServer server) {
    return policy.talk().verifyGlue()
        && !zone.isConfigured()
        && !zone.zone().isRoot()
        && !server.name().isAtOrBelow(zone.zone());
  }

  /** Another question: what was of no use for the one before may be for this one. */
  void begin(Question question) {
    type = question.type();
    for (Candidate candidate : candidates) {
      candidate.disqualified = false;
    }
  }

  private boolean isPromising(Candidate candidate, Work work) {
    return candidate.isUsable(work)
        && !silence(candidate).isDown(time().nanos())
        && !isBeingProbed(candidate, work)
        && !facts.isFamilyDown(candidate.key())
        && !facts.isLame(candidate.key(), zone.zone());
  }

  /**
   * Whether another query is finding out if the server is back; this one may try more than once.
   */
  private boolean isBeingProbed(Candidate candidate, Work work) {
    return candidate.exchanges(work) == 0 && silence(candidate).isBeingProbed(time().nanos());
  }

  private Silence silence(Candidate candidate) {
    return facts.of(candidate.key()).silence(type);
  }

  private boolean hasReplied(Candidate candidate) {
    return facts.of(candidate.key()).smoothedRtt() != 0;
  }

  private @Nullable Candidate best(Predicate<Candidate> eligible, Work work) {
    List<Candidate> eligibles = new ArrayList<>(candidates.size());
    for (Candidate one : candidates) {
      if (eligible.test(one)) {
        eligibles.add(one);
      }
    }
    if (eligibles.size() > 1 && world.entropy().nextInt(EXPLORATION) == 0) {
      return eligibles.get(world.entropy().nextInt(eligibles.size()));
    }
    Candidate best = null;
    for (Candidate one : eligibles) {
      best = best == null || isBetter(one, best, work) ? one : best;
    }
    return best;
  }

  private boolean isBetter(Candidate one, Candidate other, Work work) {
    int fewer = Integer.compare(one.exchanges(work), other.exchanges(work));
    return fewer != 0 ? fewer < 0 : expectedRtt(one) < expectedRtt(other);
  }

  private long expectedRtt(Candidate candidate) {
    return facts.of(candidate.key()).expectedRtt(type);
  }

  private Candidate chosen(Candidate candidate, String why, Work work) {
    facts.aboutToAsk(candidate.key(), type);
    work.note(new Event.Chosen(candidate.name, candidate.address, why));
    return candidate;
  }

  private String why(Candidate candidate) {
    ServerFacts known = facts.of(candidate.key());
    int others = candidates.size() - 1;
    if (others == 0) {
      return "the only address known";
    }
    return known.smoothedRtt() == 0
        ? "never measured, of " + candidates.size() + " addresses"
        : milliseconds(known.smoothedRtt()) + " ms, of " + candidates.size() + " addresses";
  }

  /**
   * With one digit behind the point; said of each exchange, which {@code format} is too slow for.
   */
  private static String milliseconds(long nanos) {
    long tenths = (nanos + 50_000) / 100_000;
    return tenths / 10 + "." + tenths % 10;
  }

  /** Looks up the addresses of one more of {@code names}; false when there is none to look up. */
  private boolean lookUpAddresses(List<Name> names, Work work) {
    if (names.isEmpty()
        || addressLookups == MOST_ADDRESS_LOOKUPS
        || !work.allows(Limit.ADDRESS_LOOKUPS)
        || !work.allowsNesting()) {
      return false;
    }
    addressLookups++;
    Name server = names.removeLast();
    boolean enough = false;
    if (policy.usesIpv4()) {
      AddressLookup.Result found = lookUp(server, RrType.A, work);
      // Names that came with glue may have more than what the glue showed.
      enough = found.hopeless() || add(server, found.addresses(), 0);
    }
    if (policy.ipv6() && !enough && work.allows(Limit.ADDRESS_LOOKUPS)) {
      add(server, lookUp(server, RrType.AAAA, work).addresses(), 0);
    }
    return true;
  }

  /** Has the parent say anew who the servers are; false when that leads nowhere. */
  private boolean renew(Work work) {
    if (renewed || !work.allows(Limit.ADDRESS_LOOKUPS) || !work.allowsNesting()) {
      return false;
    }
    renewed = true;
    DelegationPoint now = addressLookup.renewed(zone, work);
    if (now == null) {
      return false;
    }
    work.spend(Limit.ADDRESS_LOOKUPS);
    int before = candidates.size() + withoutAddress.size();
    for (NameServer server : considered(now.servers(), world)) {
      if (!zone.servers().contains(server)) {
        add(server);
      }
    }
    return candidates.size() + withoutAddress.size() > before;
  }

  /** Takes one more name server's addresses from the parent side; false when there is none left. */
  private boolean askParent(Work work) {
    if (parentSide.isEmpty()
        || zone.zone().isRoot()
        || !work.allows(Limit.ADDRESS_LOOKUPS)
        || !work.allowsNesting()) {
      return false;
    }
    Name server = parentSide.removeLast();
    work.spend(Limit.ADDRESS_LOOKUPS);
    add(server, addressLookup.atParent(server, zone.zone(), work), 0);
    return true;
  }

  private AddressLookup.Result lookUp(Name server, RrType wanted, Work work) {
    AddressLookup.Result known = addressLookup.known(server, wanted);
    if (known != null) {
      return known;
    }
    work.spend(Limit.ADDRESS_LOOKUPS);
    return addressLookup.addressesOf(server, wanted, work);
  }

  /** Adds what of {@code addresses} is not known yet; returns whether anything is. */
  private boolean add(Name server, List<InetAddress> addresses, int port) {
    int before = candidates.size();
    for (InetAddress address : addresses) {
      InetAddress reached = policy.reach(address);
      if (!isCandidate(reached, port) && mayAsk(address)) {
        candidates.add(new Candidate(server, reached, port, zone.zone()));
      }
    }
    return candidates.size() > before;
  }

  private boolean isCandidate(InetAddress address, int port) {
    for (Candidate candidate : candidates) {
      if (candidate.port == port && candidate.address.equals(address)) {
        return true;
      }
    }
    return false;
  }

  private boolean mayAskAny(List<InetAddress> addresses) {
    for (InetAddress address : addresses) {
      if (mayAsk(address)) {
        return true;
      }
    }
    return false;
  }

  private boolean mayAsk(InetAddress address) {
    return zone.isConfigured() ? policy.speaks(address) : policy.mayAsk(address);
  }

  private TimeSource time() {
    return world.time();
  }
}
