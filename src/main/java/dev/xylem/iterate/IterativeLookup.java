package dev.xylem.iterate;

import dev.xylem.cache.DelegationCache;
import dev.xylem.cache.DelegationPoint;
import dev.xylem.cache.InnerNames;
import dev.xylem.cache.NameServer;
import dev.xylem.cache.RrSetCache;
import dev.xylem.cache.Scope;
import dev.xylem.cache.server.ServerCache;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.Limits;
import dev.xylem.runtime.Work;
import dev.xylem.runtime.WorkExceeded;
import dev.xylem.runtime.World;
import dev.xylem.telemetry.Event;
import dev.xylem.upstream.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The walk: from the deepest zone known down to the one that has the answer (RFC 1034 §5.3.3).
 *
 * <p>Straight blocking code; a stack trace shows the whole walk. Every turn of its loops spends
 * from the ledger, and a referral always leads strictly deeper, so it ends.
 */
public final class IterativeLookup {
  private static final int MOST_PRIMING_MILLIS = 2500;

  /** Every zone that a referral leads to is remembered. */
  private static final Predicate<Name> ALL = _ -> true;

  private final RootServers rootServers;
  private final Knowledge knowledge;
  private final IterationPolicy policy;
  private final ServerExchange exchange;
  private final World world;
  private final ReplyClassifier classifier;

  /** The caches that the walk reads and fills. */
  public record Knowledge(
      DelegationCache delegations, ServerCache servers, InnerNames innerNames) {}

  public IterativeLookup(
      RootHints hints, Knowledge knowledge, IterationPolicy policy, Network network, World world) {
    this.rootServers = new RootServers(hints, knowledge.delegations(), world.tasks());
    this.knowledge = knowledge;
    this.policy = policy;
    this.classifier = new ReplyClassifier(policy);
    this.exchange = new ServerExchange(network, knowledge.servers(), policy, world);
    this.world = world;
  }

  /**
   * Finds what {@code question} asks for; servers without glue are looked up through {@code
   * lookup}.
   */
  public Found find(Question question, AddressLookup lookup, Work work) throws WorkExceeded {
    return find(question, policy.steering().routeOf(question), lookup, work);
  }

  /**
   * As {@link #find}, but of servers that have not answered {@code question} in this query yet:
   * what the others said is not believed.
   */
  public Found findElsewhere(Question question, AddressLookup lookup, Work work) {
    Testimony.doubt(question, work);
    return find(question, lookup, work);
  }

  /** By {@code route}; when that fails and may, by the one around it, or down from the root. */
  private Found find(
      Question question, Steering.@Nullable Route route, AddressLookup lookup, Work work) {
    return switch (route) {
      case null -> walk(question, closestKnown(question, lookup, work), ALL, lookup, work);
      case Steering.Forward forward -> {
        Found found = forward(question, forward, lookup, work);
        yield found instanceof Found.Failed && forward.first()
            ? find(question, policy.steering().around(forward), lookup, work)
            : found;
      }
      case Steering.Stub stub -> {
        Found found = walk(question, closestBelow(stub, question), ALL, lookup, work);
        yield found instanceof Found.Failed && stub.first()
            ? past(stub, question, lookup, work)
            : found;
      }
    };
  }

  /** The configured zone around a stub that failed, or else the usual way. */
  private Found past(Steering.Stub stub, Question question, AddressLookup lookup, Work work) {
    Steering.Route around = policy.steering().around(stub);
    return around != null
        ? find(question, around, lookup, work)
        : besides(stub, question, lookup, work);
  }

  /** The stub's own servers, unless a zone below it is known. */
  private DelegationPoint closestBelow(Steering.Stub stub, Question question) {
    Name stubZone = stub.servers().zone();
    DelegationPoint known = knowledge.delegations().closest(Steering.startingPoint(question));
    return known != null && known.zone().isBelow(stubZone) ? known : stub.servers();
  }

  /**
   * The usual way to a stub zone. What is known at or below the stub came from its own servers and
   * is not used, and what this way leads to there is not kept: two views of a zone must not mix.
   */
  private Found besides(Steering.Stub stub, Question question, AddressLookup lookup, Work work) {
    Name stubZone = stub.servers().zone();
    Name above = stubZone.isRoot() ? stubZone : stubZone.parent();
    DelegationPoint start =
        stubZone.isRoot()
            ? rootServers.hints()
            : closestKnown(new Question(above, RrType.NS), lookup, work);
    return walk(question, start, zone -> !zone.isAtOrBelow(stubZone), lookup, work);
  }

