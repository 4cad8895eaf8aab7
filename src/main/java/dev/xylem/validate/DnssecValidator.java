package dev.xylem.validate;

import dev.xylem.cache.Scope;
import dev.xylem.cache.ZoneCache;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Security;
import dev.xylem.dnssec.Denial;
import dev.xylem.dnssec.Rrsig;
import dev.xylem.dnssec.SignatureVerifier;
import dev.xylem.iterate.FailureCause;
import dev.xylem.iterate.Found;
import dev.xylem.iterate.ReplyKind;
import dev.xylem.runtime.TimeSource;
import dev.xylem.runtime.Work;
import dev.xylem.telemetry.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Judges one link of an answer by the chain of trust (RFC 4035 §5): data by its signatures, absence
 * by what the zone has signed to deny it. What is not signed is insecure only where it is proven
 * that the chain ends above it.
 */
public final class DnssecValidator implements Validator {
  /** Bytes for what is known of zones while a negative anchor is checked. */
  private static final long TRIAL_MEMORY = 1 << 20;

  private final ValidationPolicy policy;
  private final SignatureVerifier verifier;
  private final TimeSource time;
  private final TrustPoints anchors;
  private final KnownDenials denials;
  private final RootKeySentinel sentinel;
  private final ChainOfTrust chain;
  private final Signatures signatures;
  private final Proofs proofs;

  /**
   * @param memory bytes for what is known of zones and their keys
   */
  public DnssecValidator(
      TrustPoints anchors,
      ValidationPolicy policy,
      SignatureVerifier verifier,
      long memory,
      TimeSource time) {
    this.policy = policy;
    this.verifier = verifier;
    this.time = time;
    this.anchors = anchors;
    this.sentinel = new RootKeySentinel(() -> anchors.now().keyTags(Name.ROOT));
    this.denials = new KnownDenials(memory / 2, time);
    this.signatures = new Signatures(policy, time);
    this.proofs = new Proofs(signatures, policy);
    this.chain =
        new ChainOfTrust(
            anchors,
            new ZoneKeys(signatures, verifier, policy, anchors),
            new Cuts(signatures, proofs, denials),
            () -> new ZoneCache<>(memory / 2, time),
            time);
  }

  @Override
  public Judgement.@Nullable Judged conclude(Question question, Records records, Work work) {
    if (!policy.aggressive()) {
      return null;
    }
    Name top = chain.top(parentSide(question));
    Name configured = records.top(question);
    if (top == null) {
      return null;
    }
    Judgement.Judged known =
        denials.answer(question, configured.isBelow(top) ? configured : top, work);
    if (known != null) {
      work.note(new Event.Concluded(question));
    }
    return known;
  }

  @Override
  public boolean contradictsSentinel(Question question) {
    return sentinel.contradicts(question);
  }

  @Override
  public void forget(Scope scope) {
    denials.forget(scope);
    chain.forget(scope);
  }

  @Override
  public void forEachKeySet(ObjLongConsumer<RrSet> each) {
    chain.forEachKeySet(each);
  }

  @Override
  public boolean renewAnchor(Name zone, Records records, Work work) {
    return chain.renew(zone, records, work);
  }

  @Override
  public boolean isSecureWithoutNegative(Name zone, Records records, Work work) {
    var without = TrustPoints.fixed(anchors.now().withoutNegative(zone), time);
    var validator = new DnssecValidator(without, policy, verifier, TRIAL_MEMORY, time);
    return validator.judge(new Question(zone, RrType.SOA), records, work)
            instanceof Judgement.Judged judged
        && judged.security() == Security.SECURE;
  }

  @Override
  public Judgement judge(Question question, Records records, Work work) {
    Records.Replies replies = records.ask(question, work);
    Found reply = replies.first();
    var judged = new Case(question, records, work);
    Judgement first = judged.judge(reply);
    Judgement last = first;
    while (last instanceof Judgement.Bogus && replies.next() instanceof Found another) {
      last = new Case(question, records, work).judge(another);
    }
    if (!(last instanceof Judgement.Bogus)) {
      return last;
    }
    if (judged.blamesChain
        && new Case(question, records, work).judge(reply) instanceof Judgement.Judged again) {
      // What was wrong above has been put right meanwhile, by another server or a new referral.
      return again;
    }
    // A signature may have been a stray one, from above an unsigned zone.
    boolean unsigned =
        chain.of(parentSide(question), records, work) instanceof ZoneTrust.Insecure
            && chain.of(owner(reply, question), records, work) instanceof ZoneTrust.Insecure;
    return unsigned ? DnssecValidator.judged(reply, Security.INSECURE) : first;
  }

