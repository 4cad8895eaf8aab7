package dev.xylem.resolve;

import dev.xylem.cache.DelegationPoint;
import dev.xylem.cache.Entry;
import dev.xylem.cache.FailureCache;
import dev.xylem.cache.RrSetCache;
import dev.xylem.cache.Trust;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Security;
import dev.xylem.iterate.AddressLookup;
import dev.xylem.iterate.FailureCause;
import dev.xylem.iterate.Found;
import dev.xylem.iterate.IterativeLookup;
import dev.xylem.iterate.ReplyKind;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.Tasks;
import dev.xylem.runtime.Work;
import dev.xylem.runtime.WorkExceeded;
import dev.xylem.telemetry.Event;
import dev.xylem.validate.Judged;
import dev.xylem.validate.Validator;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Resolves questions: the cache, then the walk; alias by alias, until there is data or none. */
public final class Resolver implements AddressLookup {
  /** What those get who waited for a query that ended at a limit of its own. */
  private static final Link GIVEN_UP =
      new Link.Broken(List.of(), FailureCause.LIMIT, "another query for it was given up", 0);

  private final IterativeLookup walk;
  private final Validator validator;
  private final Memory memory;
  private final InFlight<Link> inFlight;

  /** The caches that answer questions. */
  public record Memory(RrSetCache rrSets, FailureCache<Resolution.Failure> failures) {}

  public Resolver(IterativeLookup walk, Validator validator, Memory memory, Tasks tasks) {
    this.walk = walk;
    this.validator = validator;
    this.memory = memory;
    this.inFlight = new InFlight<>(tasks);
  }

  /**
   * The answer to {@code question}; never throws, and never costs more than {@code work} allows.
   */
  public Resolution resolve(Question question, Work work) {
    Resolution.Failure lately = memory.failures().find(question);
    if (lately != null) {
      work.note(new Event.Cached(question, "failed lately: " + lately.cause()));
      return lately;
    }
    try {
      Resolution resolution = follow(question, work, at -> link(at, work));
      // An alias target that failed only for want of means is remembered as this question's
      // failure.
      return resolution instanceof Resolution.Failure failure
              && failure.ttl() == 0
              && failure.cause() != FailureCause.NAME_TOO_LONG
              && failure.cause() != FailureCause.BUSY
          ? failed(question, failure.cause(), failure.detail(), work).behind(failure.chain())
          : resolution;
    } catch (WorkExceeded e) {
      return exceeded(question, e, work);
    }
  }

  private Resolution follow(Question question, Work work, Function<Question, Link> links) {
    List<RrSet> chain = new ArrayList<>();
    List<RrSet> proofs = new ArrayList<>();
    Set<Name> visited = new HashSet<>();
    Security security = Security.SECURE;
    Question at = question;
    while (true) {
      if (!visited.add(at.name())) {
        return failed(
            question, FailureCause.LOOP, "the aliases of " + at.name() + " lead in a circle", work);
      }
      switch (links.apply(at)) {
        case Link.Data(RrSet rrSet, var proof, Security state) -> {
          proofs.addAll(proof);
          return new Resolution.Answer(chain, rrSet, proofs, weaker(security, state));
        }
        case Link.AliasTo(var aliases, Name target, var proof, Security state) -> {
          work.spend(Limit.ALIASES);
          work.note(new Event.Aliased(at.name(), target));
          chain.addAll(aliases);
          proofs.addAll(proof);
          security = weaker(security, state);
          at = question.withName(target);
        }
        case Link.Nothing(boolean wholeName, RrSet soa, var proof, Security state) -> {
          proofs.addAll(proof);
          Security all = weaker(security, state);
          return wholeName
              ? new Resolution.NxDomain(chain, soa, proofs, all)
              : new Resolution.NoData(chain, soa, proofs, all);
        }
        case Link.Broken(var aliases, FailureCause cause, String detail, int ttl) -> {
          chain.addAll(aliases);
          return new Resolution.Failure(chain, cause, detail, ttl);
        }
      }
    }
  }

  /** An answer is as good as its worst link (RFC 4035 §3.2.3). */
  private static Security weaker(Security a, Security b) {
    List<Security> fromWorst =
        List.of(Security.BOGUS, Security.UNCHECKED, Security.INSECURE, Security.SECURE);
    return fromWorst.indexOf(a) < fromWorst.indexOf(b) ? a : b;
  }

