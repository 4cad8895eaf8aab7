package dev.xylem.telemetry;

import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Transport;
import dev.xylem.runtime.Work;
import java.net.InetSocketAddress;

/** Is told of each query that was answered the long way, with the ledger that says how. */
@FunctionalInterface
public interface QueryObserver {

  /** A query and what is about to be answered. */
  record Answered(
      InetSocketAddress client, Transport transport, Question question, Rcode rcode, Work work) {

    /** Whether the client gets no answer to what it asked. */
    public boolean isFailure() {
      return !rcode.equals(Rcode.NOERROR) && !rcode.equals(Rcode.NXDOMAIN);
    }
  }

  /**
   * Called on the query's own thread, before its answer is sent; must not block. Returns what the
   * query's trace can be asked for by later; an empty text when it cannot.
   */
  String resolved(Answered query);

  /** Does not care. */
  static QueryObserver none() {
    return _ -> "";
  }

  /** Tells this one, too, after {@code first}, whose word for the trace counts. */
  default QueryObserver after(QueryObserver first) {
    return query -> {
      String id = first.resolved(query);
      resolved(query);
      return id;
    };
  }
}