  /** Where data of a reply is: the zone of a DNAME may be signed although the question's is not. */
  private static Name owner(Found reply, Question question) {
    return switch (reply) {
      case ReplyKind.Alias alias when alias.rrSet().type().equals(RrType.DNAME) ->
          alias.rrSet().owner();
      case ReplyKind.AliasTooLong(RrSet dname) -> dname.owner();
      default -> parentSide(question);
    };
  }

  /** What holds of an RRset: how far it can be believed, with which proofs; or why not at all. */
  private sealed interface Verdict {
    record Good(@Nullable RrSet rrSet, List<RrSet> proofs, Security security) implements Verdict {}

    record Bad(FailureCause cause, String detail) implements Verdict {}
  }

  /** One question with one reply to it. */
  private final class Case {
    private final Question question;
    private final Records records;
    private final Work work;

    /** Whether the chain of trust did not lead to the zone, whatever the reply said. */
    private boolean blamesChain;

    Case(Question question, Records records, Work work) {
      this.question = question;
      this.records = records;
      this.work = work;
    }

    Judgement judge(Found found) {
      return switch (found) {
        case ReplyKind.Answer(RrSet rrSet, var rrSets, var trust) ->
            switch (data(rrSet, rrSets)) {
              case Verdict.Good(RrSet good, var proven, Security security) ->
                  judged(new ReplyKind.Answer(good, proven, trust), security);
              case Verdict.Bad bad -> bogus(bad);
            };
        case ReplyKind.AnyAnswer(var rrSets, var others) -> all(rrSets, others);
        case ReplyKind.Alias(RrSet rrSet, Name target, var rrSets, var trust) ->
            switch (data(rrSet, rrSets)) {
              case Verdict.Good(RrSet good, var proven, Security security) ->
                  judged(new ReplyKind.Alias(good, target, proven, trust), security);
              case Verdict.Bad bad -> bogus(bad);
            };
        case ReplyKind.AliasTooLong(RrSet dname) ->
            switch (data(dname, List.of())) {
              case Verdict.Good good -> judged(found, good.security());
              case Verdict.Bad bad -> bogus(bad);
            };
        case ReplyKind.NoData(RrSet soa, var rrSets) -> absent(false, soa, rrSets);
        case ReplyKind.NxDomain(RrSet soa, var rrSets) -> absent(true, soa, rrSets);
        case Found.Failed _ -> judged(found, Security.UNCHECKED);
      };
    }

    /** Each RRset is judged by itself; all are as good as the worst. */
    private Judgement all(List<RrSet> rrSets, List<RrSet> others) {
      List<RrSet> good = new ArrayList<>();
      List<RrSet> proven = new ArrayList<>();
      Security security = Security.SECURE;
      for (RrSet rrSet : rrSets) {
        switch (data(rrSet, others)) {
          case Verdict.Good(RrSet one, var proof, Security state) -> {
            good.add(one);
            addNew(proof, proven);
            security = state.compareTo(security) < 0 ? state : security;
          }
          case Verdict.Bad bad -> {
            return bogus(bad);
          }
        }
      }
      return judged(new ReplyKind.AnyAnswer(good, proven), security);
    }

    private static void addNew(List<RrSet> rrSets, List<RrSet> all) {
      for (RrSet rrSet : rrSets) {
        if (!all.contains(rrSet)) {
          all.add(rrSet);
        }
      }
    }

    private Verdict data(RrSet rrSet, List<RrSet> rrSets) {
      if (rrSet.type().equals(RrType.RRSIG)) {
        // Nobody signs signatures (RFC 4035 §2.2).
        return new Verdict.Good(rrSet, List.of(), Security.INSECURE);
      }
      return switch (chain.of(holder(rrSet.owner(), List.of(rrSet)), records, work)) {
        case ZoneTrust.Insecure _ -> new Verdict.Good(rrSet, rrSets, Security.INSECURE);
        case ZoneTrust.Broken(_, FailureCause cause, String detail) -> {
          blamesChain = true;
          yield new Verdict.Bad(cause, detail);
        }
        case ZoneTrust.Secure zone ->
            switch (signatures.verify(rrSet, zone, work)) {
              case Signatures.Outcome.Verified(var verified, Name encloser) when encloser == null ->
                  plain(verified.rrSet(), rrSets, zone);
              case Signatures.Outcome.Verified(var verified, Name encloser) ->
                  expanded(verified.rrSet(), encloser, proofs.verified(rrSets, zone, work));
              case Signatures.Outcome.Unverified(FailureCause cause, String detail) ->
                  new Verdict.Bad(cause, detail);
            };
      };
    }

    /** Data as it stands in its zone; what came along for other purposes is worth remembering. */
    private Verdict plain(RrSet verified, List<RrSet> rrSets, ZoneTrust.Secure zone) {
      if (rrSets.isEmpty()) {
        return new Verdict.Good(verified, List.of(), Security.SECURE);
      }
      Denials proven = proofs.verified(rrSets, zone, work);
      denials.learn(zone.zone(), proven, null);
      return new Verdict.Good(verified, proven.rrSets(), Security.SECURE);
    }

