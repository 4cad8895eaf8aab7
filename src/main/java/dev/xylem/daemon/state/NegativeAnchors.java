package dev.xylem.daemon.state;

import dev.xylem.dns.Name;
import dev.xylem.runtime.TimeSource;
import dev.xylem.validate.TrustAnchors.Negative;
import dev.xylem.validate.TrustPoints;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Negative trust anchors that were added by command (RFC 7646): they outlive reload and restart.
 */
public final class NegativeAnchors {
  private final NegativeAnchorFile file;
  private final TimeSource time;
  private final Map<Name, Negative> added = new LinkedHashMap<>();

  public NegativeAnchors(NegativeAnchorFile file, TimeSource time) {
    this.file = file;
    this.time = time;
    file.read().forEach(negative -> added.put(negative.zone(), negative));
  }

  /** Puts those that are not over among {@code anchors}, which are new. */
  public synchronized TrustPoints addTo(TrustPoints anchors) {
    added.values().stream()
        .filter(negative -> negative.until() > time.epochSeconds())
        .forEach(anchors::addNegative);
    return anchors;
  }

  /** Puts one among {@code anchors}, and keeps it. */
  public synchronized void add(Negative negative, TrustPoints anchors) {
    anchors.addNegative(negative);
    prune(anchors);
    added.put(negative.zone(), negative);
    file.write(List.copyOf(added.values()));
  }

  /** Takes the one for {@code zone} away; false when none was added. */
  public synchronized boolean remove(Name zone, TrustPoints anchors) {
    prune(anchors);
    boolean known = added.remove(zone) != null;
    if (known) {
      anchors.dropNegative(zone);
    }
    file.write(List.copyOf(added.values()));
    return known;
  }

  /** Whether the one for {@code zone} was added by command. */
  public synchronized boolean has(Name zone) {
    return added.containsKey(zone);
  }

  /** Lets go of those that are over, or were dropped because their zone validates again. */
  public synchronized void prune(TrustPoints anchors) {
    List<Negative> inForce = anchors.now().negatives(time.epochSeconds());
    if (added.values().removeIf(negative -> !inForce.contains(negative))) {
      file.write(List.copyOf(added.values()));
    }
  }
}
