package dev.xylem.validate;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dnssec.Denial;
import dev.xylem.iterate.FailureCause;
import dev.xylem.iterate.Found;
import dev.xylem.iterate.ReplyKind;
import dev.xylem.runtime.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a secure zone has signed about a name below its apex: is another zone there? */
final class Cuts {
  private final Signatures signatures;
  private final Proofs proofs;
  private final KnownDenials denials;

  Cuts(Signatures signatures, Proofs proofs, KnownDenials denials) {
    this.signatures = signatures;
    this.proofs = proofs;
    this.denials = denials;
  }

  /** What is there. */
  sealed interface Cut {
    /** A zone with these DS records. */
    record Signed(RdataList ds, int ttl) implements Cut {}

    /** A zone without DS, or perhaps one, under opt-out. */
    record Unsigned(String why, int ttl) implements Cut {}

    /** No zone begins here, but below one may. */
    record None() implements Cut {}

    /** No zone begins here nor below. */
    record NoName() implements Cut {}

    /** It cannot be known. */
    record Unknown(FailureCause cause, String detail) implements Cut {}
  }

  /** What {@code zone} says of {@code name}: with its referral if it made one, or else asked. */
  Cut at(Name name, ZoneTrust.Secure zone, Records records, Work work) {
    Cut known = referred(name, records.referralProofs(name), zone, work);
    if (known != null) {
      return known;
    }
    KnownDenials.KnownCut before = denials.cut(name, zone.zone(), work);
    if (before != null) {
      return cut(before.cut(), before.ttl(), name, zone);
    }
    Records.Replies replies = records.ask(new Question(name, RrType.DS), work);
    Cut first = asked(name, replies.first(), zone, work);
    Cut last = first;
    while (last instanceof Cut.Unknown && replies.next() instanceof Found another) {
      last = asked(name, another, zone, work);
    }
    return last instanceof Cut.Unknown ? first : last;
  }

  /** What came with a referral; null when that says nothing for sure, and asking is better. */
  private @Nullable Cut referred(Name name, List<RrSet> rrSets, ZoneTrust.Secure zone, Work work) {
    for (RrSet rrSet : rrSets) {
      if (rrSet.type().equals(RrType.DS)) {
        return signed(rrSet, zone, work) instanceof Cut.Signed signed ? signed : null;
      }
    }
    if (rrSets.isEmpty()) {
      return null;
    }
    Cut denied = denied(name, rrSets, zone, work);
    return denied instanceof Cut.Unsigned ? denied : null;
  }

  private Cut asked(Name name, Found found, ZoneTrust.Secure zone, Work work) {
    return switch (found) {
      case ReplyKind.Answer(RrSet ds, _, _) -> signed(ds, zone, work);
      case ReplyKind.Alias(RrSet alias, _, var rrSets, _) -> aliased(alias, rrSets, zone, work);
      case ReplyKind.AliasTooLong(RrSet dname) -> aliased(dname, List.of(), zone, work);
      case ReplyKind.AnyAnswer _ -> new Cut.Unknown(FailureCause.BOGUS, "no DS was asked for");
      case ReplyKind.NoData(_, var rrSets) -> denied(name, rrSets, zone, work);
      case ReplyKind.NxDomain(_, var rrSets) -> denied(name, rrSets, zone, work);
      case Found.Failed(FailureCause cause, String detail) ->
          new Cut.Unknown(cause, "the DS of " + name + " cannot be had: " + detail);
    };
  }

  private Cut signed(RrSet ds, ZoneTrust.Secure zone, Work work) {
    return switch (signatures.verify(ds, zone, work)) {
      case Signatures.Outcome.Verified verified when verified.encloser() == null ->
          new Cut.Signed(verified.rrSet().records(), verified.rrSet().ttl());
      case Signatures.Outcome.Verified _ ->
          new Cut.Unknown(FailureCause.BOGUS, "a DS of " + ds.owner() + " made from a wildcard");
      case Signatures.Outcome.Unverified(FailureCause cause, String detail) ->
          new Cut.Unknown(cause, detail);
    };
  }

  /**
   * Where an alias is, no zone begins (RFC 1034 §3.6.2); below a DNAME, nothing is. One made from a
   * wildcard shows nothing unless the name is proven not to exist itself (S66).
   */
  private Cut aliased(RrSet alias, List<RrSet> rrSets, ZoneTrust.Secure zone, Work work) {
    return switch (signatures.verify(alias, zone, work)) {
      case Signatures.Outcome.Verified(_, var encloser) when encloser == null ->
          alias.type().equals(RrType.DNAME) ? new Cut.NoName() : new Cut.None();
      case Signatures.Outcome.Verified(_, Name encloser) -> {
        Denials proven = proofs.verified(rrSets, zone, work);
        yield proven.noCloserMatch(alias.owner(), encloser) == Denial.Proof.PROVEN
            ? new Cut.NoName()
            : new Cut.Unknown(
                FailureCause.BOGUS,
                alias.owner() + " is an alias from a wildcard without proof" + proven.why());
      }
      case Signatures.Outcome.Unverified(FailureCause cause, String detail) ->
          new Cut.Unknown(cause, detail);
    };
  }

  private Cut denied(Name name, List<RrSet> rrSets, ZoneTrust.Secure zone, Work work) {
    Denials proven = proofs.verified(rrSets, zone, work);
    denials.learn(zone.zone(), proven, null);
    Denial.Cut cut = proven.cut(name);
    return cut == Denial.Cut.UNKNOWN
        ? new Cut.Unknown(
            proven.lack(),
            zone.zone() + " does not prove that " + name + " has no DS" + proven.why())
        : cut(cut, proven.ttl(), name, zone);
  }

  private static Cut cut(Denial.Cut cut, int ttl, Name name, ZoneTrust.Secure zone) {
    return switch (cut) {
      case UNSIGNED -> new Cut.Unsigned(zone.zone() + " proves that " + name + " has no DS", ttl);
      case NONE -> new Cut.None();
      case NO_NAME -> new Cut.NoName();
      case UNKNOWN -> throw new IllegalArgumentException("nothing is known of " + name);
    };
  }
}
