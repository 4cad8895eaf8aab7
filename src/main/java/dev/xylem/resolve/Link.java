package dev.xylem.resolve;

import dev.xylem.cache.Trust;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Security;
import dev.xylem.iterate.FailureCause;
import dev.xylem.iterate.Found;
import dev.xylem.iterate.ReplyKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of one name on the way from a question to its answer. */
sealed interface Link {

  /** The RRset. */
  record Data(RrSet rrSet, List<RrSet> proofs, Security security) implements Link {}

  /** All RRsets that the name's server chose to give, to a question for ANY. */
  record All(List<RrSet> rrSets, List<RrSet> proofs, Security security) implements Link {}

  /**
   * An alias; the next link is about {@code target}.
   *
   * @param chain the CNAME, or the DNAME and the CNAME made from it
   */
  record AliasTo(List<RrSet> chain, Name target, List<RrSet> proofs, Security security)
      implements Link {}

  /** No data, or no name at all. */
  record Nothing(boolean wholeName, @Nullable RrSet soa, List<RrSet> proofs, Security security)
      implements Link {}

  /** A failure, and the seconds it is remembered. */
  record Broken(List<RrSet> chain, FailureCause cause, String detail, int ttl) implements Link {}

  /** The link that {@code found} makes at {@code name}. */
  static Link of(Name name, Found found, Security security) {
    return switch (found) {
      case ReplyKind.Answer(RrSet rrSet, var proofs, _) -> new Data(rrSet, proofs, security);
      case ReplyKind.AnyAnswer(var rrSets, var proofs) -> new All(rrSets, proofs, security);
      case ReplyKind.Alias(RrSet rrSet, _, var proofs, _) -> alias(name, rrSet, proofs, security);
      case ReplyKind.AliasTooLong(RrSet dname) -> tooLong(name, dname);
      case ReplyKind.NoData(var soa, var proofs) -> new Nothing(false, soa, proofs, security);
      case ReplyKind.NxDomain(var soa, var proofs) -> new Nothing(true, soa, proofs, security);
      case Found.Failed(FailureCause cause, String detail) ->
          new Broken(List.of(), cause, detail, 0);
    };
  }

  /** The link that a CNAME at {@code name} or a DNAME above it makes. */
  static Link alias(Name name, RrSet alias, List<RrSet> proofs, Security security) {
    if (alias.type().equals(RrType.CNAME)) {
      return new AliasTo(List.of(alias), alias.target(), proofs, security);
    }
    Name target = name.replaceSuffix(alias.owner(), alias.target());
    if (target == null) {
      return tooLong(name, alias);
    }
    // The CNAME that a DNAME implies, with the DNAME's TTL (RFC 6672 §3.1), whatever CNAME came
    // along.
    RrSet cname = RrSet.of(name, RrType.CNAME, alias.ttl(), Rdata.of(target));
    return new AliasTo(List.of(alias, cname), target, proofs, security);
  }

  private static Link tooLong(Name name, RrSet dname) {
    String detail = "the alias target of " + name + " is longer than 255 octets";
    return new Broken(List.of(dname), FailureCause.NAME_TOO_LONG, detail, 0);
  }

  /** This link as the walk would have found it. */
  default Found found() {
    return switch (this) {
      case Data(RrSet rrSet, var proofs, _) -> new ReplyKind.Answer(rrSet, proofs, Trust.ANSWER);
      case All(var rrSets, var proofs, _) -> new ReplyKind.AnyAnswer(rrSets, proofs);
      case AliasTo(var chain, Name target, var proofs, _) ->
          new ReplyKind.Alias(chain.getFirst(), target, proofs, Trust.ANSWER);
      case Nothing(boolean wholeName, RrSet soa, var proofs, _) ->
          wholeName ? new ReplyKind.NxDomain(soa, proofs) : new ReplyKind.NoData(soa, proofs);
      case Broken(_, FailureCause cause, String detail, _) -> new Found.Failed(cause, detail);
    };
  }

  /** This link in words, for a trace. */
  default String describe() {
    return switch (this) {
      case Data(RrSet rrSet, _, _) -> "TTL " + rrSet.ttl() + " left";
      case All(var rrSets, _, _) -> rrSets.size() + " RRsets";
      case AliasTo(_, Name target, _, _) -> "alias to " + target;
      case Nothing(boolean wholeName, _, _, _) -> wholeName ? "no such name" : "no such data";
      case Broken(_, FailureCause cause, _, _) -> "failed lately: " + cause;
    };
  }
}
