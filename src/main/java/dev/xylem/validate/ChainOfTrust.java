package dev.xylem.validate;

import dev.xylem.cache.Scope;
import dev.xylem.cache.ZoneCache;
import dev.xylem.dns.Name;
import dev.xylem.dns.RdataList;
import dev.xylem.iterate.FailureCause;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.TimeSource;
import dev.xylem.runtime.Work;
import dev.xylem.telemetry.Event;
import org.jspecify.annotations.Nullable;

/**
 * From a trust anchor down to the zone that a name lies in: anchor → DNSKEY → DS → DNSKEY → … (RFC
 * 4035 §5).
 *
 * <p>A step down is made only by what the zone above has signed: its DS records, or its proof that
 * there are none. What the walk knows of delegations merely says where to look first.
 */
final class ChainOfTrust {
  private final TrustAnchors anchors;
  private final ZoneKeys zoneKeys;
  private final Cuts cuts;
  private final ZoneCache<ZoneTrust> known;
  private final TimeSource time;

  ChainOfTrust(
      TrustAnchors anchors,
      ZoneKeys zoneKeys,
      Cuts cuts,
      ZoneCache<ZoneTrust> known,
      TimeSource time) {
    this.anchors = anchors;
    this.zoneKeys = zoneKeys;
    this.cuts = cuts;
    this.known = known;
    this.time = time;
  }

  /** Forgets what was found of zones that {@code scope} covers. */
  void forget(Scope scope) {
    known.forget(scope::covers);
  }

  /** The zone at the top of the chain that {@code name} hangs on; null when it hangs on none. */
  @Nullable Name top(Name name) {
    return anchors.closest(name, time.epochSeconds()) instanceof TrustAnchors.Anchor anchor
        ? anchor.zone()
        : null;
  }

  /** What is known of the deepest zone that {@code name} lies in; its own when it is an apex. */
  ZoneTrust of(Name name, Records records, Work work) {
    return switch (anchors.closest(name, time.epochSeconds())) {
      case TrustAnchors.None _ ->
          noted(new ZoneTrust.Insecure(Name.ROOT, "no trust anchor is above " + name), work);
      case TrustAnchors.Negative(Name zone, _, String reason) ->
          noted(
              new ZoneTrust.Insecure(zone, "negative trust anchor for " + zone + ": " + reason),
              work);
      case TrustAnchors.Anchor anchor -> from(anchor, name, records, work);
    };
  }

  private ZoneTrust from(TrustAnchors.Anchor anchor, Name name, Records records, Work work) {
    ZoneTrust at = known.closest(name, anchor.zone());
    if (at == null) {
      var entryPoints = new ZoneKeys.EntryPoints(anchor.ds(), anchor.dnskeys());
      at = keep(zoneKeys.of(anchor.zone(), entryPoints, records, work), work);
    }
    while (at instanceof ZoneTrust.Secure zone) {
      ZoneTrust deeper = below(zone, name, records, work);
      if (deeper == zone) {
        return zone;
      }
      at = deeper;
    }
    return at;
  }

  /** The next zone below {@code zone} on the way to {@code name}; itself when there is none. */
  private ZoneTrust below(ZoneTrust.Secure zone, Name name, Records records, Work work) {
    int labels = zone.zone().labelCount();
    Name likely = records.delegationBelow(zone.zone(), name);
    if (likely != null) {
      Cuts.Cut cut = cuts.at(likely, zone, records, work);
      ZoneTrust there = entered(likely, cut, zone, records, work);
      if (there != null) {
        return there;
      }
      if (cut instanceof Cuts.Cut.Unknown(FailureCause cause, String detail)
          && likely.labelCount() == labels + 1) {
        return new ZoneTrust.Broken(likely, cause, detail);
      }
      // If no zone begins at the likely name, none begins above it either: this zone has it.
      labels = cut instanceof Cuts.Cut.None ? likely.labelCount() : labels;
    }
    while (++labels <= name.labelCount()) {
      work.spend(Limit.STEPS);
      Name next = name.ancestor(labels);
      Cuts.Cut cut = cuts.at(next, zone, records, work);
      if (cut instanceof Cuts.Cut.Unknown(FailureCause cause, String detail)) {
        return new ZoneTrust.Broken(next, cause, detail);
      }
      ZoneTrust there = entered(next, cut, zone, records, work);
      if (there != null) {
        return there;
      }
    }
    return zone;
  }

  /** What is behind {@code cut}; null when there is no telling, or nothing. */
  private @Nullable ZoneTrust entered(
      Name name, Cuts.Cut cut, ZoneTrust.Secure above, Records records, Work work) {
    return switch (cut) {
      case Cuts.Cut.Signed(RdataList ds, int ttl) -> {
        var entryPoints = new ZoneKeys.EntryPoints(ds, RdataList.EMPTY);
        ZoneKeys.Result result = zoneKeys.of(name, entryPoints, records, work);
        yield keep(new ZoneKeys.Result(result.trust(), Math.min(ttl, result.ttl())), work);
      }
      case Cuts.Cut.Unsigned(String why, int ttl) ->
          keep(new ZoneKeys.Result(new ZoneTrust.Insecure(name, why), ttl), work);
      case Cuts.Cut.NoName _ -> above;
      case Cuts.Cut.None _, Cuts.Cut.Unknown _ -> null;
    };
  }

  private ZoneTrust keep(ZoneKeys.Result result, Work work) {
    ZoneTrust trust = result.trust();
    known.store(trust.zone(), trust, result.ttl());
    return noted(trust, work);
  }

  private static ZoneTrust noted(ZoneTrust trust, Work work) {
    work.note(
        switch (trust) {
          case ZoneTrust.Secure(Name zone, KeyRing keys) ->
              new Event.ZoneJudged(zone, "secure", keys.describe());
          case ZoneTrust.Insecure(Name zone, String why) ->
              new Event.ZoneJudged(zone, "insecure", why);
          case ZoneTrust.Broken(Name zone, FailureCause cause, String detail) ->
              new Event.ZoneJudged(zone, "bogus", cause + ": " + detail);
        });
    return trust;
  }
}