  /** What is known of one name, or can be found out. */
  private Link link(Question question, Work work) {
    Link known = known(question);
    if (known != null) {
      work.note(new Event.Cached(question, describe(known)));
      return known;
    }
    return switch (inFlight.join(question, work, () -> walk(question, work), GIVEN_UP)) {
      case InFlight.Outcome.Led<Link>(Link result) -> result;
      case InFlight.Outcome.Joined<Link>(Link result) when result == GIVEN_UP -> {
        // The other query was at its limit; this one is not, or its ledger ends it here.
        work.spend(Limit.STEPS);
        yield link(question, work);
      }
      case InFlight.Outcome.Joined<Link>(Link result) -> {
        work.note(new Event.Joined(question));
        yield result;
      }
      case InFlight.Outcome.Circular<Link> _ -> {
        String detail = "to find " + question.name() + ", it is needed itself";
        work.note(new Event.Failed(question, FailureCause.LOOP.toString(), detail));
        // Not remembered: whoever is looking for it may yet find it by another way.
        yield new Link.Broken(List.of(), FailureCause.LOOP, detail, 0);
      }
      case InFlight.Outcome.TooLate<Link> _ -> {
        work.nanosLeft();
        yield GIVEN_UP;
      }
    };
  }

  private Link walk(Question question, Work work) {
    Link known = known(question);
    if (known != null) {
      return known;
    }
    Found found = walk.find(question, this, work);
    Judged judged = validator.judge(question, found, work);
    work.note(new Event.Judged(question, judged.security()));
    return keep(question, judged, work);
  }

  /** Keeps what was judged and says what it means for the chain. */
  private Link keep(Question question, Judged judged, Work work) {
    Security security = judged.security();
    if (!(judged.found() instanceof Found.Failed)) {
      memory.failures().forget(question);
    }
    return switch (judged.found()) {
      case ReplyKind.Answer(RrSet rrSet, var proofs, Trust trust) -> {
        RrSet kept = memory.rrSets().store(rrSet, proofs, trust, security);
        yield new Link.Data(kept, withTtl(proofs, kept.ttl()), security);
      }
      case ReplyKind.Alias(RrSet rrSet, _, var proofs, Trust trust) -> {
        RrSet kept = memory.rrSets().store(rrSet, proofs, trust, security);
        yield alias(question.name(), kept, withTtl(proofs, kept.ttl()), security);
      }
      case ReplyKind.AliasTooLong(RrSet dname) -> tooLong(question.name(), dname);
      case ReplyKind.NoData(var soa, var proofs) -> {
        RrSet kept =
            soa == null ? null : memory.rrSets().storeNoData(question, soa, proofs, security);
        yield new Link.Nothing(false, kept, withTtlOf(kept, proofs), security);
      }
      case ReplyKind.NxDomain(var soa, var proofs) -> {
        RrSet kept =
            soa == null ? null : memory.rrSets().storeNxDomain(question, soa, proofs, security);
        yield new Link.Nothing(true, kept, withTtlOf(kept, proofs), security);
      }
      case Found.Failed(FailureCause cause, String detail) -> broken(question, cause, detail, work);
    };
  }

  /** The link that a CNAME at {@code name} or a DNAME above it makes. */
  private static Link alias(Name name, RrSet alias, List<RrSet> proofs, Security security) {
    if (alias.type().equals(RrType.CNAME)) {
      return new Link.AliasTo(List.of(alias), alias.target(), proofs, security);
    }
    Name target = name.replaceSuffix(alias.owner(), alias.target());
    if (target == null) {
      return tooLong(name, alias);
    }
    // The CNAME that a DNAME implies, with the DNAME's TTL (RFC 6672 §3.1), whatever CNAME came
    // along.
    RrSet cname = RrSet.of(name, RrType.CNAME, alias.ttl(), Rdata.of(target));
    return new Link.AliasTo(List.of(alias, cname), target, proofs, security);
  }

  private static Link tooLong(Name name, RrSet dname) {
    String detail = "the alias target of " + name + " is longer than 255 octets";
    return new Link.Broken(List.of(dname), FailureCause.NAME_TOO_LONG, detail, 0);
  }

  /** What the caches say about one name. */
  private @Nullable Link known(Question question) {
    Entry entry = memory.rrSets().find(question);
    if (entry != null) {
      return link(entry);
    }
    Link alias = question.type().equals(RrType.CNAME) ? null : knownAlias(question);
    if (alias != null) {
      return alias;
    }
    Resolution.Failure failure = memory.failures().find(question);
    return failure == null
        ? null
        : new Link.Broken(failure.chain(), failure.cause(), failure.detail(), failure.ttl());
  }

  private Link link(Entry entry) {
    List<RrSet> proofs = agedProofs(entry);
    return switch (entry) {
      case Entry.Positive positive -> new Link.Data(aged(positive), proofs, positive.security());
      case Entry.Negative negative -> {
        RrSet soa = negative.soa();
        yield new Link.Nothing(
            negative.wholeName(),
            soa == null ? null : soa.withTtl(memory.rrSets().secondsLeft(negative)),
            proofs,
            negative.security());
      }
    };
  }

