package dev.xylem.validate;

import dev.xylem.dns.Name;
import dev.xylem.dns.RdataList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where chains of trust begin, and where the operator has cut them off. */
public final class TrustAnchors {
  private final Map<Name, Anchor> anchors;

  /** Anchors by zone. */
  public TrustAnchors(Map<Name, Anchor> anchors) {
    this.anchors = Map.copyOf(anchors);
  }

  /**
   * What is trusted of a zone without proof: digests of its keys, or keys themselves.
   *
   * @param ds RDATA of DS records
   * @param dnskeys RDATA of DNSKEY records
   */
  public record Anchor(Name zone, RdataList ds, RdataList dnskeys) {}

  /** The anchor of the deepest zone at or above {@code name}; null when there is none. */
  @Nullable Anchor closest(Name name) {
    for (int labels = name.labelCount(); labels >= 0; labels--) {
      Anchor anchor = anchors.get(name.ancestor(labels));
      if (anchor != null) {
        return anchor;
      }
    }
    return null;
  }
}
