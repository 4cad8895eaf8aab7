package dev.xylem.iterate;

import dev.xylem.cache.DelegationCache;
import dev.xylem.cache.DelegationPoint;
import dev.xylem.cache.InnerNames;
import dev.xylem.cache.RrSetCache;
import dev.xylem.cache.ServerCache;
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
import dev.xylem.upstream.Reply;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The walk: from the deepest zone known down to the one that has the answer (RFC 1034 §5.3.3).
 *
 * <p>Straight blocking code; a stack trace shows the whole walk. Every turn of its loops spends
 * from the ledger, and a referral always leads strictly deeper, so it ends.
 */
public final class IterativeLookup {
  private final RootServers rootServers;
  private final Knowledge knowledge;
  private final IterationPolicy policy;
  private final ServerExchange exchange;
  private final World world;
  private final ReplyClassifier classifier = new ReplyClassifier();

  /** The caches that the walk reads and fills. */
  public record Knowledge(
      DelegationCache delegations, ServerCache servers, InnerNames innerNames) {}

  public IterativeLookup(
      RootHints hints, Knowledge knowledge, IterationPolicy policy, Network network, World world) {
    this.rootServers = new RootServers(hints, knowledge.delegations(), world.tasks());
    this.knowledge = knowledge;
    this.policy = policy;
    this.exchange = new ServerExchange(network, knowledge.servers(), policy, world);
    this.world = world;
  }

  /**
   * Finds what {@code question} asks for; servers without glue are looked up through {@code
   * lookup}.
   */
  public Found find(Question question, AddressLookup lookup, Work work) throws WorkExceeded {
    DelegationPoint zone = closestKnown(question, lookup, work);
    ServerSelection servers = enter(zone, "known", lookup, work);
    var minimization =
        new QnameMinimization(policy.qnameMinimization(), question, knowledge.innerNames());
    while (true) {
      work.spend(Limit.STEPS);
      Question asked = minimization.next(zone.zone());
      boolean shortened = minimization.isShortened(asked);
      switch (askAnyServerOf(zone, servers, asked, work)) {
        case Outcome.Deeper(DelegationPoint deeper) -> {
          zone = deeper;
          servers = enter(zone, "referral", lookup, work);
        }
        case Outcome.Ended(Found found) when !shortened -> {
          return found;
        }
        case Outcome.Ended(ReplyKind.NxDomain nx) when minimization.believesNxDomain() -> {
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
          servers.forgiveReplies();
        }
      }
    }
  }

  /** The deepest delegation known at or above {@code name}: at least the root's, from the hints. */
  public DelegationPoint closestKnown(Name name) {
    DelegationPoint known = knowledge.delegations().closest(name);
    return known != null ? known : rootServers.hints();
  }

  /** Primes now, if that is allowed and not done yet, so that the first client need not wait. */
  public void prime(AddressLookup lookup) {
    closestKnown(
        new Question(Name.ROOT, RrType.NS), lookup, Work.open(world.time(), Limits.standard()));
  }

  private sealed interface Outcome {
    record Deeper(DelegationPoint zone) implements Outcome {}

    record Ended(Found found) implements Outcome {}
  }

  private Outcome askAnyServerOf(
      DelegationPoint zone, ServerSelection servers, Question asked, Work work) {
    var troubles = new Troubles();
    ServerSelection.Candidate server;
    while ((server = servers.next(work)) != null) {
      work.spend(Limit.STEPS);
      Reply reply = exchange.ask(server, asked, work);
      if (!(reply instanceof Reply.Received received)) {
        troubles.noReply(server.address(), reply);
        continue;
      }
      ReplyKind kind = understand(received.message(), asked, zone, work);
      switch (kind) {
        case ReplyKind.Referral(Name child, var childServers, int ttl, _) -> {
          work.spend(Limit.REFERRALS);
          return new Outcome.Deeper(knowledge.delegations().store(child, childServers, ttl, zone));
        }
        case ReplyKind.Lame(String reason) -> {
          knowledge.servers().lame(server.address(), zone.zone());
          troubles.lame(server.address(), reason);
          server.disqualify();
        }
        case ReplyKind.Doubtful doubtful -> {
          troubles.doubt(doubtful);
          server.disqualify();
        }
        case ReplyKind.ServerError(String rcode) -> {
          troubles.error(server.address(), rcode);
          server.disqualify();
        }
        case ReplyKind.Answer _,
            ReplyKind.Alias _,
            ReplyKind.AliasTooLong _,
            ReplyKind.NoData _,
            ReplyKind.NxDomain _ -> {
          server.helped();
          return new Outcome.Ended((Found) kind);
        }
      }
    }
    return new Outcome.Ended(troubles.end(zone.zone()));
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
    // A DS RRset belongs to the parent's side of the cut (RFC 4035 §3.1.4.1).
    boolean parentSide = question.type().equals(RrType.DS) && !question.name().isRoot();
    Name from = parentSide ? question.name().parent() : question.name();
    DelegationPoint known = knowledge.delegations().closest(from);
    if (known != null) {
      return known;
    }
    return policy.priming()
        ? rootServers.prime(priming -> askRoot(priming, lookup, work.nanosLeft()), work)
        : rootServers.useHints();
  }

  /**
   * The root's own reply to the priming query, on a ledger of its own: it serves everybody. It must
   * not take longer than {@code nanos}, which is what the client that waits for it has left.
   */
  private @Nullable Message askRoot(Question priming, AddressLookup lookup, long nanos) {
    int millis = (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    Work work = Work.open(world.time(), new Limits(Map.of(Limit.MILLISECONDS, millis)));
    try {
      ServerSelection servers = enter(rootServers.hints(), "root hints", lookup, work);
      ServerSelection.Candidate server;
      while ((server = servers.next(work)) != null) {
        work.spend(Limit.STEPS);
        if (exchange.ask(server, priming, work) instanceof Reply.Received received
            && !received.message().answer().isEmpty()) {
          return received.message();
        }
        server.disqualify();
      }
      return null;
    } catch (WorkExceeded e) {
      return null;
    }
  }

  /** {@link AddressLookup#atParent}: known glue of the name, or else what the zone above says. */
  public List<InetAddress> atParent(Name server, Name zone, AddressLookup lookup, Work work) {
    List<InetAddress> glue = knowledge.delegations().glueOf(server, zone);
    if (!glue.isEmpty()) {
      return glue;
    }
    DelegationPoint parent = knowledge.delegations().closest(zone.parent());
    if (parent == null || !server.isAtOrBelow(parent.zone())) {
      return List.of();
    }
    Work nested = work.nested(new Event.AddressLookup(server, RrType.A));
    ServerSelection servers = enter(parent, "parent side", lookup, nested);
    var question = new Question(server, RrType.A);
    return switch (askAnyServerOf(parent, servers, question, nested)) {
      case Outcome.Deeper(DelegationPoint deeper) -> deeper.glueOf(server);
      case Outcome.Ended(ReplyKind.Answer(RrSet rrSet, _)) -> rrSet.addresses();
      case Outcome.Ended(_) -> List.of();
    };
  }
}
