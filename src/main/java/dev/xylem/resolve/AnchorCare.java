package dev.xylem.resolve;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import dev.xylem.runtime.Limits;
import dev.xylem.runtime.Work;
import dev.xylem.runtime.WorkExceeded;
import dev.xylem.runtime.World;
import dev.xylem.telemetry.Trace;
import dev.xylem.telemetry.TraceText;
import dev.xylem.validate.TrustAnchors;
import dev.xylem.validate.TrustPoints;
import dev.xylem.validate.anchor.TrustPoint;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done for trust anchors while nobody asks: their keys are looked up (RFC 5011 §2.3), their
 * zones are told which keys are trusted here (RFC 8145), and negative ones are checked (RFC 7646).
 *
 * <p>Every look-up is on a ledger of its own (S39), one after the other.
 */
public final class AnchorCare {
  private static final Logger LOG = LoggerFactory.getLogger(AnchorCare.class);

  /** Clients are served first, and with that the root is known. */
  private static final long FIRST_SECONDS = 10;

  private static final long DAY = TimeUnit.DAYS.toSeconds(1);

  private final Resolver resolver;
  private final TrustPoints anchors;
  private final Limits limits;
  private final World world;
  private volatile boolean stopped;

  /**
   * @param limits what one look-up may cost
   */
  public AnchorCare(Resolver resolver, TrustPoints anchors, Limits limits, World world) {
    this.resolver = resolver;
    this.anchors = anchors;
    this.limits = limits;
    this.world = world;
  }

  /** Begins to keep the trust points up to date, if there are any. */
  public void keepUpToDate() {
    if (!anchors.all().isEmpty()) {
      repeat("trust-point-probes", this::probeThoseDue);
    }
  }

  /** Begins to tell the anchors' zones once a day which keys are trusted here (RFC 8145 §5). */
  public void signal() {
    repeat("trust-anchor-signals", this::signalAll);
  }

  /** Begins to check negative anchors that end by themselves every {@code seconds} seconds. */
  public void checkNegatives(long seconds) {
    if (!anchors.now().passingNegatives(world.time().epochSeconds()).isEmpty()) {
      repeat(
          "negative-anchor-checks",
          () -> {
            checkNegatives();
            boolean more = !anchors.now().passingNegatives(world.time().epochSeconds()).isEmpty();
            return more ? seconds : 0;
          });
    }
  }

  /** Does no more of it than what is under way. */
  public void stop() {
    stopped = true;
  }

  /** Runs {@code turn} again and again, after the seconds that it says; 0: never again. */
  private void repeat(String name, LongSupplier turn) {
    world
        .tasks()
        .start(
            name,
            () -> {
              try {
                world.time().sleep(TimeUnit.SECONDS.toNanos(FIRST_SECONDS));
                long pause = turn.getAsLong();
                while (!stopped && pause > 0) {
                  world.time().sleep(TimeUnit.SECONDS.toNanos(pause));
                  pause = turn.getAsLong();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private long probeThoseDue() {
    for (TrustPoint point : anchors.all()) {
      if (!point.isEmpty() && secondsLeft(point) == 0) {
        probe(point.zone());
      }
    }
    return anchors.all().stream()
        .filter(point -> !point.isEmpty())
        .mapToLong(point -> Math.max(1, secondsLeft(point)))
        .min()
        .orElse(0);
  }

  private long secondsLeft(TrustPoint point) {
    return point.probes().secondsLeft(world.time().epochSeconds());
  }

  private void probe(Name zone) {
    if (!look("keys of the trust anchor of " + zone, work -> resolver.renewAnchor(zone, work))) {
      anchors.failed(zone);
      LOG.warn("the keys of the trust anchor of {} cannot be had, or do not verify", zone);
    }
  }

  private long signalAll() {
    TrustAnchors now = anchors.now();
    now.zones().stream()
        .sorted()
        .forEach(zone -> {
          var question = new Question(signal(zone, now), RrType.NULL);
          resolver.forget(question);
          look(
              "signal " + question.name(),
              work -> !(resolver.resolveUnjudged(question, work) instanceof Resolution.Failure));
        });
    return DAY - DAY / 10 + world.entropy().nextInt((int) DAY / 10);
  }

  /** The name that tells the tags of a zone's trusted keys (RFC 8145 §5.1). */
  private static Name signal(Name zone, TrustAnchors anchors) {
    String tags =
        anchors.keyTags(zone).stream()
            .sorted()
            .map(tag -> String.format(Locale.ROOT, "%04x", tag))
            // A label has room for no more.
            .limit(11)
            .collect(Collectors.joining("-"));
    return Name.of("_ta-" + tags + "." + (zone.isRoot() ? "" : zone));
  }

  private void checkNegatives() {
    for (TrustAnchors.Negative negative :
        anchors.now().passingNegatives(world.time().epochSeconds())) {
      Name zone = negative.zone();
      if (look(
          "check of the negative trust anchor for " + zone,
          work -> resolver.isSecureWithoutNegative(zone, work))) {
        anchors.dropNegative(zone);
        LOG.info("{} validates again: its negative trust anchor is dropped", zone);
      }
    }
  }

  private boolean look(String what, Predicate<Work> lookup) {
    Work work = Work.open(world.time(), limits);
    boolean good = false;
    try {
      good = lookup.test(work);
    } catch (WorkExceeded e) {
      LOG.debug("{}: needs more than its limit of {}", what, e.limit().key());
    }
    if (LOG.isDebugEnabled()) {
      LOG.debug("{}: {}\n{}", what, good ? "good" : "failed", TraceText.format(Trace.of(work)));
    }
    return good;
  }
}
