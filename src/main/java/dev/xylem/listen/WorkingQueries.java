package dev.xylem.listen;

import dev.xylem.dns.Transport;
import dev.xylem.runtime.Tasks;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The queries being resolved, of all clients and doors: each on a virtual thread, and no more of
 * them than the settings allow, so that slow servers cannot fill our memory (S43b).
 */
final class WorkingQueries {

  /** Takes the answer, on the query's own thread; null when there is none to be sent. */
  interface Reply {
    void take(byte @Nullable [] answer);
  }

  private final QueryService service;
  private final Tasks tasks;
  private final int most;
  private final SeldomLog log;
  private final AtomicInteger count = new AtomicInteger();
  private volatile Tasks.@Nullable Promise<Boolean> noneLeft;

  WorkingQueries(QueryService service, Tasks tasks, int most, SeldomLog log) {
    this.service = service;
    this.tasks = tasks;
    this.most = most;
    this.log = log;
  }

  /** Starts to resolve {@code query}; false when there are too many, and nothing was started. */
  boolean start(byte[] query, InetSocketAddress client, Transport transport, Reply reply) {
    if (count.incrementAndGet() > most) {
      leave();
      return false;
    }
    tasks.start("query", () -> run(query, client, transport, reply));
    return true;
  }

  /** How many there are. */
  int count() {
    return count.get();
  }

  /** Waits up to {@code nanos} nanoseconds until there are none. */
  void awaitNone(long nanos) throws InterruptedException {
    Tasks.Promise<Boolean> promise = tasks.promise();
    noneLeft = promise;
    if (count.get() > 0) {
      promise.await(nanos);
    }
  }

  private void run(byte[] query, InetSocketAddress client, Transport transport, Reply reply) {
    byte[] answer = null;
    try {
      answer = service.answer(query, client, transport);
    } catch (RuntimeException | StackOverflowError e) {
      // Whatever a query or a server's reply has brought about, it ends with this query.
      log.warn("a query failed unexpectedly", e);
      answer = ServfailAnswer.to(query);
    } finally {
      deliver(answer, reply);
      leave();
    }
  }

  private void deliver(byte @Nullable [] answer, Reply reply) {
    try {
      reply.take(answer);
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
