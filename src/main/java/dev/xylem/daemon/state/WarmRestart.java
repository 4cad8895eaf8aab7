package dev.xylem.daemon.state;

import dev.xylem.cache.DelegationPoint;
import dev.xylem.cache.Entry;
import dev.xylem.cache.Trust;
import dev.xylem.cache.saved.DamagedException;
import dev.xylem.cache.saved.Reader;
import dev.xylem.cache.saved.Saved;
import dev.xylem.cache.saved.Writer;
import dev.xylem.config.Cache;
import dev.xylem.daemon.ResolverStack;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.Security;
import dev.xylem.runtime.TimeSource;
import dev.xylem.runtime.World;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is cached goes to a file when the process ends, and now and then before; the next one begins
 * with it. Nothing in there counts as judged: a signature is verified again before anybody is told
 * that data is secure.
 */
public final class WarmRestart {
  private static final Logger LOG = LoggerFactory.getLogger(WarmRestart.class);

  private static final String NAME = "cache.state";

  private static final int LONGEST_READ_SECONDS = 10;

  /** A clock that is this far behind the file's says nothing about ages, in seconds. */
  private static final long MOST_BEHIND = 300;

  private final StateFile file;
  private final Cache.Saving settings;
  private final long size;
  private final World world;
  private final TimeSource time;
  private final CountDownLatch read = new CountDownLatch(1);
  private volatile boolean ending;
  private volatile Outcome last = new Outcome(0, 0, 0);

  /**
   * What came of saving.
   *
   * @param entries in the file now
   * @param savedAt wall-clock second; 0 for never
   * @param failures attempts that failed, since the start
   */
  public record Outcome(int entries, long savedAt, int failures) {}

  /** What can be saved, and the fingerprint of the settings under which it came to be. */
  public record Content(ResolverStack stack, byte[] fingerprint) {}

  private WarmRestart(StateFile file, Cache.Saving settings, World world) {
    this.file = file;
    this.settings = settings;
    this.size = settings.size();
    this.world = world;
    this.time = world.time();
  }

  /** Null when nothing is to be saved, or there is no place for it. */
  public static @Nullable WarmRestart of(
      Cache.Saving settings, Map<String, String> environment, World world) {
    Optional<Path> path = StateFile.find(settings.file(), NAME, environment);
    return settings.enabled() && path.isPresent()
        ? new WarmRestart(new StateFile(path.get()), settings, world)
        : null;
  }

