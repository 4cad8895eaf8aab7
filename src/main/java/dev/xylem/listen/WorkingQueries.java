package dev.xylem.listen;

import dev.xylem.config.Listen;
import dev.xylem.dns.Transport;
import dev.xylem.listen.admission.Places;
import dev.xylem.listen.admission.Places.Refusal;
import dev.xylem.listen.admission.Refusals;
import dev.xylem.listen.admission.ReplyPace;
import dev.xylem.runtime.Tasks;
import dev.xylem.runtime.TimeSource;
import dev.xylem.runtime.World;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The queries being resolved, of all clients and doors: each on a virtual thread and in a place of
 * its own ({@link Places}), so that neither slow servers nor busy clients can take everything.
 *
 * <p>Over UDP, where anybody can ask in anybody's name, a client at its share gets no answer, a
 * late answer is not sent, and no client gets its answers all at once (S41). Over TCP all are
 * answered.
 */
final class WorkingQueries {
  private static final int NEVER = 0;

  /** Takes the answer, once, on any thread; null when there is none to be sent. */
  interface Reply {
    void take(byte @Nullable [] answer);
  }

  private final QueryService service;
  private final Tasks tasks;
  private final TimeSource time;
  private final SeldomLog log;
  private final Places places;
  private final ReplyPace pace;
  private final Refusals refusals;
  private final long longestWait;
  private final AtomicInteger count = new AtomicInteger();
  private volatile Tasks.@Nullable Promise<Boolean> noneLeft;

  WorkingQueries(QueryService service, World world, Listen settings, SeldomLog log) {
    this.service = service;
    this.tasks = world.tasks();
    this.time = world.time();
    this.log = log;
    this.places =
        new Places(settings.waitingQueries(), settings.waitingQueriesPerClient(), world.time());
    this.pace = new ReplyPace(settings.udpRepliesPerClient(), world.time());
    this.refusals = new Refusals(world);
    long discard = settings.udpDiscardTimeout().toNanos();
    this.longestWait = discard == NEVER ? Long.MAX_VALUE : discard;
  }

  /** A query with all that must be known to answer it. */
  private record Query(
      byte[] packet, InetSocketAddress client, Transport transport, long cameAt, Reply reply) {}

  /**
   * Starts to resolve {@code query}, or refuses it at once; {@code reply} gets what comes of it.
   */
  void start(byte[] query, InetSocketAddress client, Transport transport, Reply reply) {
    switch (places.take(client.getAddress())) {
      case Refusal refusal -> reply.take(refused(query, transport, refusal));
      case Places.Place place -> {
        count.incrementAndGet();
        var working = new Query(query, client, transport, time.nanos(), reply);
        tasks.start("query", () -> run(working, place));
      }
    }
  }

  /** How many there are. */
  int count() {
    return count.get();
  }

  /** Queries that were not served since the start, by reason. */
  Map<String, Long> refusals() {
    return refusals.totals();
  }

  /** Waits up to {@code nanos} nanoseconds until there are none. */
  void awaitNone(long nanos) throws InterruptedException {
    Tasks.Promise<Boolean> promise = tasks.promise();
    noneLeft = promise;
    if (count.get() > 0) {
      promise.await(nanos);
    }
  }

  /** Silence to whoever may be the victim of another's questions; else the truth. */
  private byte @Nullable [] refused(byte[] query, Transport transport, Refusal refusal) {
    boolean ofClient = refusal == Refusal.CLIENT_HAS_ALL_ITS_PLACES;
    refusals.count(ofClient ? Refusals.Kind.CLIENT_AT_ITS_SHARE : Refusals.Kind.NO_PLACE);
    return transport == Transport.UDP ? null : ServfailAnswer.to(query, refusal.reason());
  }

  private void run(Query query, Places.Place place) {
    byte[] answer = null;
    try {
      place.occupy();
      answer = service.answer(query.packet, query.client, query.transport);
    } catch (RuntimeException | StackOverflowError e) {
      // Whatever a query or a server's reply has brought about, it ends with this query.
      log.warn("a query failed unexpectedly", e);
      answer = ServfailAnswer.to(query.packet, "");
    } finally {
      // From now on the thread waits for nobody but its client.
      place.leave();
      boolean gaveWay = Thread.interrupted();
      if (gaveWay) {
        refusals.count(Refusals.Kind.GAVE_WAY);
      }
      boolean silent = gaveWay && query.transport == Transport.UDP;
      deliver(query, !silent && isInTime(query) ? answer : null);
      leave();
    }
  }

  /**
   * Whether an answer to {@code query} is worth sending; waits until it is its turn. Stub resolvers
   * ask again after one to five seconds, and get from the cache what came too late (S41).
   */
  private boolean isInTime(Query query) {
    if (query.transport == Transport.TCP) {
      return true;
    }
    long left = longestWait - (time.nanos() - query.cameAt);
    long delay = left < 0 ? -1 : pace.delay(query.client.getAddress(), left);
    if (delay < 0) {
      refusals.count(Refusals.Kind.TOO_LATE);
      return false;
    }
    try {
      if (delay > 0) {
        time.sleep(delay);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void deliver(Query query, byte @Nullable [] answer) {
    try {
      query.reply.take(answer);
    } catch (RejectedExecutionException e) {
      log.warn("an answer came too late: the doors are closed", e);
    }
  }

  private void leave() {
    boolean last = count.decrementAndGet() == 0;
    // Read after counting: whoever began to wait before that has left the promise here.
    Tasks.Promise<Boolean> promise = noneLeft;
    if (last && promise != null) {
      promise.fill(true);
    }
  }
}