  private Found forward(
      Question question, Steering.Forward forward, AddressLookup lookup, Work work) {
    Name zone = forward.servers().zone();
    var manner =
        forward.tcp() ? ServerExchange.Manner.RECURSIVE_OVER_TCP : ServerExchange.Manner.RECURSIVE;
    ServerRound round = round(forward, enter(forward.servers(), "forwarding", lookup, work), work);
    Found found =
        round.ask(
            question,
            manner,
            (reply, server, troubles) -> {
              ReplyKind kind = classifier.classifyForwarded(reply, question, zone, work);
              work.note(new Event.Understood(kind.meaning()));
              if (kind instanceof Found answer) {
                return answer;
              }
              troubles.error(server.address(), kind.meaning());
              return null;
            });
    return found != null ? found : round.troubles().end(zone);
  }

  private Found walk(
      Question question,
      DelegationPoint start,
      Predicate<Name> keeps,
      AddressLookup lookup,
      Work work) {
    DelegationPoint zone = start;
    ServerSelection servers = enter(zone, "known", lookup, work);
    var minimization = new QnameMinimization(policy, question, knowledge.innerNames());
    while (true) {
      work.spend(Limit.STEPS);
      Question asked = minimization.next(zone.zone());
      boolean shortened = minimization.isPart(asked);
      switch (askAnyServerOf(zone, servers, asked, keeps, work)) {
        case Outcome.Deeper(DelegationPoint deeper) -> {
          zone = deeper;
          servers = enter(zone, "referral", lookup, work);
        }
        case Outcome.Ended(Found found) when !shortened -> {
          return found;
        }
        case Outcome.Ended(ReplyKind.NxDomain nx)
            when minimization.believesNxDomain() || isProvable(nx, question, work) -> {
          return nx;
        }
        case Outcome.Ended(ReplyKind.Answer answer) -> {
          minimization.advance(asked);
          knowledge.innerNames().store(asked.name(), answer.rrSet().ttl(), zone);
        }
        case Outcome.Ended(ReplyKind.NoData noData) -> {
          minimization.advance(asked);
          int ttl = noData.soa() == null ? 0 : RrSetCache.negativeTtl(noData.soa());
          knowledge.innerNames().store(asked.name(), ttl, zone);
        }
        case Outcome.Ended(_) -> {
          // Servers that know empty non-terminals badly, or refuse what is not the real question.
          minimization.stop();
        }
      }
    }
  }

  /**
   * Whether an NXDOMAIN for part of the name of {@code question} brings proofs, that a validator
   * can judge for the whole name as well (RFC 8020).
   */
  private static boolean isProvable(ReplyKind.NxDomain nx, Question question, Work work) {
    return !nx.proofs().isEmpty() && !Testimony.isDoubted(question, work);
  }

  /**
   * For how long {@code question} is about an address that the closest delegation has as glue; the
   * greatest number there is when it is not.
   */
  public int secondsAsGlue(Question question) {
    boolean address = question.type().equals(RrType.A) || question.type().equals(RrType.AAAA);
    DelegationPoint closest = address ? knowledge.delegations().closest(question.name()) : null;
    if (closest == null || closest.glueOf(question.name()).isEmpty()) {
      return Integer.MAX_VALUE;
    }
    return (int) Math.max(0, closest.expires() - world.time().agingSeconds());
  }

  /** Whether what is found for {@code question} may be kept for others. */
  public boolean mayKeep(Question question) {
    Steering.Route route = policy.steering().routeOf(question);
    return route == null || route.keep();
  }

  /** The deepest delegation known at or above {@code name}: at least the root's, from the hints. */
  public DelegationPoint closestKnown(Name name) {
    DelegationPoint known = knowledge.delegations().closest(name);
    return known != null ? known : rootServers.hints();
  }

  /** Forgets delegations that {@code scope} means; returns how many. */
  public int forget(Scope scope) {
    knowledge.innerNames().clear();
    return knowledge.delegations().forget(scope);
  }