  /**
   * Reads the file beside all else, and writes it again and again.
   *
   * @param content what is to be saved, at that moment
   * @param mostSeconds no entry may be used for longer, whatever it says
   */
  public void begin(Supplier<Content> content, long mostSeconds) {
    Content first = content.get();
    world
        .tasks()
        .start(
            "warm-restart",
            () -> {
              try {
                load(first, mostSeconds, () -> content.get().stack() == first.stack());
              } finally {
                read.countDown();
              }
              try {
                while (!ending) {
                  time.sleep(settings.interval().toNanos());
                  save(content.get());
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** Waits until the file is read; false when that takes longer than {@code seconds}. */
  public boolean awaitRead(int seconds) {
    try {
      return read.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Writes the file for the last time; not before it was read, or its content would be lost. */
  public void end(Content content) {
    ending = true;
    if (awaitRead(LONGEST_READ_SECONDS)) {
      save(content);
    }
  }

  /** How it went last. */
  public Outcome last() {
    return last;
  }

  /** Writes {@code content}; when that fails, the file from before stays. */
  synchronized void save(Content content) {
    try {
      int[] entries = {0};
      file.replace(out -> entries[0] = write(content, out));
      last = new Outcome(entries[0], time.epochSeconds(), last.failures());
      LOG.debug("{} entries of the cache saved to {}", entries[0], file.path());
    } catch (IOException e) {
      last = new Outcome(last.entries(), last.savedAt(), last.failures() + 1);
      LOG.warn(
          "the cache cannot be saved to {}: {}; what was saved before stays",
          file.path(),
          e.toString());
    }
  }

  private int write(Content content, OutputStream out) throws IOException {
    var writer = new Writer(out, content.fingerprint(), time.agingSeconds(), size);
    for (Saved saved : entries(content.stack())) {
      if (!writer.write(saved)) {
        break;
      }
    }
    return writer.end();
  }

  /** First what leads to data and judges it, then data. */
  private List<Saved> entries(ResolverStack stack) {
    ResolverStack.Caches caches = stack.caches();
    List<Saved> all = new ArrayList<>();
    caches.delegations().mostUsed(size).forEach(point -> addUsual(all, point));
    stack.resolver().forEachKeySet((keys, expires) -> all.add(data(keys, expires)));
    long now = time.nanos();
    caches
        .servers()
        .all()
        .forEach((server, facts) -> all.add(new Saved.Server(server, facts.relativeTo(now))));
    addAll(all, caches.memories().judged().rrSets().mostUsed(size));
    addAll(all, caches.memories().unjudged().rrSets().mostUsed(size));
    addAll(all, caches.memories().restored().rrSets().mostUsed(size));
    return all;
  }

  /** Servers at other ports are named by settings. */
  private static void addUsual(List<Saved> all, DelegationPoint point) {
    if (point.servers().stream().allMatch(server -> server.port() == 0)) {
      all.add(new Saved.Delegation(point));
    }
  }

  private static Saved data(RrSet rrSet, long expires) {
    var question = new Question(rrSet.owner(), rrSet.type(), rrSet.rrClass());
    return new Saved.Data(
        question, new Entry.Positive(rrSet, List.of(), Trust.ANSWER, Security.UNCHECKED, expires));
  }

  private static void addAll(List<Saved> all, Map<Question, Entry> entries) {
    entries.forEach((question, entry) -> all.add(new Saved.Data(question, entry)));
  }

  /**
   * Reads the file into {@code into}, if it was written under settings with this fingerprint.
   *
   * @param mostSeconds no entry may be used for longer, whatever it says
   * @param wanted whether to go on
   */
  synchronized void load(Content into, long mostSeconds, Supplier<Boolean> wanted) {
    try {
      Reader.About about = read(new Restorer(into, 0, 0, () -> false));
      long now = time.agingSeconds();
      if (!Arrays.equals(about.fingerprint(), into.fingerprint())) {
        LOG.info("the saved cache in {} is from other settings: not used", file.path());
      } else if (about.savedAt() > now + MOST_BEHIND) {
        LOG.warn("the saved cache in {} is from the future: not used", file.path());
      } else {
        var restorer = new Restorer(into, now, mostSeconds, wanted);
        read(restorer);
        LOG.info("{} of {} saved entries are in use again", restorer.used, restorer.seen);
      }
    } catch (NoSuchFileException e) {
      LOG.info("no cache was saved in {}", file.path());
    } catch (DamagedException e) {
      setAside(e);
    } catch (IOException e) {
      LOG.warn("the saved cache in {} cannot be read: {}", file.path(), e.toString());
    }
  }

  private Reader.About read(Restorer restorer) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file.path()), 1 << 16)) {
      return Reader.read(in, restorer::take);
    }
  }

  private void setAside(DamagedException why) {
    try {
      LOG.warn(
          "the saved cache in {} is damaged ({}): moved to {}, beginning with an empty one",
          file.path(),
          why.getMessage(),
          file.setAside());
    } catch (IOException e) {
      LOG.warn("the saved cache in {} is damaged: {}", file.path(), why.getMessage());
    }
  }

  /** Puts entries back to where they were. */
  private final class Restorer {
    private final Content into;
    private final ResolverStack.Caches caches;
    private final long now;
    private final long mostSeconds;
    private final Supplier<Boolean> wanted;
    private int seen;
    private int used;

    Restorer(Content into, long now, long mostSeconds, Supplier<Boolean> wanted) {
      this.into = into;
      this.caches = into.stack().caches();
      this.now = now;
      this.mostSeconds = mostSeconds;
      this.wanted = wanted;
    }

    void take(Saved saved) {
      seen++;
      if (!wanted.get() || into.stack().resolver().hasForgotten()) {
        return;
      }
      switch (saved) {
        case Saved.Data(Question question, Entry entry) when isInForce(entry.expires()) ->
            caches.memories().restored().rrSets().restore(question, entry);
        case Saved.Delegation(DelegationPoint point) when isInForce(point.expires()) ->
            caches.delegations().restore(point);
        case Saved.Server(var address, var facts) -> caches.servers().resumed(address, facts);
        default -> {
          return;
        }
      }
      used++;
    }

    private boolean isInForce(long expires) {
      return expires > now && expires - now <= mostSeconds;
    }
  }
}
