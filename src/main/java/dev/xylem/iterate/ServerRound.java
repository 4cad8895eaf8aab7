package dev.xylem.iterate;

import dev.xylem.dns.Message;
import dev.xylem.dns.Question;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.Work;
import dev.xylem.upstream.Reply;
import org.jspecify.annotations.Nullable;

/**
 * Asks the servers of one zone one question, one server after the other, until what one of them
 * says is of use.
 */
final class ServerRound {
  private final ServerExchange exchange;
  private final ServerSelection servers;
  private final Work work;
  private final long until;
  private final Troubles troubles = new Troubles();

  ServerRound(ServerExchange exchange, ServerSelection servers, Work work) {
    this(exchange, servers, work, Long.MAX_VALUE);
  }

  /**
   * @param until nanoseconds of the query's time after which no other server is asked
   */
  ServerRound(ServerExchange exchange, ServerSelection servers, Work work, long until) {
    this.until = until;
    this.exchange = exchange;
    this.servers = servers;
    this.work = work;
  }

  /** Decides what to make of a server's reply. */
  interface Judge<R> {

    /** What it comes to; null to ask the next server, when {@link Troubles} have been told why. */
    @Nullable R judge(Message reply, ServerSelection.Candidate server, Troubles troubles);
  }

  /** What {@code judge} made of the first reply of use; null when no server gave one. */
  <R> @Nullable R ask(Question question, ServerExchange.Manner manner, Judge<R> judge) {
    servers.begin(question);
    ServerSelection.Candidate server;
    while (work.nanosGone() < until && (server = servers.next(work)) != null) {
      work.spend(Limit.STEPS);
      if (Testimony.isDoubted(question, server.key(), work)) {
        server.disqualify();
        continue;
      }
      Reply reply = exchange.ask(server, question, manner, work);
      if (reply instanceof Reply.Received received) {
        R result = judge.judge(received.message(), server, troubles);
        if (result != null) {
          server.helped(work);
          Testimony.heard(question, server.key(), work);
          return result;
        }
        server.disqualify();
      } else {
        troubles.noReply(server.address(), reply);
      }
    }
    return null;
  }

  /** What went wrong with the servers that were of no use. */
  Troubles troubles() {
    return troubles;
  }
}
