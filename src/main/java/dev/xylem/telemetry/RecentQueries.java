package dev.xylem.telemetry;

import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Transport;
import dev.xylem.runtime.World;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
 */
public final class RecentQueries implements QueryObserver {
  /** Of a query without steps, and of a step with its names and words: measured, rounded up. */
  private static final int WEIGHT = 600;

  private static final int STEP_WEIGHT = 200;

  private final int most;
  private final long mostBytes;
  private final World world;
  private final Deque<Recent> latest = new ArrayDeque<>();
  private final Map<String, Recent> byId = new HashMap<>();
  private long bytes;

  /**
   * One of them.
   *
   * @param id by which it can be asked for; random, so that it tells nobody how many there were
   * @param epochSecond wall-clock second of the answer
   * @param nanos from query to answer
   */
  public record Recent(
      String id,
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

  /** Keeps up to {@code most} queries in up to about {@code mostBytes} bytes. */
  public RecentQueries(int most, long mostBytes, World world) {
    this.most = most;
    this.mostBytes = mostBytes;
    this.world = world;
  }

  @Override
  public String resolved(Answered query) {
    if (most == 0) {
      return "";
    }
    Trace trace = Trace.of(query.work());
    long now = world.time().epochSeconds();
    synchronized (this) {
      var recent =
          new Recent(
              newId(),
              now,
              query.client().getAddress(),
              query.transport(),
              query.question(),
              query.rcode(),
              query.work().nanosGone(),
              query.isFailure(),
              trace);
      keep(recent);
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
      all = new ArrayList<>(latest);
    }
    return all.stream().filter(wanted).limit(count).toList();
  }

  private void keep(Recent recent) {
    latest.addFirst(recent);
    byId.put(recent.id(), recent);
    bytes += recent.weight();
    while (latest.size() > most || bytes > mostBytes) {
      Recent oldest = latest.removeLast();
      byId.remove(oldest.id());
      bytes -= oldest.weight();
    }
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
