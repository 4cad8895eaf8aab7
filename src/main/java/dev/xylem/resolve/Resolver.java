package dev.xylem.resolve;

import dev.xylem.cache.DelegationPoint;
import dev.xylem.cache.Entry;
import dev.xylem.cache.FailureCache;
import dev.xylem.cache.RrSetCache;
import dev.xylem.cache.Scope;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Security;
import dev.xylem.iterate.FailureCause;
import dev.xylem.iterate.Found;
import dev.xylem.iterate.IterativeLookup;
import dev.xylem.runtime.Tasks;
import dev.xylem.runtime.Work;
import dev.xylem.runtime.WorkExceeded;
import dev.xylem.telemetry.Event;
import dev.xylem.validate.Judgement;
import dev.xylem.validate.Validator;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** Resolves questions: the cache, then the walk; alias by alias, until there is data or none. */
public final class Resolver {
  private final IterativeLookup walk;
  private final Validator validator;
  private final Memory.Judged judged;
  private final Memory.Doubted doubted;
  private final Memory.Doubted restored;
  private final Unjudged unjudged;
  private final InFlight<Link> inFlight;
  private final ResolutionPolicy policy;
  private final LongAdder scopesForgotten = new LongAdder();

  /**
   * Caches that answer questions.
   *
   * @param nothing a cache without room, for what must not be kept
   */
  public record Caches(
      RrSetCache rrSets, RrSetCache nothing, FailureCache<Resolution.Failure> failures) {}

  /**
   * What is remembered, in parts that never mix.
   *
   * @param judged for what the validator has passed
   * @param unjudged for what nobody has judged yet; nothing in there reaches a client that did not
   *     ask for just that (S72)
   * @param restored what another process has left behind, be it that it was judged there: here it
   *     is as good as a server's reply, and is judged when somebody asks for it
   */
  public record Memories(Caches judged, Caches unjudged, Caches restored) {}

  public Resolver(
      IterativeLookup walk,
      Validator validator,
      Memories memories,
      ResolutionPolicy policy,
      Tasks tasks) {
    this.walk = walk;
    this.validator = validator;
    this.judged = new Memory.Judged(memories.judged(), walk);
    this.doubted = new Memory.Doubted(memories.unjudged(), walk);
    this.policy = policy;
    this.restored = new Memory.Doubted(memories.restored(), walk);
    this.unjudged = new Unjudged(walk, doubted, restored, tasks);
    this.inFlight =
        new InFlight<>(tasks, (cause, detail) -> new Link.Broken(List.of(), cause, detail, 0));
  }

  /**
   * The answer to {@code question}; never throws, and never costs more than {@code work} allows.
   */
  public Resolution resolve(Question question, Work work) {
    Dns64 dns64 = policy.dns64();
    return dns64 == null
        ? untranslated(question, work)
        : dns64.resolve(question, at -> untranslated(at, work));
  }

  private Resolution untranslated(Question question, Work work) {
    ServeStale stale = policy.stale();
    return stale == null
        ? fresh(question, work)
        : stale.answer(question, judged, work, () -> fresh(question, work));
  }

  private Resolution fresh(Question question, Work work) {
    Resolution resolution = resolve(question, judged, at -> link(at, work), work);
    return resolution.isSecure() && validator.contradictsSentinel(question)
        ? judged.failed(
            question, FailureCause.SENTINEL, "the root's trust anchors are others", work)
        : resolution;
  }

  /**
   * As {@link #resolve}, for a client that checks for itself (CD, RFC 4035 §3.2.2): what was judged
   * before, or else what servers say.
   */
  public Resolution resolveUnjudged(Question question, Work work) {
    return resolve(
        question,
        doubted,
        at -> {
          Link known = knownUnjudged(at);
          return known != null ? known : unjudged.link(at, work);
        },
        work);
  }

  private static Resolution resolve(
      Question question, Memory memory, Function<Question, Link> links, Work work) {
    Resolution.Failure lately = memory.knownFailure(question);
    if (lately != null) {
      work.note(new Event.Cached(question, "failed lately: " + lately.cause()));
      return lately;
    }
    try {
      Resolution resolution = AliasChain.follow(question, work, links);
      // What failed only for want of means further down is remembered as this question's failure.
      return resolution instanceof Resolution.Failure failure
              && failure.ttl() == 0
              && failure.cause() != FailureCause.NAME_TOO_LONG
              && failure.cause() != FailureCause.BUSY
          ? memory.failed(question, failure.cause(), failure.detail(), work).behind(failure.chain())
          : resolution;
    } catch (WorkExceeded e) {
      if (work.hasToGiveWay()) {
        return memory.gaveWay(question, work);
      }
      String limit = e.limit().key() + " (" + work.limits().of(e.limit()) + ")";
      return memory.failed(
          question, FailureCause.LIMIT, "needs more than its limit of " + limit, work);
    }
  }

  /** What is known of one name, or can be found out. */
  private Link link(Question question, Work work) {
    return inFlight.ask(
        question,
        work,
        () -> {
          Link known = judged.known(question);
          if (known != null) {
            work.note(new Event.Cached(question, known.describe()));
            if (policy.prefetch().isWantedAfterHit(positive(question))
                && policy
                    .prefetch()
                    .hasStarted(question, background -> refresh(question, background))) {
              work.note(new Event.Prefetched(question));
            }
          }
          return known;
        },
        () -> find(question, work));
  }

  /** Asks again for what is still known; false when it could not be found now. */
  private boolean refresh(Question question, Work work) {
    return !(inFlight.ask(question, work, () -> null, () -> foundAnew(question, work))
        instanceof Link.Broken);
  }

