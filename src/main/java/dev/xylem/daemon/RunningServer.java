package dev.xylem.daemon;

import dev.xylem.config.Settings;
import dev.xylem.config.text.ConfigException;
import dev.xylem.control.Knowledge;
import dev.xylem.control.Operator;
import dev.xylem.daemon.log.Logging;
import dev.xylem.daemon.service.HealthFile;
import dev.xylem.daemon.service.Supervisor;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.iterate.RootHints;
import dev.xylem.validate.TrustAnchors;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon as its operator steers it. */
final class RunningServer implements Operator {
  private static final Logger LOG = LoggerFactory.getLogger(RunningServer.class);

  private final Daemon daemon;
  private final Source source;
  private final Supervisor manager;
  private final HealthFile health;
  private final long startedAt;

  /** Where settings come from, again and again. */
  interface Source {
    /** What there is now, checked. */
    Start read() throws IOException, ConfigException;

    /** The file's name; empty without a file. */
    String file();
  }

  /** What a server begins with. */
  record Start(Settings settings, RootHints hints) {}

  RunningServer(Daemon daemon, Source source, Supervisor manager, HealthFile health) {
    this.health = health;
    this.daemon = daemon;
    this.source = source;
    this.manager = manager;
    this.startedAt = daemon.world().time().nanos();
  }

  @Override
  public Knowledge knowledge() {
    Generation current = daemon.current();
    ResolverStack.Caches caches = current.stack().caches();
    return new Knowledge(
        current.stack().resolver(), caches.memories(), caches.answers(), caches.servers());
  }

  @Override
  public Status status() {
    long uptime = TimeUnit.NANOSECONDS.toSeconds(daemon.world().time().nanos() - startedAt);
    return new Status(
        Version.text(),
        ProcessHandle.current().pid(),
        uptime,
        addresses(),
        source.file(),
        daemon.workingQueries(),
        daemon.negativesInForce().size(),
        Logging.level().toLowerCase(Locale.ROOT),
        daemon.notServed());
  }

  @Override
  public boolean isReady() {
    return !daemon.isClosing();
  }

  @Override
  public String trace(Question question) {
    return daemon.trace(question);
  }

  @Override
  public synchronized Reloading reload() {
    manager.reloading();
    try {
      Start start = source.read();
      Daemon.Change change = daemon.reload(start.settings(), start.hints());
      Logging.apply(start.settings().log().level().name());
      LOG.info("reloaded: changed {}; from the next start on {}", change.now(), change.later());
      return new Reloading.Done(change.now(), change.later());
    } catch (IOException | ConfigException e) {
      LOG.error("not reloaded, everything stays as it was: {}", e.getMessage());
      return new Reloading.Refused(String.valueOf(e.getMessage()));
    } finally {
      tellReady();
    }
  }

  /** Tells who waits for it, and who asks later, that the server is there, and where. */
  void tellReady() {
    health.tell(daemon.addresses());
    manager.ready(Version.text() + " listens on " + String.join(", ", addresses()));
  }

  private List<String> addresses() {
    return daemon.addresses().stream()
        .map(address -> IpPrefix.text(address.getAddress()) + " port " + address.getPort())
        .toList();
  }

  @Override
  public void logLevel(String level) {
    Logging.apply(level);
  }

  @Override
  public List<NegativeAnchor> negativeAnchors() {
    return daemon.negativesInForce().stream()
        .map(negative ->
            new NegativeAnchor(
                negative.zone(),
                negative.until() == Long.MAX_VALUE
                    ? ""
                    : Instant.ofEpochSecond(negative.until()).toString(),
                negative.reason(),
                daemon.negatives().has(negative.zone()) ? "command" : "configuration"))
        .toList();
  }

  @Override
  public String addNegativeAnchor(Name name, String reason, long seconds) {
    if (isConfigured(name)) {
      return name + " has a negative trust anchor in the configuration";
    }
    long until = daemon.world().time().epochSeconds() + seconds;
    daemon.addNegative(new TrustAnchors.Negative(name, until, reason));
    LOG.warn("{} and all below is not validated for {} s: {}", name, seconds, reason);
    return "";
  }

  @Override
  public String removeNegativeAnchor(Name name) {
    if (isConfigured(name)) {
      return "the negative trust anchor of " + name + " is in the configuration";
    }
    if (!daemon.removeNegative(name)) {
      return name + " has no negative trust anchor";
    }
    LOG.info("{} is validated again", name);
    return "";
  }

  private boolean isConfigured(Name name) {
    return daemon.current().settings().negativeTrustAnchors().stream()
        .anyMatch(negative -> negative.name().equals(name));
  }

  @Override
  public void stop() {
    StopSignal.raise();
  }
}
