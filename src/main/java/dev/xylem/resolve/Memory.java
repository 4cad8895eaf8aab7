package dev.xylem.resolve;

import dev.xylem.cache.Entry;
import dev.xylem.cache.FailureCache;
import dev.xylem.cache.RrSetCache;
import dev.xylem.cache.Scope;
import dev.xylem.cache.Trust;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Security;
import dev.xylem.iterate.FailureCause;
import dev.xylem.iterate.Found;
import dev.xylem.iterate.IterativeLookup;
import dev.xylem.iterate.ReplyKind;
import dev.xylem.runtime.Work;
import dev.xylem.telemetry.Event;
import dev.xylem.validate.Judgement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about questions, and what failed. There are two kinds of these, one for what
 * was judged and one for what was not, and nothing goes from one to the other but through the
 * validator: the one takes only what that has made, and neither stands where the other belongs
 * (S72).
 */
abstract sealed class Memory {
  private final RrSetCache rrSets;
  private final RrSetCache nothing;
  private final FailureCache<Resolution.Failure> failures;
  private final IterativeLookup walk;

  /**
   * @param walk knows what must not be kept, or not for long
   */
  private Memory(Resolver.Caches caches, IterativeLookup walk) {
    this.rrSets = caches.rrSets();
    this.nothing = caches.nothing();
    this.failures = caches.failures();
    this.walk = walk;
  }

  /** For what the validator has passed. */
  static final class Judged extends Memory {
    Judged(Resolver.Caches caches, IterativeLookup walk) {
      super(caches, walk);
    }

    /** Keeps what was found; the link it makes has the TTLs it was kept with. */
    Link keep(Question question, Judgement.Judged good) {
      return super.store(question, good.found(), good.security());
    }
  }

  /** For what nobody has judged. */
  static final class Doubted extends Memory {
    Doubted(Resolver.Caches caches, IterativeLookup walk) {
      super(caches, walk);
    }

    /** As {@link Judged#keep}. */
    Link keep(Question question, Found found) {
      return super.store(question, found, Security.UNCHECKED);
    }
  }

  /** What is known of one name: data, absence, an alias, or a failure. */
  @Nullable Link known(Question question) {
    Link data = knownData(question);
    if (data != null) {
      return data;
    }
    Resolution.Failure failure = failures.find(question);
    return failure == null
        ? null
        : new Link.Broken(failure.chain(), failure.cause(), failure.detail(), failure.ttl());
  }

  /** As {@link #known}, without failures. */
  @Nullable Link knownData(Question question) {
    Entry entry = rrSets.find(question);
    if (entry != null) {
      return link(entry);
    }
    return knownAlias(question);
  }

  /**
   * What is known of one name, or has expired less than {@code seconds} ago, then with a TTL of at
   * most {@code ttl}; null when nothing is.
   */
  @Nullable Link knownOrExpired(Question question, int seconds, int ttl) {
    Link known = knownData(question);
    if (known != null) {
      return known;
    }
    if (rrSets.findExpired(question, seconds) instanceof Entry expired) {
      return link(expired, Math.min(ttl, expired.originalTtl()));
    }
    var cname = new Question(question.name(), RrType.CNAME, question.rrClass());
    return !question.type().equals(RrType.DS)
            && rrSets.findExpired(cname, seconds) instanceof Entry.Positive alias
        ? alias(question.name(), alias, Math.min(ttl, alias.originalTtl()))
        : null;
  }

  /**
   * That an ancestor of the question's name does not exist, and so nothing below it (RFC 8020);
   * null when that is not known. Only what is secure counts: else one forged NXDOMAIN would take a
   * whole subtree away.
   *
   * @param top ancestors at or above this do not count
   */
  @Nullable Link knownAbove(Question question, Name top) {
    for (int labels = question.name().labelCount() - 1; labels > top.labelCount(); labels--) {
      if (rrSets.findNxDomain(question.name().ancestor(labels), question.rrClass())
              instanceof Entry.Negative nx
          && nx.security() == Security.SECURE) {
        return link(nx);
      }
    }
    return null;
  }

  /** The RRset or negative answer that is kept for {@code question} itself. */
  @Nullable Entry entry(Question question) {
    return rrSets.find(question);
  }

  Resolution.@Nullable Failure knownFailure(Question question) {
    return failures.find(question);
  }