  /** A failure is nobody's: what is known stays in force. */
  private Link foundAnew(Question question, Work work) {
    return validator.judge(question, unjudged, work) instanceof Judgement.Judged good
            && !(good.found() instanceof Found.Failed)
        ? kept(question, good, work)
        : new Link.Broken(List.of(), FailureCause.NO_REPLY, "could not be looked up again", 0);
  }

  /**
   * For how many seconds an answer of these RRsets may be repeated without asking here: not before
   * it is known which are asked for again, nor when one of them may have to be looked up again.
   */
  public long secondsUncounted(List<RrSet> answer) {
    long least = Long.MAX_VALUE;
    for (RrSet rrSet : answer) {
      Entry entry = judged.entry(new Question(rrSet.owner(), rrSet.type(), rrSet.rrClass()));
      least = Math.min(least, policy.prefetch().secondsUncounted(entry));
    }
    return least;
  }

  private @Nullable Entry positive(Question question) {
    var cname = new Question(question.name(), RrType.CNAME, question.rrClass());
    return judged.entry(question) instanceof Entry.Positive data ? data : judged.entry(cname);
  }

  private Link kept(Question question, Judgement.Judged good, Work work) {
    work.note(new Event.Judged(question, good.security()));
    return judged.keep(question, good);
  }

  /** Has it found and judged, and keeps what was judged. */
  private Link find(Question question, Work work) {
    Link known = judged.known(question);
    if (known != null) {
      return known;
    }
    Link above = judged.knownAbove(question, unjudged.top(question));
    if (above != null) {
      work.note(new Event.Concluded(question));
      return above;
    }
    Judgement.Judged concluded = validator.conclude(question, unjudged, work);
    if (concluded != null) {
      return Link.of(question.name(), concluded.found(), concluded.security());
    }
    return switch (validator.judge(question, unjudged, work)) {
      case Judgement.Bogus(FailureCause cause, String detail) ->
          judged.broken(question, cause, detail, work);
      case Judgement.Judged good
          when good.found() instanceof Found.Failed(FailureCause cause, String detail) ->
          judged.broken(question, cause, detail, work);
      case Judgement.Judged good -> kept(question, good, work);
    };
  }

  /**
   * What the cache alone says, for clients that do not desire recursion: as much of a chain of
   * aliases as it knows, or that it failed lately; null when it knows nothing.
   */
  public @Nullable Resolution cached(Question question, Work work) {
    return cached(question, work, judged::known);
  }

  /** As {@link #cached}, for a client that checks for itself. */
  public @Nullable Resolution cachedUnjudged(Question question, Work work) {
    return cached(question, work, this::knownUnjudged);
  }

  private static @Nullable Resolution cached(
      Question question, Work work, Function<Question, @Nullable Link> links) {
    if (links.apply(question) == null) {
      return null;
    }
    var end = new Link.Nothing(false, null, List.of(), Security.UNCHECKED);
    try {
      return AliasChain.follow(
          question,
          work,
          at -> {
            Link link = links.apply(at);
            return link == null ? end : link;
          });
    } catch (WorkExceeded e) {
      return null;
    }
  }

  private @Nullable Link knownUnjudged(Question question) {
    Link known = judged.knownData(question);
    return known != null ? known : doubted.known(question);
  }

  /** Whether the answer to {@code question} may be kept for others as long as its TTL says. */
  public boolean mayKeep(Question question) {
    return walk.mayKeep(question) && walk.secondsAsGlue(question) == Integer.MAX_VALUE;
  }

  /** Forgets what is known for {@code question}: the next client to ask it makes it asked anew. */
  public void forget(Question question) {
    judged.forget(question);
    doubted.forget(question);
    restored.forget(question);
  }

  /** Forgets all that {@code scope} means; returns how many entries that were. */
  public int forget(Scope scope) {
    scopesForgotten.increment();
    // Last what data is judged by: what is being asked just now may bring it back, but not the
    // data.
    int entries =
        restored.forget(scope) + walk.forget(scope) + judged.forget(scope) + doubted.forget(scope);
    validator.forget(scope);
    return entries;
  }

  /**
   * Looks up the keys of a trust anchor's zone anew, and takes down what they say (RFC 5011); false
   * when they cannot be had or do not verify.
   */
  boolean renewAnchor(Name zone, Work work) {
    unjudged.forget(new Question(zone, RrType.DNSKEY));
    return validator.renewAnchor(zone, unjudged, work);
  }

  /** Whether {@code zone} as it is now would be secure without its negative trust anchor. */
  boolean isSecureWithoutNegative(Name zone, Work work) {
    for (RrType type : List.of(RrType.SOA, RrType.DNSKEY, RrType.DS)) {
      unjudged.forget(new Question(zone, type));
    }
    return validator.isSecureWithoutNegative(zone, unjudged, work);
  }

  /** Whether {@link #forget(Scope)} was ever called: what comes from elsewhere might be meant. */
  public boolean hasForgotten() {
    return scopesForgotten.sum() > 0;
  }

  /** Shows the DNSKEY RRsets in use, each with the wall-clock second at which it is over. */
  public void forEachKeySet(ObjLongConsumer<RrSet> each) {
    validator.forEachKeySet(each);
  }

  /** The deepest delegation known at or above {@code name}. */
  public DelegationPoint closestDelegation(Name name) {
    return walk.closestKnown(name);
  }

  /** Asks the root for its servers, unless that was done; returns whether it has told them. */
  public boolean prime() {
    return walk.prime(unjudged);
  }
}
