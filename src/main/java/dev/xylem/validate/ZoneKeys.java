package dev.xylem.validate;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dnssec.DelegationSigner;
import dev.xylem.dnssec.Dnskey;
import dev.xylem.dnssec.Ds;
import dev.xylem.dnssec.SignatureVerifier;
import dev.xylem.iterate.FailureCause;
import dev.xylem.iterate.Found;
import dev.xylem.iterate.ReplyKind;
import dev.xylem.runtime.Work;
import dev.xylem.validate.anchor.TrustPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the keys of a zone and believes them if its entry points say so (RFC 4035 §5.2). */
final class ZoneKeys {
  /** DS records considered: each costs a digest for every key of its tag. */
  private static final int MOST_DS = 8;

  private final Signatures signatures;
  private final SignatureVerifier verifier;
  private final ValidationPolicy policy;
  private final TrustPoints points;

  ZoneKeys(
      Signatures signatures,
      SignatureVerifier verifier,
      ValidationPolicy policy,
      TrustPoints points) {
    this.signatures = signatures;
    this.verifier = verifier;
    this.policy = policy;
    this.points = points;
  }

  /**
   * What the zone above has signed about a zone's keys, or the operator configured.
   *
   * @param source which of these, for the trace
   * @param ds RDATA of DS records
   * @param dnskeys RDATA of DNSKEY records
   */
  record EntryPoints(String source, RdataList ds, RdataList dnskeys) {}

  /** What is to be thought of a zone, and for how many seconds. */
  record Result(ZoneTrust trust, int ttl) {}

  /** What the zone's DNSKEY RRset is worth, given these entry points. */
  Result of(Name zone, EntryPoints entryPoints, Records records, Work work) {
    List<Ds> ds = usableDs(entryPoints.ds());
    List<Dnskey> anchors = usableKeys(entryPoints.dnskeys());
    if (ds.isEmpty() && anchors.isEmpty()) {
      return withoutUsable(zone);
    }
    work.note(ChainEvents.entryPoints(zone, entryPoints.source(), ds, anchors));
    Records.Replies replies = records.ask(new Question(zone, RrType.DNSKEY), work);
    Result first = judge(zone, ds, anchors, replies.first(), work);
    Result last = first;
    while (last.trust() instanceof ZoneTrust.Broken && replies.next() instanceof Found another) {
      last = judge(zone, ds, anchors, another, work);
    }
    return last.trust() instanceof ZoneTrust.Broken ? first : last;
  }

  /**
   * As {@link #of}, for an anchor's zone: what its keys say of themselves is taken down (RFC 5011).
   * Null when they have revoked themselves, all of them.
   */
  @Nullable Result ofAnchor(Name zone, EntryPoints configured, Records records, Work work) {
    if (points.find(zone) == null) {
      return of(zone, configured, records, work);
    }
    Records.Replies replies = records.ask(new Question(zone, RrType.DNSKEY), work);
    Result first = learning(zone, replies.first(), work);
    Result last = first;
    while (last != null
        && last.trust() instanceof ZoneTrust.Broken
        && replies.next() instanceof Found another) {
      last = learning(zone, another, work);
    }
    return last != null && last.trust() instanceof ZoneTrust.Broken ? first : last;
  }

  private @Nullable Result learning(Name zone, Found found, Work work) {
    if (found instanceof ReplyKind.Answer(RrSet dnskeys, _, _)) {
      List<Dnskey> revoked = revoked(zone, dnskeys, work);
      if (!revoked.isEmpty()) {
        points.revoked(zone, revoked);
      }
    }
    TrustPoint point = points.find(zone);
    if (point == null || point.isEmpty()) {
      return null;
    }
    TrustPoint matured = points.matured(point);
    List<Ds> ds = usableDs(matured.ds());
    List<Dnskey> anchors = usableKeys(matured.dnskeys());
    if (ds.isEmpty() && anchors.isEmpty()) {
      return withoutUsable(zone);
    }
    work.note(ChainEvents.entryPoints(zone, "trust anchor", ds, anchors));
    Result result = judge(zone, ds, anchors, found, work);
    if (result.trust() instanceof ZoneTrust.Broken
        && found instanceof ReplyKind.Answer(RrSet dnskeys, _, _)) {
      result = judgeByAbsent(zone, usableKeys(point.dnskeys()), result, dnskeys, work);
    }
    if (result.trust() instanceof ZoneTrust.Secure
        && found instanceof ReplyKind.Answer(RrSet dnskeys, _, _)) {
      points.learnt(zone, dnskeys, Set.copyOf(usableKeys(dnskeys.records())));
    }
    return result;
  }

  /**
   * {@code broken}, unless one of {@code anchors} that is not among the keys vouches for them: one
   * that is missing may (RFC 5011 §4.2), one that waits to become an anchor may not.
   */
  private Result judgeByAbsent(
      Name zone, List<Dnskey> anchors, Result broken, RrSet dnskeys, Work work) {
    KeyRing keys = KeyRing.of(dnskeys, verifier);
    for (Dnskey anchor : anchors) {
      if (!keys.all().contains(anchor)
          && signatures.verify(dnskeys, zone, KeyRing.ofOne(anchor, verifier), work)
              instanceof Signatures.Outcome.Verified verified) {
        return new Result(new ZoneTrust.Secure(zone, keys), verified.rrSet().ttl());
      }
    }
    return broken;
  }

