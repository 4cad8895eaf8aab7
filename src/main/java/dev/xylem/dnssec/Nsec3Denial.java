package dev.xylem.dnssec;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What NSEC3 records prove (RFC 5155 §8). Every hash is paid for, and computed once (S51). */
public final class Nsec3Denial implements Denial {

  /** Pays for one hash; throws to refuse. */
  public interface Price {
    void pay();
  }

  private final Name zone;
  private final List<Nsec3> records = new ArrayList<>();
  private final Map<Name, byte[]> hashes = new HashMap<>();
  private final Price price;

  /**
   * @param rrSets NSEC3 RRsets that {@code zone} has signed; those that are of another chain than
   *     the first are not used (RFC 5155 §8.2)
   */
  public Nsec3Denial(Name zone, List<RrSet> rrSets, Price price) {
    this.zone = zone;
    this.price = price;
    for (RrSet rrSet : rrSets) {
      for (Rdata rdata : rrSet.records()) {
        Nsec3 nsec3 = Nsec3.of(zone, rrSet.owner(), rdata);
        if (nsec3 != null && isOfOneChain(nsec3)) {
          records.add(nsec3);
        }
      }
    }
  }

  /** The owner that {@code name} has in the chain of {@code zone} that {@code sample} is of. */
  public static Name hashedOwner(Name name, Name zone, RrSet sample) {
    Nsec3 nsec3 = Nsec3.of(zone, sample.owner(), sample.records().first());
    Nsec3.Parameters parameters = Objects.requireNonNull(nsec3).parameters();
    byte[] hash = Nsec3Hash.of(name, parameters.salt().toArray(), parameters.iterations());
    // A zone that has an NSEC3 record has room for one more label of that length.
    return Objects.requireNonNull(Nsec3Hash.ownerName(hash, zone));
  }

  @Override
  public boolean uses(RrSet rrSet) {
    for (Rdata rdata : rrSet.records()) {
      Nsec3 nsec3 = Nsec3.of(zone, rrSet.owner(), rdata);
      if (nsec3 == null || !isOfOneChain(nsec3)) {
        return false;
      }
    }
    return true;
  }

  private boolean isOfOneChain(Nsec3 nsec3) {
    return records.isEmpty() || records.getFirst().parameters().equals(nsec3.parameters());
  }

  /** The iterations of the chain; 0 when nothing is usable. */
  public int iterations() {
    return records.isEmpty() ? 0 : records.getFirst().parameters().iterations();
  }

  /** The longest existing ancestor of a name, the name one label longer, and what covers that. */
  private record Encloser(Name name, Name nextCloser, @Nullable Nsec3 cover) {}

  @Override
  public Proof noData(Name name, RrType type) {
    Nsec3 match = matching(name);
    if (match != null) {
      return match.types().denies(type, name.isRoot()) ? Proof.PROVEN : Proof.NOT_PROVEN;
    }
    Encloser encloser = encloser(name);
    if (encloser == null || encloser.cover() == null) {
      return Proof.NOT_PROVEN;
    }
    Name wildcard = encloser.name().wildcard();
    Nsec3 source = wildcard == null ? null : matching(wildcard);
    boolean optOut = encloser.cover().isOptOut();
    if (source != null && source.types().denies(type, false)) {
      return optOut ? Proof.OPT_OUT : Proof.PROVEN;
    }
    // Opt-out leaves out unsigned delegations, and names that exist only because of them.
    return optOut && source == null ? Proof.OPT_OUT : Proof.NOT_PROVEN;
  }

  @Override
  public Proof noName(Name name) {
    Encloser encloser = encloser(name);
    if (encloser == null || encloser.cover() == null) {
      return Proof.NOT_PROVEN;
    }
    Name wildcard = encloser.name().wildcard();
    if (wildcard != null && covering(wildcard) == null) {
      return Proof.NOT_PROVEN;
    }
    return encloser.cover().isOptOut() ? Proof.OPT_OUT : Proof.PROVEN;
  }

  @Override
  public Proof noCloserMatch(Name name, Name encloser) {
    Nsec3 cover = covering(name.ancestor(encloser.labelCount() + 1));
    if (cover == null) {
      return Proof.NOT_PROVEN;
    }
    return cover.isOptOut() ? Proof.OPT_OUT : Proof.PROVEN;
  }

  @Override
  public Cut cut(Name name) {
    Nsec3 match = matching(name);
    if (match != null) {
      if (!match.types().denies(RrType.DS, name.isRoot())) {
        return Cut.UNKNOWN;
      }
      return match.types().isDelegation() ? Cut.UNSIGNED : Cut.NONE;
    }
    Encloser encloser = encloser(name);
    if (encloser == null || encloser.cover() == null) {
      return Cut.UNKNOWN;
    }
    return encloser.cover().isOptOut() ? Cut.UNSIGNED : Cut.NO_NAME;
  }

  /**
   * The closest encloser proof (RFC 5155 §8.3), searched for no further up than the zone's apex
   * (S56); null when the name itself exists, or no ancestor does.
   */
  private @Nullable Encloser encloser(Name name) {
    if (records.isEmpty() || !name.isAtOrBelow(zone) || matching(name) != null) {
      return null;
    }
    for (int labels = name.labelCount() - 1; labels >= zone.labelCount(); labels--) {
      Nsec3 match = matching(name.ancestor(labels));
      if (match != null) {
        boolean elsewhere = match.types().isDelegation() || match.types().has(RrType.DNAME);
        Name nextCloser = name.ancestor(labels + 1);
        return elsewhere
            ? null
            : new Encloser(name.ancestor(labels), nextCloser, covering(nextCloser));
      }
    }
    return null;
  }

  private @Nullable Nsec3 matching(Name name) {
    byte[] hash = hash(name);
    for (Nsec3 nsec3 : records) {
      if (nsec3.matches(hash)) {
        return nsec3;
      }
    }
    return null;
  }

  private @Nullable Nsec3 covering(Name name) {
    byte[] hash = hash(name);
    for (Nsec3 nsec3 : records) {
      if (nsec3.covers(hash)) {
        return nsec3;
      }
    }
    return null;
  }

  private byte[] hash(Name name) {
    if (records.isEmpty()) {
      return new byte[0];
    }
    return hashes.computeIfAbsent(
        name,
        n -> {
          price.pay();
          Nsec3.Parameters parameters = records.getFirst().parameters();
          return Nsec3Hash.of(n, parameters.salt().toArray(), parameters.iterations());
        });
  }
}
