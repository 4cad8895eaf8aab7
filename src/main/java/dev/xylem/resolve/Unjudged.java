package dev.xylem.resolve;

import dev.xylem.cache.DelegationPoint;
import dev.xylem.cache.Trust;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.iterate.AddressLookup;
import dev.xylem.iterate.FailureCause;
import dev.xylem.iterate.Found;
import dev.xylem.iterate.IterativeLookup;
import dev.xylem.iterate.ReplyKind;
import dev.xylem.runtime.Tasks;
import dev.xylem.runtime.Work;
import dev.xylem.telemetry.Event;
import dev.xylem.validate.Records;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What servers say, before anybody has judged it: for the validator, for the addresses of name
 * servers, and for clients that check for themselves (CD, RFC 4035 §3.2.2).
 */
final class Unjudged implements Records, AddressLookup {
  /** How often another server is asked because what one said was bogus (S35). */
  private static final int MOST_RESTARTS = 3;

  private final IterativeLookup walk;
  private final Memory.Doubted memory;
  private final Memory.Doubted restored;
  private final InFlight<Found> inFlight;

  Unjudged(IterativeLookup walk, Memory.Doubted memory, Memory.Doubted restored, Tasks tasks) {
    this.walk = walk;
    this.memory = memory;
    this.restored = restored;
    this.inFlight = new InFlight<>(tasks, Found.Failed::new);
  }

  @Override
  public Replies ask(Question question, Work work) {
    return new Replies() {
      private int more;

      @Override
      public Found first() {
        return find(question, work);
      }

      @Override
      public @Nullable Found next() {
        if (++more > MOST_RESTARTS) {
          return null;
        }
        forget(question);
        work.note(new Event.Disbelieved(question));
        Found found = walk.findElsewhere(question, Unjudged.this, work);
        return found instanceof Found.Failed ? null : found;
      }
    };
  }

  /** The link at one name; what is found is kept. */
  Link link(Question question, Work work) {
    Link known = memory.known(question);
    return known != null ? known : memory.keep(question, find(question, work));
  }

  /** What is known, what somebody is finding out just now, or what the walk finds. */
  private Found find(Question question, Work work) {
    return inFlight.ask(
        question,
        work,
        () -> {
          Link known = memory.known(question);
          if (known == null) {
            Found before = restored(question, work);
            boolean canBeReferred = before == null && question.type().equals(RrType.DS);
            return canBeReferred ? referred(question) : before;
          }
          work.note(new Event.Cached(question, known.describe()));
          return known.found();
        },
        () -> walk(question, work));
  }

  /**
   * What another process has found out: given out once, for whoever judges it keeps it. A name with
   * a configured way of its own may have to forget at once, and is asked for anew.
   */
  private @Nullable Found restored(Question question, Work work) {
    Link known = walk.mayKeep(question) ? restored.knownData(question) : null;
    if (known == null) {
      return null;
    }
    restored.forget(question);
    work.note(new Event.Cached(question, known.describe() + ", from before the start"));
    return known.found();
  }

  /** Forgets what is known of {@code question}: it is asked for anew. */
  void forget(Question question) {
    memory.forget(question);
    restored.forget(question);
  }

  /** A referral brings the DS along: no need to ask for it. */
  private @Nullable Found referred(Question question) {
    for (RrSet rrSet : walk.referralProofs(question.name())) {
      if (rrSet.answers(question)) {
        return new ReplyKind.Answer(rrSet, List.of(), Trust.ANSWER);
      }
    }
    return null;
  }

  private Found walk(Question question, Work work) {
    Found found = walk.find(question, this, work);
    if (found instanceof Found.Failed(FailureCause cause, String detail)) {
      memory.broken(question, cause, detail, work);
    }
    return found;
  }

  @Override
  public @Nullable Name delegationBelow(Name above, Name name) {
    return walk.delegationBelow(above, name);
  }

  @Override
  public Name top(Question question) {
    return walk.top(question);
  }

  @Override
  public List<RrSet> referralProofs(Name zone) {
    return walk.referralProofs(zone);
  }

  @Override
  public AddressLookup.@Nullable Result known(Name server, RrType type) {
    return switch (memory.known(new Question(server, type))) {
      case Link.Data(RrSet rrSet, _, _) -> new AddressLookup.Result(rrSet.addresses(), false);
      case Link.Nothing(boolean wholeName, _, _, _) ->
          new AddressLookup.Result(List.of(), wholeName);
      case Link.Broken _ -> new AddressLookup.Result(List.of(), true);
      case Link.All _, Link.AliasTo _ -> null;
      case null -> null;
    };
  }

  @Override
  public AddressLookup.Result addressesOf(Name server, RrType type, Work work) {
    Work nested = work.nested(new Event.AddressLookup(server, type));
    return switch (AliasChain.follow(new Question(server, type), nested, at -> link(at, nested))) {
      case Resolution.Answer answer -> new AddressLookup.Result(answer.rrSet().addresses(), false);
      case Resolution.AnyAnswer _, Resolution.NoData _, Resolution.Stale _ ->
          new AddressLookup.Result(List.of(), false);
      case Resolution.NxDomain _, Resolution.Failure _ -> new AddressLookup.Result(List.of(), true);
    };
  }

  @Override
  public List<InetAddress> atParent(Name server, Name zone, Work work) {
    return walk.atParent(server, zone, this, work);
  }

  @Override
  public @Nullable DelegationPoint renewed(DelegationPoint zone, Work work) {
    return walk.renewed(zone, this, work);
  }
}
