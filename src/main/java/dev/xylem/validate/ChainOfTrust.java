package dev.xylem.validate;

import dev.xylem.cache.Scope;
import dev.xylem.cache.ZoneCache;
import dev.xylem.dns.Name;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.iterate.FailureCause;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.TimeSource;
import dev.xylem.runtime.Work;
import dev.xylem.telemetry.Event;
import java.util.List;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * From a trust anchor down to the zone that a name lies in: anchor → DNSKEY → DS → DNSKEY → … (RFC
 * 4035 §5).
 *
 * <p>A step down is made only by what the zone above has signed: its DS records, or its proof that
 * there are none. What the walk knows of delegations merely says where to look first.
 */
final class ChainOfTrust {
  private final TrustPoints anchors;
  private final ZoneKeys zoneKeys;
  private final Cuts cuts;
  private final Supplier<ZoneCache<ZoneTrust>> memory;
  private final TimeSource time;
  private volatile Known known;

  /** What follows from anchors: when these change, all of it is forgotten (RFC 5011 §2.1). */
  private record Known(TrustAnchors anchors, ZoneCache<ZoneTrust> zones) {}

  /**
   * @param memory makes an empty one
   */
  ChainOfTrust(
      TrustPoints anchors,
      ZoneKeys zoneKeys,
      Cuts cuts,
      Supplier<ZoneCache<ZoneTrust>> memory,
      TimeSource time) {
    this.anchors = anchors;
    this.zoneKeys = zoneKeys;
    this.cuts = cuts;
    this.memory = memory;
    this.time = time;
    this.known = new Known(anchors.now(), memory.get());
  }

  /** Forgets what was found of zones that {@code scope} covers. */
  void forget(Scope scope) {
    known.zones.forget(scope::covers);
  }

  /**
   * Shows the DNSKEY RRsets in use, with the second at which each is over. Not those of trust
   * points: what is learnt of their keys must come from the network (RFC 5011).
   */
  void forEachKeySet(ObjLongConsumer<RrSet> each) {
    known.zones.forEach((trust, expires) -> {
      if (trust instanceof ZoneTrust.Secure(Name zone, KeyRing keys)
          && keys.rrSet() != null
          && anchors.find(zone) == null) {
        each.accept(keys.rrSet(), expires);
      }
    });
  }

  /** The zone at the top of the chain that {@code name} hangs on; null when it hangs on none. */
  @Nullable Name top(Name name) {
    return anchors.now().closest(name, time.epochSeconds()) instanceof TrustAnchors.Anchor anchor
        ? anchor.zone()
        : null;
  }

  /** What is known of the deepest zone that {@code name} lies in; its own when it is an apex. */
  ZoneTrust of(Name name, Records records, Work work) {
    while (true) {
      Known current = current();
      switch (current.anchors.closest(name, time.epochSeconds())) {
        case TrustAnchors.None _ -> {
          return noted(new ZoneTrust.Insecure(Name.ROOT, "no trust anchor is above " + name), work);
        }
        case TrustAnchors.Negative(Name zone, _, String reason) -> {
          String why = "negative trust anchor for " + zone + ": " + reason;
          return noted(new ZoneTrust.Insecure(zone, why), work);
        }
        case TrustAnchors.Anchor anchor -> {
          ZoneTrust trust = new Walk(current, name, records, work).from(anchor);
          if (trust != null) {
            return trust;
          }
        }
      }
      // The keys of the anchor have just revoked themselves: whoever is above has the say now.
      work.spend(Limit.STEPS);
    }
  }

  /** Looks up the keys of an anchor's zone again; true when they are as they should be. */
  boolean renew(Name zone, Records records, Work work) {
    if (anchors.now().closest(zone, 0) instanceof TrustAnchors.Anchor anchor
        && anchor.zone().equals(zone)) {
      ZoneTrust trust = new Walk(current(), zone, records, work).begin(anchor);
      return !(trust instanceof ZoneTrust.Broken);
    }
    return true;
  }

  private Known current() {
    Known current = known;
    TrustAnchors now = anchors.now();
    if (current.anchors != now) {
      current = new Known(now, memory.get());
      known = current;
    }
    return current;
  }

  /** The way down to one name, by what was known when it began. */
  private final class Walk {
    private final Known known;
    private final Name name;
    private final Records records;
    private final Work work;

    Walk(Known known, Name name, Records records, Work work) {
      this.known = known;
      this.name = name;
      this.records = records;
      this.work = work;
    }

    /** Null when the anchor is none any more. */
    @Nullable ZoneTrust from(TrustAnchors.Anchor anchor) {
      ZoneTrust at = known.zones.closest(name, anchor.zone());
      if (at == null) {
        at = begin(anchor);
      }
      while (at instanceof ZoneTrust.Secure zone) {
        ZoneTrust deeper = below(zone);
        if (deeper == zone) {
          return zone;
        }
        at = deeper;
      }
      return at;
    }

    private @Nullable ZoneTrust begin(TrustAnchors.Anchor anchor) {
      var entryPoints = new ZoneKeys.EntryPoints("trust anchor", anchor.ds(), anchor.dnskeys());
      ZoneKeys.Result result = zoneKeys.ofAnchor(anchor.zone(), entryPoints, records, work);
      return result == null ? null : keep(result);
    }

    /** The next zone below {@code zone} on the way to the name; itself when there is none. */
    private ZoneTrust below(ZoneTrust.Secure zone) {
      int labels = zone.zone().labelCount();
      Name likely = records.delegationBelow(zone.zone(), name);
      if (likely != null) {
        Cuts.Cut cut = cuts.at(likely, zone, records, work);
        ZoneTrust there = entered(likely, cut, zone);
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
        ZoneTrust there = entered(next, cut, zone);
        if (there != null) {
          return there;
        }
      }
      return zone;
    }

    /** What is behind {@code cut}; null when there is no telling, or nothing. */
    private @Nullable ZoneTrust entered(Name name, Cuts.Cut cut, ZoneTrust.Secure above) {
      return switch (cut) {
        case Cuts.Cut.Signed(RdataList ds, int ttl) -> {
          var entryPoints = new ZoneKeys.EntryPoints("DS", ds, RdataList.EMPTY);
          ZoneKeys.Result result = zoneKeys.of(name, entryPoints, records, work);
          yield keep(new ZoneKeys.Result(result.trust(), Math.min(ttl, result.ttl())));
        }
        case Cuts.Cut.Unsigned(String why, int ttl) ->
            keep(new ZoneKeys.Result(new ZoneTrust.Insecure(name, why), ttl));
        case Cuts.Cut.NoName _ -> above;
        case Cuts.Cut.None _, Cuts.Cut.Unknown _ -> null;
      };
    }

    private ZoneTrust keep(ZoneKeys.Result result) {
      ZoneTrust trust = result.trust();
      known.zones.store(trust.zone(), trust, result.ttl());
      return noted(trust, work);
    }
  }

  private static ZoneTrust noted(ZoneTrust trust, Work work) {
    work.note(
        switch (trust) {
          case ZoneTrust.Secure(Name zone, KeyRing keys) ->
              new Event.ZoneJudged(zone, "secure", "", ChainEvents.keys(keys.all()));
          case ZoneTrust.Insecure(Name zone, String why) ->
              new Event.ZoneJudged(zone, "insecure", why, List.of());
          case ZoneTrust.Broken(Name zone, FailureCause cause, String detail) ->
              new Event.ZoneJudged(zone, "bogus", cause + ": " + detail, List.of());
        });
    return trust;
  }
}
