package dev.xylem.validate;

import dev.xylem.cache.DenialCache;
import dev.xylem.cache.RrSetCache;
import dev.xylem.cache.Scope;
import dev.xylem.cache.ZoneCache;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Security;
import dev.xylem.dnssec.Denial;
import dev.xylem.dnssec.Nsec3Denial;
import dev.xylem.dnssec.NsecDenial;
import dev.xylem.iterate.Found;
import dev.xylem.iterate.ReplyKind;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.TimeSource;
import dev.xylem.runtime.Work;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What zones have denied before, put to use for other questions (RFC 8198): names in a gap that is
 * known need not be asked for. Only what was verified gets in here ({@link Denials}), and it speaks
 * for its own zone only (S61, S67).
 */
final class KnownDenials {
  /** Labels of a name that are hashed in search of the closest one: more is seldom worth it. */
  private static final int MOST_HASHED = 8;

  private final DenialCache records;
  private final ZoneCache<Soa> soas;
  private final TimeSource time;

  /** A zone's SOA and the wall-clock second at which its negative TTL is over (RFC 2308 §5). */
  private record Soa(RrSet rrSet, long expires) {}

  KnownDenials(long bytes, TimeSource time) {
    this.records = new DenialCache(bytes * 7 / 8, time);
    this.soas = new ZoneCache<>(bytes / 8, time);
    this.time = time;
  }

  /** Forgets what may say something of what {@code scope} means. */
  void forget(Scope scope) {
    records.forget(scope::isTouchedBy);
  }

  /** Remembers what {@code zone} has denied; {@code verified} is its own SOA. */
  void learn(Name zone, Denials denials, Signatures.@Nullable VerifiedRrSet verified) {
    if (denials.isTooCostly()) {
      return;
    }
    RrSet soa = verified == null ? null : verified.rrSet();
    int ttl = soa == null ? Integer.MAX_VALUE : RrSetCache.negativeTtl(soa);
    for (RrSet rrSet : denials.rrSets()) {
      // Signers gave NSEC longer TTLs than negative answers before RFC 9077.
      records.store(zone, rrSet.withTtl(Math.min(rrSet.ttl(), ttl)));
    }
    if (soa != null) {
      soas.store(zone, new Soa(soa, time.agingSeconds() + ttl), ttl);
    }
  }

  /**
   * An answer to {@code question} from what is known; null when that proves nothing.
   *
   * @param top zones above this have no say: a chain of trust or a configured zone begins here
   */
  Judgement.@Nullable Judged answer(Question question, Name top, Work work) {
    Name name = question.name();
    boolean above = question.type().equals(RrType.DS) && !name.isRoot();
    for (int labels = name.labelCount() - (above ? 1 : 0); labels >= top.labelCount(); labels--) {
      Name zone = name.ancestor(labels);
      Soa soa = soas.find(zone);
      if (soa != null) {
        int left = (int) (soa.expires() - time.agingSeconds());
        Found found = found(question, zone, soa.rrSet().withTtl(left), work);
        if (found != null) {
          return new Judgement.Judged(found, Security.SECURE);
        }
      }
    }
    return null;
  }

  /** A zone cut, or that there is none, and the seconds for which that is known. */
  record KnownCut(Denial.Cut cut, int ttl) {}

  /** What {@code zone} is known to say of {@code name} as a zone cut; null when nothing. */
  @Nullable KnownCut cut(Name name, Name zone, Work work) {
    for (Known known : about(name, zone, work)) {
      Denial.Cut cut = known.denial().cut(name);
      if (cut != Denial.Cut.UNKNOWN) {
        List<RrSet> rrSets = known.rrSets();
        return new KnownCut(
            cut, rrSets.isEmpty() ? 0 : RrSetCache.leastTtl(Integer.MAX_VALUE, rrSets));
      }
    }
    return null;
  }

  private record Known(Denial denial, List<RrSet> rrSets) {}

  private @Nullable Found found(Question question, Name zone, RrSet soa, Work work) {
    for (Known known : about(question.name(), zone, work)) {
      int ttl = RrSetCache.leastTtl(soa.ttl(), known.rrSets());
      List<RrSet> proofs = new ArrayList<>(known.rrSets().size());
      for (RrSet rrSet : known.rrSets()) {
        proofs.add(rrSet.withTtl(ttl));
      }
      if (known.denial().noName(question.name()) == Denial.Proof.PROVEN) {
        return new ReplyKind.NxDomain(soa.withTtl(ttl), proofs);
      }
      if (known.denial().noData(question.name(), question.type()) == Denial.Proof.PROVEN) {
        return new ReplyKind.NoData(soa.withTtl(ttl), proofs);
      }
    }
    return null;
  }

  /** The records that a server of {@code zone} would send to deny {@code name}, if known. */
  private List<Known> about(Name name, Name zone, Work work) {
    List<Known> known = new ArrayList<>(2);
    if (records.has(zone, RrType.NSEC)) {
      List<RrSet> nsec = nsecAbout(name, zone);
      known.add(new Known(new NsecDenial(zone, nsec), nsec));
    }
    if (records.has(zone, RrType.NSEC3)) {
      List<RrSet> nsec3 = nsec3About(name, zone, work);
      known.add(
          new Known(new Nsec3Denial(zone, nsec3, () -> work.spend(Limit.NSEC3_HASHES)), nsec3));
    }
    return known;
  }

  private List<RrSet> nsecAbout(Name name, Name zone) {
    List<RrSet> nsec = new ArrayList<>(2);
    RrSet cover = records.atOrBefore(zone, RrType.NSEC, name);
    if (cover == null) {
      return nsec;
    }
    nsec.add(cover);
    if (!cover.owner().equals(name)) {
      Name encloser = NsecDenial.closestEncloser(cover, name);
      Name wildcard = encloser.wildcard();
      RrSet other = wildcard == null ? null : records.atOrBefore(zone, RrType.NSEC, wildcard);
      if (other != null && !other.owner().equals(cover.owner())) {
        nsec.add(other);
      }
    }
    return nsec;
  }

  private List<RrSet> nsec3About(Name name, Name zone, Work work) {
    List<RrSet> nsec3 = new ArrayList<>(3);
    RrSet any = records.atOrBefore(zone, RrType.NSEC3, zone);
    if (any == null || name.labelCount() - zone.labelCount() > MOST_HASHED) {
      return nsec3;
    }
    for (int labels = name.labelCount(); labels >= zone.labelCount(); labels--) {
      work.spend(Limit.NSEC3_HASHES);
      Name hashed = Nsec3Denial.hashedOwner(name.ancestor(labels), zone, any);
      RrSet near = add(hashed, zone, nsec3);
      if (near == null) {
        return nsec3;
      }
      if (near.owner().equals(hashed)) {
        Name wildcard = name.ancestor(labels).wildcard();
        if (labels < name.labelCount() && wildcard != null) {
          work.spend(Limit.NSEC3_HASHES);
          add(Nsec3Denial.hashedOwner(wildcard, zone, any), zone, nsec3);
        }
        return nsec3;
      }
    }
    return nsec3;
  }

  private @Nullable RrSet add(Name hashed, Name zone, List<RrSet> nsec3) {
    RrSet near = records.atOrBefore(zone, RrType.NSEC3, hashed);
    if (near == null) {
      return null;
    }
    for (RrSet other : nsec3) {
      if (other.owner().equals(near.owner())) {
        return near;
      }
    }
    nsec3.add(near);
    return near;
  }
}