    /** Data made from a wildcard: only if nothing closer to its name exists (S66). */
    private Verdict expanded(RrSet verified, Name encloser, Denials denials) {
      return switch (denials.noCloserMatch(verified.owner(), encloser)) {
        case PROVEN -> new Verdict.Good(verified, denials.rrSets(), Security.SECURE);
        case OPT_OUT -> new Verdict.Good(verified, denials.rrSets(), Security.INSECURE);
        case NOT_PROVEN ->
            new Verdict.Bad(
                FailureCause.BOGUS,
                verified.owner()
                    + " is answered from the wildcard below "
                    + encloser
                    + " without proof that it does not exist itself"
                    + denials.why());
      };
    }

    private Judgement absent(boolean wholeName, @Nullable RrSet soa, List<RrSet> rrSets) {
      List<RrSet> signed = new ArrayList<>(rrSets);
      if (soa != null) {
        signed.addFirst(soa);
      }
      return switch (chain.of(holder(question.name(), signed), records, work)) {
        case ZoneTrust.Insecure _ -> absence(wholeName, soa, rrSets, Security.INSECURE);
        case ZoneTrust.Broken(_, FailureCause cause, String detail) -> {
          blamesChain = true;
          yield new Judgement.Bogus(cause, detail);
        }
        case ZoneTrust.Secure zone -> absent(wholeName, soa, rrSets, zone);
      };
    }

    private Judgement absent(
        boolean wholeName, @Nullable RrSet soa, List<RrSet> rrSets, ZoneTrust.Secure zone) {
      Signatures.VerifiedRrSet verifiedSoa = null;
      if (soa != null) {
        switch (signatures.verify(soa, zone, work)) {
          case Signatures.Outcome.Verified(var verified, _) -> verifiedSoa = verified;
          case Signatures.Outcome.Unverified(FailureCause cause, String detail) -> {
            return new Judgement.Bogus(cause, detail);
          }
        }
      }
      Denials proven = proofs.verified(rrSets, zone, work);
      denials.learn(zone.zone(), proven, verifiedSoa);
      RrSet goodSoa = verifiedSoa == null ? null : verifiedSoa.rrSet();
      Denial.Proof noName = wholeName ? proven.noName(question.name()) : Denial.Proof.NOT_PROVEN;
      boolean none = noName != Denial.Proof.NOT_PROVEN;
      Denial.Proof noData = none ? noName : proven.noData(question.name(), question.type());
      // A server may say NXDOMAIN and prove that only the type is missing: a full proof counts.
      Denial.Proof proof =
          wholeName && !none && noData == Denial.Proof.OPT_OUT ? Denial.Proof.NOT_PROVEN : noData;
      return switch (proof) {
        case PROVEN -> absence(none, goodSoa, proven.rrSets(), Security.SECURE);
        case OPT_OUT -> absence(none, goodSoa, proven.rrSets(), Security.INSECURE);
        case NOT_PROVEN ->
            new Judgement.Bogus(
                proven.lack(),
                zone.zone()
                    + " does not prove that "
                    + question.name()
                    + (wholeName ? " does not exist" : " has no " + question.type())
                    + proven.why());
      };
    }

    private Judgement absence(
        boolean wholeName, @Nullable RrSet soa, List<RrSet> rrSets, Security security) {
      return judged(
          wholeName ? new ReplyKind.NxDomain(soa, rrSets) : new ReplyKind.NoData(soa, rrSets),
          security);
    }

    /**
     * The name whose zone should have signed this: the first signer that could have, or else {@code
     * owner} itself. A signer is only a hint: if the chain does not lead to it, its signatures do
     * not verify (S74).
     */
    private Name holder(Name owner, List<RrSet> rrSets) {
      Name lowest = owner.equals(question.name()) ? parentSide(question) : owner;
      Name top = chain.top(lowest);
      for (RrSet rrSet : rrSets) {
        for (Rdata rdata : rrSet.signatures()) {
          Name signer = new Rrsig(rdata).signer();
          if (top != null && lowest.isAtOrBelow(signer) && signer.isAtOrBelow(top)) {
            return signer;
          }
        }
      }
      return lowest;
    }
  }

  /** The name that is in the question's zone: the zone above holds the DS (RFC 4035 §3.1.4.1). */
  private static Name parentSide(Question question) {
    boolean above = question.type().equals(RrType.DS) && !question.name().isRoot();
    return above ? question.name().parent() : question.name();
  }

  private static Judgement judged(Found found, Security security) {
    return new Judgement.Judged(found, security);
  }

  private static Judgement bogus(Verdict.Bad bad) {
    return new Judgement.Bogus(bad.cause(), bad.detail());
  }
}