  /**
   * Primes now, if that is allowed and not done yet, so that the first client need not wait.
   *
   * @return whether the root has said who its servers are
   */
  public boolean prime(AddressLookup lookup) {
    Work work = Work.open(world.time(), Limits.standard());
    // It may have said so to the process before, which has saved it.
    return !closestKnown(new Question(Name.ROOT, RrType.NS), lookup, work).isConfigured();
  }

  private sealed interface Outcome {
    record Deeper(DelegationPoint zone) implements Outcome {}

    record Ended(Found found) implements Outcome {}
  }

  /**
   * @param keeps which zones are remembered when a referral leads to them
   */
  private Outcome askAnyServerOf(
      DelegationPoint zone,
      ServerSelection servers,
      Question asked,
      Predicate<Name> keeps,
      Work work) {
    ServerRound round = round(servers, work);
    var manner =
        policy.steering().overTcp(zone)
            ? ServerExchange.Manner.ITERATIVE_OVER_TCP
            : ServerExchange.Manner.ITERATIVE;
    Outcome outcome =
        round.ask(
            asked,
            manner,
            (reply, server, troubles) -> {
              ReplyKind kind = understand(reply, asked, zone, work);
              if (kind instanceof ReplyKind.Referral referral) {
                work.spend(Limit.REFERRALS);
                return new Outcome.Deeper(delegated(referral, zone, keeps));
              }
              if (kind instanceof ReplyKind.Lame) {
                knowledge.servers().lame(server.key(), zone.zone());
              }
              return troubles.tell(server.address(), kind) ? null : new Outcome.Ended((Found) kind);
            });
    return outcome != null ? outcome : new Outcome.Ended(round.troubles().end(zone.zone()));
  }

  private DelegationPoint delegated(
      ReplyKind.Referral referral, DelegationPoint zone, Predicate<Name> keeps) {
    Name child = referral.zone();
    List<NameServer> servers = ServerSelection.considered(referral.servers(), world);
    DelegationCache delegations = knowledge.delegations();
    return keeps.test(child)
        ? delegations.store(child, servers, referral.proofs(), referral.ttl(), zone)
        : delegations.made(child, servers, referral.proofs(), referral.ttl(), zone);
  }

  private ServerRound round(ServerSelection servers, Work work) {
    return new ServerRound(exchange, servers, work);
  }

  /** As the other; who has another way is left half of the time for it. */
  private ServerRound round(Steering.Forward forward, ServerSelection servers, Work work) {
    long nanos = TimeUnit.MILLISECONDS.toNanos(work.limits().of(Limit.MILLISECONDS));
    return forward.first()
        ? new ServerRound(exchange, servers, work, nanos / 2)
        : round(servers, work);
  }

  private ReplyKind understand(Message reply, Question asked, DelegationPoint zone, Work work) {
    ReplyKind kind = classifier.classify(reply, asked, zone.zone(), work);
    work.note(new Event.Understood(kind.meaning()));
    return kind;
  }

  private ServerSelection enter(
      DelegationPoint zone, String source, AddressLookup lookup, Work work) {
    work.note(new Event.AtZone(zone.zone(), zone.servers().size(), source));
    return new ServerSelection(zone, knowledge.servers(), policy, lookup, world);
  }

  private DelegationPoint closestKnown(Question question, AddressLookup lookup, Work work) {
    DelegationPoint known = knowledge.delegations().closest(Steering.startingPoint(question));
    if (known != null) {
      return known;
    }
    DelegationPoint hints = rootServers.hints();
    String next = policy.priming() ? "hints; priming, on a ledger of its own" : "hints";
    work.note(new Event.AtZone(Name.ROOT, hints.servers().size(), next));
    return policy.priming()
        ? rootServers.prime(priming -> askRoot(priming, lookup, work.nanosLeft()), work)
        : rootServers.useHints();
  }

