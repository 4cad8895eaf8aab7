package dev.xylem.dnssec;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What NSEC records prove (RFC 4035 §5.4). */
public final class NsecDenial implements Denial {
  private final Name zone;
  private final List<Nsec> records = new ArrayList<>();

  /**
   * @param rrSets NSEC RRsets that {@code zone} has signed; one that names something outside the
   *     zone is not used (S61)
   */
  public NsecDenial(Name zone, List<RrSet> rrSets) {
    this.zone = zone;
    for (RrSet rrSet : rrSets) {
      for (Rdata rdata : rrSet.records()) {
        Nsec nsec = Nsec.of(rrSet.owner(), rdata);
        if (isHere(nsec)) {
          records.add(nsec);
        }
      }
    }
  }

  private boolean isHere(Nsec nsec) {
    return nsec.owner().isAtOrBelow(zone) && nsec.next().isAtOrBelow(zone);
  }

  @Override
  public boolean uses(RrSet rrSet) {
    for (Rdata rdata : rrSet.records()) {
      if (!isHere(Nsec.of(rrSet.owner(), rdata))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Proof noData(Name name, RrType type) {
    Nsec match = matching(name);
    if (match != null) {
      return proof(match.types().denies(type, name.isRoot()));
    }
    Nsec cover = covering(name);
    if (cover == null) {
      return Proof.NOT_PROVEN;
    }
    if (isEmptyNonTerminal(cover, name)) {
      return Proof.PROVEN;
    }
    Name wildcard = closestEncloser(cover, name).wildcard();
    if (wildcard == null) {
      return Proof.NOT_PROVEN;
    }
    Nsec source = matching(wildcard);
    return proof(source == null ? existsWithoutData(wildcard) : source.types().denies(type, false));
  }

  @Override
  public Proof noName(Name name) {
    Nsec cover = covering(name);
    if (cover == null || isEmptyNonTerminal(cover, name)) {
      return Proof.NOT_PROVEN;
    }
    Name wildcard = closestEncloser(cover, name).wildcard();
    // A wildcard that is too long to exist needs no proof.
    return proof(wildcard == null || isAbsent(wildcard));
  }

  @Override
  public Proof noCloserMatch(Name name, Name encloser) {
    Nsec cover = covering(name);
    return proof(
        cover != null
            && !isEmptyNonTerminal(cover, name)
            && closestEncloser(cover, name).equals(encloser));
  }

  @Override
  public Cut cut(Name name) {
    Nsec match = matching(name);
    if (match != null) {
      if (!match.types().denies(RrType.DS, name.isRoot())) {
        // An alias is no delegation; it must be shown, not denied.
        return Cut.UNKNOWN;
      }
      return match.types().isDelegation() ? Cut.UNSIGNED : Cut.NONE;
    }
    Nsec cover = covering(name);
    if (cover == null) {
      return Cut.UNKNOWN;
    }
    return isEmptyNonTerminal(cover, name) ? Cut.NONE : Cut.NO_NAME;
  }

  private @Nullable Nsec matching(Name name) {
    for (Nsec nsec : records) {
      if (nsec.owner().equals(name)) {
        return nsec;
      }
    }
    return null;
  }

  private @Nullable Nsec covering(Name name) {
    for (Nsec nsec : records) {
      if (covers(nsec, name)) {
        return nsec;
      }
    }
    return null;
  }

  /** Whether {@code name} lies in the gap behind {@code nsec}, and the gap is this zone's. */
  private boolean covers(Nsec nsec, Name name) {
    if (!name.isAtOrBelow(zone) || nsec.owner().compareTo(name) >= 0) {
      return false;
    }
    // Only the zone's last name is followed by its apex (S65).
    boolean inGap = nsec.next().equals(zone) || name.compareTo(nsec.next()) < 0;
    boolean belowCut =
        name.isBelow(nsec.owner())
            && (nsec.types().isDelegation() || nsec.types().has(RrType.DNAME));
    return inGap && !belowCut;
  }

  /**
   * Whether neither {@code name} exists nor anything below it. A wildcard with names below it
   * stands for others even if it has no records (RFC 4592 §3.3.1): these exist, without data.
   */
  private boolean isAbsent(Name name) {
    Nsec cover = covering(name);
    return cover != null && !isEmptyNonTerminal(cover, name);
  }

  /** Whether {@code name} exists only because there are names below it. */
  private boolean existsWithoutData(Name name) {
    Nsec cover = covering(name);
    return cover != null && isEmptyNonTerminal(cover, name);
  }

  /** Whether {@code name} has no records, but the next name lies below it (RFC 4592 §2.2.2). */
  private static boolean isEmptyNonTerminal(Nsec cover, Name name) {
    return cover.next().isBelow(name);
  }

  private static Name closestEncloser(Nsec cover, Name name) {
    int labels = Math.max(name.commonLabels(cover.owner()), name.commonLabels(cover.next()));
    return name.ancestor(labels);
  }

  /** The longest ancestor of {@code name} that exists, by an NSEC RRset that covers it. */
  public static Name closestEncloser(RrSet cover, Name name) {
    return closestEncloser(Nsec.of(cover.owner(), cover.records().first()), name);
  }

  private static Proof proof(boolean proven) {
    return proven ? Proof.PROVEN : Proof.NOT_PROVEN;
  }
}