  /** Anchors that have set their REVOKE bit, and signed that themselves (RFC 5011 §2.1). */
  private List<Dnskey> revoked(Name zone, RrSet dnskeys, Work work) {
    List<Dnskey> revoked = new ArrayList<>();
    TrustPoint point = points.find(zone);
    for (Rdata rdata : dnskeys.records()) {
      Dnskey key = Dnskey.of(rdata);
      if (point != null && key.isZoneKey() && key.isRevoked() && point.trusts(key)) {
        var itself = KeyRing.ofOne(key, verifier);
        if (signatures.verify(dnskeys, zone, itself, work) instanceof Signatures.Outcome.Verified) {
          revoked.add(key);
        }
      }
    }
    return revoked;
  }

  private static Result withoutUsable(Name zone) {
    String why = "no DS of " + zone + " has an algorithm and a digest that are supported";
    return new Result(new ZoneTrust.Insecure(zone, why), Integer.MAX_VALUE);
  }

  private Result judge(Name zone, List<Ds> ds, List<Dnskey> anchors, Found found, Work work) {
    return switch (found) {
      case ReplyKind.Answer(RrSet dnskeys, _, _) -> judge(zone, ds, anchors, dnskeys, work);
      case Found.Failed(FailureCause cause, String detail) ->
          // Not remembered: it may be the network's fault and soon over (S24).
          broken(
              zone,
              cause == FailureCause.BUSY ? cause : FailureCause.DNSKEY_MISSING,
              "the keys of " + zone + " cannot be had: " + cause + ": " + detail,
              0);
      default ->
          broken(
              zone,
              FailureCause.DNSKEY_MISSING,
              zone + " should have keys, and has no DNSKEY",
              policy.bogusTtl());
    };
  }

  private Result judge(Name zone, List<Ds> ds, List<Dnskey> anchors, RrSet dnskeys, Work work) {
    KeyRing keys = KeyRing.of(dnskeys, verifier);
    Result best = null;
    Set<Integer> missing = algorithms(ds, anchors);
    for (Dnskey key : keys.all()) {
      if (isEntryPoint(zone, key, ds, anchors)) {
        switch (signatures.verify(dnskeys, zone, KeyRing.ofOne(key, verifier), work)) {
          case Signatures.Outcome.Verified verified when verified.encloser() == null -> {
            missing.remove(key.algorithm());
            if (missing.isEmpty() || !policy.everyAlgorithm()) {
              return new Result(new ZoneTrust.Secure(zone, keys), verified.rrSet().ttl());
            }
            best =
                broken(
                    zone,
                    FailureCause.BOGUS,
                    "the keys of " + zone + " are not signed with algorithms " + missing,
                    policy.bogusTtl());
          }
          case Signatures.Outcome.Verified _ -> {}
          case Signatures.Outcome.Unverified(FailureCause cause, _)
              when cause == FailureCause.DNSKEY_MISSING ->
              // Others may have signed, but not the one key that must.
              best =
                  broken(
                      zone,
                      FailureCause.BOGUS,
                      "the keys of " + zone + " are not signed by key " + key.tag(),
                      policy.bogusTtl());
          case Signatures.Outcome.Unverified(FailureCause cause, String detail) ->
              best = broken(zone, cause, detail, policy.bogusTtl());
        }
      }
    }
    return best != null ? best : withoutEntryPoint(zone, ds, anchors);
  }

  private Result withoutEntryPoint(Name zone, List<Ds> ds, List<Dnskey> anchors) {
    return broken(
        zone,
        // Missing is a key that a DS names (RFC 8914 §4.10).
        ds.isEmpty() ? FailureCause.BOGUS : FailureCause.DNSKEY_MISSING,
        "no DNSKEY of " + zone + " is the one of its DS (" + tags(ds, anchors) + ")",
        policy.bogusTtl());
  }

  private static Set<Integer> algorithms(List<Ds> ds, List<Dnskey> anchors) {
    Set<Integer> algorithms = new TreeSet<>();
    for (Ds record : ds) {
      algorithms.add(record.algorithm());
    }
    for (Dnskey key : anchors) {
      algorithms.add(key.algorithm());
    }
    return algorithms;
  }

  private static boolean isEntryPoint(Name zone, Dnskey key, List<Ds> ds, List<Dnskey> anchors) {
    if (anchors.contains(key)) {
      return true;
    }
    for (Ds record : ds) {
      if (record.isOf(zone, key)) {
        return true;
      }
    }
    return false;
  }

  /** SHA-1 digests do not count beside better ones (RFC 4509 §3). */
  private List<Ds> usableDs(RdataList records) {
    List<Ds> sha1 = new ArrayList<>();
    List<Ds> better = new ArrayList<>();
    for (Rdata rdata : records) {
      Ds ds = new Ds(rdata);
      if (policy.digests().contains(ds.digestType()) && policy.supports(ds.algorithm())) {
        (ds.digestType() == DelegationSigner.SHA1 ? sha1 : better).add(ds);
      }
    }
    List<Ds> usable = better.isEmpty() ? sha1 : better;
    return usable.subList(0, Math.min(MOST_DS, usable.size()));
  }

  private List<Dnskey> usableKeys(RdataList records) {
    List<Dnskey> usable = new ArrayList<>();
    for (Rdata rdata : records) {
      Dnskey key = Dnskey.of(rdata);
      if (policy.supports(key.algorithm())) {
        usable.add(key);
      }
    }
    return usable;
  }

  private static String tags(List<Ds> ds, List<Dnskey> anchors) {
    List<String> tags = new ArrayList<>();
    ds.forEach(record -> tags.add("" + record.keyTag()));
    anchors.forEach(key -> tags.add("" + key.tag()));
    return (tags.size() == 1 ? "key tag " : "key tags ") + String.join(", ", tags);
  }

  private static Result broken(Name zone, FailureCause cause, String detail, int ttl) {
    return new Result(new ZoneTrust.Broken(zone, cause, detail), ttl);
  }
}
