package dev.xylem.validate;

import dev.xylem.dns.Name;
import dev.xylem.dns.RdataList;
import dev.xylem.dnssec.Dnskey;
import dev.xylem.dnssec.Ds;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where chains of trust begin, and where the operator has cut them off (RFC 7646). */
public final class TrustAnchors {
  private final Map<Name, Anchor> anchors;
  private final Map<Name, Negative> negatives;

  /** Anchors by zone. */
  public TrustAnchors(Map<Name, Anchor> anchors, Map<Name, Negative> negatives) {
    this.anchors = Map.copyOf(anchors);
    this.negatives = Map.copyOf(negatives);
  }

  /** The same with {@code anchor} for {@code zone}; with none when it is null. */
  TrustAnchors with(Name zone, @Nullable Anchor anchor) {
    Map<Name, Anchor> others = new HashMap<>(anchors);
    others.remove(zone);
    if (anchor != null) {
      others.put(zone, anchor);
    }
    return new TrustAnchors(others, negatives);
  }

  /** The same without the negative anchor for {@code zone}. */
  TrustAnchors withoutNegative(Name zone) {
    Map<Name, Negative> others = new HashMap<>(negatives);
    others.remove(zone);
    return new TrustAnchors(anchors, others);
  }

  /** The same with another negative anchor; of one zone, the last counts. */
  TrustAnchors withNegative(Negative negative) {
    Map<Name, Negative> others = new HashMap<>(negatives);
    others.put(negative.zone(), negative);
    return new TrustAnchors(anchors, others);
  }

  /** The negative anchors in force at {@code epochSeconds}, by zone. */
  public List<Negative> negatives(long epochSeconds) {
    if (negatives.isEmpty()) {
      return List.of();
    }
    return negatives.values().stream()
        .filter(negative -> negative.until() > epochSeconds)
        .sorted(Comparator.comparing(Negative::zone))
        .toList();
  }

  /** The zones that have anchors. */
  public Set<Name> zones() {
    return anchors.keySet();
  }

  /** The negative anchors that end by themselves, but have not by {@code epochSeconds}. */
  public List<Negative> passingNegatives(long epochSeconds) {
    return negatives(epochSeconds).stream()
        .filter(negative -> negative.until() != Long.MAX_VALUE)
        .toList();
  }

  /** What a name's trust begins with. */
  sealed interface Start {}

  /**
   * What is trusted of a zone without proof: digests of its keys, or keys themselves.
   *
   * @param ds RDATA of DS records
   * @param dnskeys RDATA of DNSKEY records
   */
  public record Anchor(Name zone, RdataList ds, RdataList dnskeys) implements Start {}

  /**
   * A zone that is not validated until a wall-clock second, because it is known to be broken.
   *
   * @param reason for whoever asks; may be empty
   */
  public record Negative(Name zone, long until, String reason) implements Start {}

  /** No anchor is above the name. */
  record None() implements Start {}

  /** Tags of the keys that are trusted for {@code zone}. */
  public Set<Integer> keyTags(Name zone) {
    Set<Integer> tags = new HashSet<>();
    Anchor anchor = anchors.get(zone);
    if (anchor != null) {
      anchor.ds().forEach(rdata -> tags.add(new Ds(rdata).keyTag()));
      anchor.dnskeys().forEach(rdata -> tags.add(Dnskey.of(rdata).tag()));
    }
    return tags;
  }

  /** The deepest anchor at or above {@code name}; of one zone, the negative one counts. */
  Start closest(Name name, long epochSeconds) {
    for (int labels = name.labelCount(); labels >= 0; labels--) {
      Name zone = name.ancestor(labels);
      Negative negative = negatives.get(zone);
      if (negative != null && negative.until() > epochSeconds) {
        return negative;
      }
      Anchor anchor = anchors.get(zone);
      if (anchor != null) {
        return anchor;
      }
    }
    return new None();
  }
}