  private @Nullable Link knownAlias(Question question) {
    var cname = new Question(question.name(), RrType.CNAME, question.rrClass());
    if (memory.rrSets().find(cname) instanceof Entry.Positive alias) {
      return alias(question.name(), aged(alias), agedProofs(alias), alias.security());
    }
    for (int labels = question.name().labelCount() - 1; labels > 0; labels--) {
      Name above = question.name().ancestor(labels);
      var dname = new Question(above, RrType.DNAME, question.rrClass());
      // Names below an unvalidated DNAME are asked for all the same: it could be forged once and
      // then
      // speak for a whole subtree.
      if (memory.rrSets().find(dname) instanceof Entry.Positive alias
          && alias.security() == Security.SECURE) {
        return alias(question.name(), aged(alias), agedProofs(alias), alias.security());
      }
    }
    return null;
  }

  private RrSet aged(Entry.Positive positive) {
    return positive.rrSet().withTtl(memory.rrSets().secondsLeft(positive));
  }

  private List<RrSet> agedProofs(Entry entry) {
    return withTtl(entry.proofs(), memory.rrSets().secondsLeft(entry));
  }

  /** A proof lives as long as what it proves, and no longer. */
  private static List<RrSet> withTtl(List<RrSet> proofs, int ttl) {
    return proofs.stream().map(proof -> proof.withTtl(ttl)).toList();
  }

  private static List<RrSet> withTtlOf(@Nullable RrSet soa, List<RrSet> proofs) {
    // Without a SOA nothing may be kept, and nothing proves for how long (RFC 2308 §5).
    return soa == null ? List.of() : withTtl(proofs, soa.ttl());
  }

  private static String describe(Link link) {
    return switch (link) {
      case Link.Data(RrSet rrSet, _, _) -> "TTL " + rrSet.ttl() + " left";
      case Link.AliasTo(_, Name target, _, _) -> "alias to " + target;
      case Link.Nothing(boolean wholeName, _, _, _) -> wholeName ? "no such name" : "no such data";
      case Link.Broken(_, FailureCause cause, _, _) -> "failed lately: " + cause;
    };
  }

  /**
   * A failure of one link. It is remembered unless this query had little left for it: else an alias
   * or a name server could make a name fail for others that does not fail by itself.
   */
  private Link.Broken broken(Question question, FailureCause cause, String detail, Work work) {
    if (!work.isAmple() || cause == FailureCause.BUSY) {
      work.note(new Event.Failed(question, cause.toString(), detail));
      return new Link.Broken(List.of(), cause, detail, 0);
    }
    int ttl = failed(question, cause, detail, work).ttl();
    return new Link.Broken(List.of(), cause, detail, ttl);
  }

  /** Notes and remembers a failure (RFC 9520). */
  private Resolution.Failure failed(
      Question question, FailureCause cause, String detail, Work work) {
    work.note(new Event.Failed(question, cause.toString(), detail));
    var failure = new Resolution.Failure(List.of(), cause, detail, 0);
    int ttl = memory.failures().store(question, failure);
    return new Resolution.Failure(List.of(), cause, detail, ttl);
  }

  private Resolution exceeded(Question question, WorkExceeded e, Work work) {
    if (work.hasToGiveWay()) {
      String detail = "gave way to other queries";
      work.note(new Event.Failed(question, FailureCause.BUSY.toString(), detail));
      return new Resolution.Failure(List.of(), FailureCause.BUSY, detail, 0);
    }
    String limit = e.limit().key() + " (" + work.limits().of(e.limit()) + ")";
    return failed(question, FailureCause.LIMIT, "needs more than its limit of " + limit, work);
  }

  /**
   * What the cache alone says, for clients that do not desire recursion: as much of a chain of
   * aliases as it knows; null when it knows nothing.
   */
  public @Nullable Resolution cached(Question question, Work work) {
    if (isUnknown(known(question))) {
      return null;
    }
    var end = new Link.Nothing(false, null, List.of(), Security.UNCHECKED);
    try {
      return follow(
          question,
          work,
          at -> {
            Link link = known(at);
            return link == null || isUnknown(link) ? end : link;
          });
    } catch (WorkExceeded e) {
      return null;
    }
  }

  private static boolean isUnknown(@Nullable Link link) {
    return link == null || link instanceof Link.Broken;
  }

  /** The deepest delegation known at or above {@code name}. */
  public DelegationPoint closestDelegation(Name name) {
    return walk.closestKnown(name);
  }

  /** Asks the root for its servers, unless that was done; returns whether it has told them. */
  public boolean prime() {
    return walk.prime(this);
  }

  @Override
  public List<InetAddress> addressesOf(Name server, RrType type, Work work) {
    Work nested = work.nested(new Event.AddressLookup(server, type));
    return follow(new Question(server, type), nested, at -> link(at, nested))
            instanceof Resolution.Answer answer
        ? answer.rrSet().addresses()
        : List.of();
  }

  @Override
  public List<InetAddress> atParent(Name server, Name zone, Work work) {
    return walk.atParent(server, zone, this, work);
  }
}