  /**
   * The root's own reply to the priming query, on a ledger of its own: it serves everybody. It must
   * not take longer than {@code nanos}, which is what the client that waits for it has left, nor so
   * long that the hints could not serve that client any more.
   */
  private @Nullable Message askRoot(Question priming, AddressLookup lookup, long nanos) {
    int millis = (int) Math.clamp(TimeUnit.NANOSECONDS.toMillis(nanos), 1, MOST_PRIMING_MILLIS);
    Work work = Work.open(world.time(), new Limits(Map.of(Limit.MILLISECONDS, millis)));
    try {
      return round(enter(rootServers.hints(), "root hints", lookup, work), work)
          .ask(
              priming,
              ServerExchange.Manner.ITERATIVE,
              (reply, _, _) ->
                  isPriming(reply, priming, work)
                      ? classifier.scrubbed(reply, priming, Name.ROOT, work)
                      : null);
    } catch (WorkExceeded e) {
      return null;
    }
  }

  private boolean isPriming(Message reply, Question priming, Work work) {
    return switch (classifier.classify(reply, priming, Name.ROOT, work)) {
      case ReplyKind.Answer _ -> true;
      case ReplyKind.Doubtful(Found found, _) -> found instanceof ReplyKind.Answer;
      default -> false;
    };
  }

  /**
   * The zone directly below {@code above} that {@code name} is known to lie in; null when no
   * delegation is known there.
   */
  public @Nullable Name delegationBelow(Name above, Name name) {
    DelegationPoint below = knowledge.delegations().below(above, name);
    return below == null ? null : below.zone();
  }

  /** The zone that the operator leads {@code question} to; the root when to none. */
  public Name top(Question question) {
    Steering.Route route = policy.steering().routeOf(question);
    return route == null ? Name.ROOT : route.servers().zone();
  }

  /**
   * What came with the delegation of {@code zone}: DS, NSEC and NSEC3 RRsets, not judged, with the
   * TTLs they have left.
   */
  public List<RrSet> referralProofs(Name zone) {
    DelegationPoint known = knowledge.delegations().of(zone);
    return known == null ? List.of() : known.proofsAt(world.time().agingSeconds());
  }

  /** {@link AddressLookup#atParent}: known glue of the name, or else what the zone above says. */
  public List<InetAddress> atParent(Name server, Name zone, AddressLookup lookup, Work work) {
    List<InetAddress> glue = knowledge.delegations().glueOf(server, zone);
    if (!glue.isEmpty()) {
      return glue;
    }
    DelegationPoint parent = above(zone);
    if (!server.isAtOrBelow(parent.zone())) {
      return List.of();
    }
    Work nested = work.nested(new Event.AddressLookup(server, RrType.A));
    return switch (askParentSide(parent, new Question(server, RrType.A), lookup, nested)) {
      case Outcome.Deeper(DelegationPoint deeper) -> deeper.glueOf(server);
      case Outcome.Ended(ReplyKind.Answer(RrSet rrSet, _, _)) -> rrSet.addresses();
      case Outcome.Ended(_) -> List.of();
    };
  }

  /** {@link AddressLookup#renewed}: asks the zone above for its referral again. */
  public @Nullable DelegationPoint renewed(DelegationPoint zone, AddressLookup lookup, Work work) {
    if (zone.isConfigured()) {
      return null;
    }
    DelegationPoint known = closestKnown(zone.zone());
    if (known.zone().equals(zone.zone()) && !known.servers().equals(zone.servers())) {
      // Another query has renewed it meanwhile.
      return known;
    }
    if (!knowledge.delegations().beginRenewal(zone)) {
      return null;
    }
    DelegationPoint parent = above(zone.zone());
    Work nested = work.nested(new Event.Renewal(zone.zone()));
    return askParentSide(parent, new Question(zone.zone(), RrType.A), lookup, nested)
                instanceof Outcome.Deeper(DelegationPoint deeper)
            && deeper.zone().equals(zone.zone())
        ? deeper
        : null;
  }

  /** Who delegates {@code zone}: below a stub zone its own servers, never the world's. */
  private DelegationPoint above(Name zone) {
    var question = new Question(zone.parent(), RrType.NS);
    return policy.steering().routeOf(question) instanceof Steering.Stub stub
        ? closestBelow(stub, question)
        : closestKnown(zone.parent());
  }

  private Outcome askParentSide(
      DelegationPoint parent, Question question, AddressLookup lookup, Work nested) {
    ServerSelection servers = enter(parent, "parent side", lookup, nested);
    return askAnyServerOf(parent, servers, question, ALL, nested);
  }
}