  private Link store(Question question, Found found, Security security) {
    if (!(found instanceof Found.Failed)) {
      failures.forget(question);
    }
    RrSetCache cache = walk.mayKeep(question) ? rrSets : nothing;
    Found kept =
        switch (found) {
          case ReplyKind.Answer(RrSet rrSet, var proofs, Trust trust) -> {
            RrSet stored = cache.store(rrSet, proofs, trust, security);
            int asGlue = walk.secondsAsGlue(question);
            if (asGlue < stored.ttl()) {
              // A name server's address must not outlive the delegation that needs it (S21).
              cache.store(stored.withTtl(asGlue), proofs, trust, security);
            }
            yield new ReplyKind.Answer(stored, withTtl(proofs, stored.ttl()), trust);
          }
          case ReplyKind.Alias(RrSet rrSet, Name target, var proofs, Trust trust) -> {
            RrSet stored = cache.store(rrSet, proofs, trust, security);
            yield new ReplyKind.Alias(stored, target, withTtl(proofs, stored.ttl()), trust);
          }
          case ReplyKind.NoData(RrSet soa, var proofs) when soa != null -> {
            RrSet stored = cache.storeNoData(question, soa, proofs, security);
            yield new ReplyKind.NoData(stored, withTtl(proofs, stored.ttl()));
          }
          case ReplyKind.NxDomain(RrSet soa, var proofs) when soa != null -> {
            RrSet stored = cache.storeNxDomain(question, soa, proofs, security);
            yield new ReplyKind.NxDomain(stored, withTtl(proofs, stored.ttl()));
          }
          // Without a SOA nothing says for how long it may be kept (RFC 2308 §5), and proofs that
          // nobody has verified prove nothing.
          case ReplyKind.NoData(_, var proofs) ->
              new ReplyKind.NoData(null, security == Security.SECURE ? proofs : List.of());
          case ReplyKind.NxDomain(_, var proofs) ->
              new ReplyKind.NxDomain(null, security == Security.SECURE ? proofs : List.of());
          // Of ANY only the whole rendered answer is kept: a server need not give all there is.
          case ReplyKind.AnyAnswer _, ReplyKind.AliasTooLong _, Found.Failed _ -> found;
        };
    return Link.of(question.name(), kept, security);
  }

  /** Notes and remembers a failure (RFC 9520). */
  Resolution.Failure failed(Question question, FailureCause cause, String detail, Work work) {
    work.note(new Event.Failed(question, cause.toString(), detail));
    var failure = new Resolution.Failure(List.of(), cause, detail, 0);
    int ttl = failures.store(question, failure);
    return new Resolution.Failure(List.of(), cause, detail, ttl);
  }

  /** A failure that says nothing of the question, and is not remembered. */
  Resolution.Failure gaveWay(Question question, Work work) {
    String detail = "gave way to other queries";
    work.note(new Event.Failed(question, FailureCause.BUSY.toString(), detail));
    return new Resolution.Failure(List.of(), FailureCause.BUSY, detail, 0);
  }

  /**
   * A failure of one link. It is remembered unless this query had little left for it: else an alias
   * or a name server could make a name fail for others that does not fail by itself.
   */
  Link.Broken broken(Question question, FailureCause cause, String detail, Work work) {
    if (!work.isAmple() || cause == FailureCause.BUSY) {
      work.note(new Event.Failed(question, cause.toString(), detail));
      return new Link.Broken(List.of(), cause, detail, 0);
    }
    int ttl = failed(question, cause, detail, work).ttl();
    return new Link.Broken(List.of(), cause, detail, ttl);
  }

  /** Forgets what is known of one question, and that its name does not exist. */
  void forget(Question question) {
    rrSets.forget(question);
    failures.forget(question);
  }

  /** Forgets what {@code scope} means; returns how much that was. */
  int forget(Scope scope) {
    return rrSets.forget(scope) + failures.forget(scope);
  }

  private Link link(Entry entry) {
    return link(entry, rrSets.secondsLeft(entry));
  }

  private static Link link(Entry entry, int ttl) {
    List<RrSet> proofs = withTtl(entry.proofs(), ttl);
    return switch (entry) {
      case Entry.Positive(RrSet rrSet, _, _, Security security, _) ->
          new Link.Data(rrSet.withTtl(ttl), proofs, security);
      case Entry.Negative(boolean wholeName, RrSet soa, _, Security security, _) ->
          new Link.Nothing(wholeName, soa == null ? null : soa.withTtl(ttl), proofs, security);
    };
  }

  private @Nullable Link knownAlias(Question question) {
    var cname = new Question(question.name(), RrType.CNAME, question.rrClass());
    // A DS is the parent side's to give, whatever alias the name itself has (RFC 4035 §2.4).
    // To a question for ANY the alias itself is the answer (RFC 1034 §3.6.2).
    boolean leads = !question.type().equals(RrType.DS) && !question.type().equals(RrType.ANY);
    if (leads && rrSets.find(cname) instanceof Entry.Positive alias) {
      return alias(question.name(), alias, rrSets.secondsLeft(alias));
    }
    for (int labels = question.name().labelCount() - 1; labels > 0; labels--) {
      Name above = question.name().ancestor(labels);
      var dname = new Question(above, RrType.DNAME, question.rrClass());
      // Names below an unvalidated DNAME are asked for all the same: it could be forged once and
      // then speak for a whole subtree.
      if (rrSets.find(dname) instanceof Entry.Positive alias
          && alias.security() == Security.SECURE) {
        return alias(question.name(), alias, rrSets.secondsLeft(alias));
      }
    }
    return null;
  }

  private static Link alias(Name name, Entry.Positive alias, int ttl) {
    return Link.alias(
        name, alias.rrSet().withTtl(ttl), withTtl(alias.proofs(), ttl), alias.security());
  }

  /** A proof lives as long as what it proves, and no longer. */
  private static List<RrSet> withTtl(List<RrSet> proofs, int ttl) {
    List<RrSet> aged = new ArrayList<>(proofs.size());
    for (RrSet proof : proofs) {
      aged.add(proof.withTtl(ttl));
    }
    return aged;
  }
}
