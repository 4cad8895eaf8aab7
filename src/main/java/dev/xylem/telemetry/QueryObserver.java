package dev.xylem.telemetry;

import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.runtime.Work;
import java.net.InetSocketAddress;

/** Is told of each query that was answered the long way, with the ledger that says how. */
@FunctionalInterface
public interface QueryObserver {

  /** Called on the query's own thread, before its answer is sent; must not block. */
  void resolved(InetSocketAddress client, Question question, Rcode rcode, Work work);

  /** Does not care. */
  static QueryObserver none() {
    return (_, _, _, _) -> {};
  }
}
