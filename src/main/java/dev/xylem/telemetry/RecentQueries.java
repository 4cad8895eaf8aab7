package dev.xylem.telemetry;

import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Transport;
import dev.xylem.runtime.World;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The latest queries that were answered the long way, with their traces: what can be explained
 * after the fact. Bounded in number and in bytes; the oldest go first.
 *
 * <p>Those that failed have a place of their own: they are what is looked for, and where much is
 * asked they would be gone in a second. The others are few: a trace is a hundred objects, and those
 * of more queries than are resolved between two collections would all become old ones.
 */
public final class RecentQueries implements QueryObserver {
  /** Of a query without steps, and of a step with its names and words: measured, rounded up. */
  private static final int WEIGHT = 600;

  private static final int STEP_WEIGHT = 200;

  private final World world;
  private final Latest answered;
  private final Latest failed;
  private final Map<String, Recent> byId = new HashMap<>();
  private long count;

  /**
   * One of them.
   *
   * @param id by which it can be asked for; random, so that it tells nobody how many there were
   * @param number its place in the order of answers; the latest has the greatest
   * @param epochSecond wall-clock second of the answer
   * @param nanos from query to answer
   */
  public record Recent(
      String id,
      long number,
      long epochSecond,
      InetAddress client,
      Transport transport,
      Question question,
      Rcode rcode,
      long nanos,
      boolean failed,
      Trace trace) {
    private long weight() {
      return WEIGHT + (long) STEP_WEIGHT * trace.steps().size();
    }
  }

  /** Those that failed, or the others. */
  private final class Latest {
    private final int most;
    private final long mostBytes;
    private final Deque<Recent> all = new ArrayDeque<>();
    private long bytes;

    Latest(int most, long mostBytes) {
      this.most = most;
      this.mostBytes = mostBytes;
    }

    void keep(Recent recent) {
      all.addFirst(recent);
      byId.put(recent.id(), recent);
      bytes += recent.weight();
      while (all.size() > most || bytes > mostBytes) {
        Recent oldest = all.removeLast();
        byId.remove(oldest.id());
        bytes -= oldest.weight();
      }
    }
  }

  /**
   * Keeps up to {@code most} queries that were answered and as many that failed, each in up to
   * about half of {@code mostBytes} bytes.
   */
  public RecentQueries(int most, long mostBytes, World world) {
    this.world = world;
    this.answered = new Latest(most, mostBytes / 2);
    this.failed = new Latest(most, mostBytes / 2);
  }

  @Override
  public String resolved(Answered query) {
    if (answered.most == 0) {
      return "";
    }
    Trace trace = Trace.of(query.work());
    long now = world.time().epochSeconds();
    synchronized (this) {
      var recent =
          new Recent(
              newId(),
              ++count,
              now,
              query.client().getAddress(),
              query.transport(),
              query.question(),
              query.rcode(),
              query.work().nanosGone(),
              query.isFailure(),
              trace);
      (query.isFailure() ? failed : answered).keep(recent);
      return recent.id();
    }
  }

  /** The one with this id; null when it is not known, or no longer. */
  public synchronized @Nullable Recent find(String id) {
    return byId.get(id);
  }

  /** The latest {@code count} that are {@code wanted}, the latest first. */
  public List<Recent> latest(int count, Predicate<Recent> wanted) {
    List<Recent> all;
    synchronized (this) {
      all = new ArrayList<>(answered.all);
      all.addAll(failed.all);
    }
    return all.stream()
        .filter(wanted)
        .sorted(Comparator.comparingLong(Recent::number).reversed())
        .limit(count)
        .toList();
  }

  private String newId() {
    while (true) {
      String id = HexFormat.of().toHexDigits(world.entropy().nextBits());
      if (!byId.containsKey(id)) {
        return id;
      }
    }
  }
}
