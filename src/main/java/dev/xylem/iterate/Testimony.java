package dev.xylem.iterate;

import dev.xylem.dns.Question;
import dev.xylem.runtime.Work;
import java.net.InetSocketAddress;

/**
 * Which servers have answered a question of this query. When validation does not believe what one
 * said, another is asked: some servers of a zone may be out of step, or lie (RFC 4035 §5.5).
 */
final class Testimony {
  private Testimony() {}

  private record Answered(Question question, InetSocketAddress server) {}

  private record Doubted(Question question) {}

  /** {@code server} has answered {@code question}. */
  static void heard(Question question, InetSocketAddress server, Work work) {
    work.tally(new Answered(question, server), 1);
  }

  /** What was heard of {@code question} so far is not believed. */
  static void doubt(Question question, Work work) {
    work.tally(new Doubted(question), 1);
  }

  /** Whether what was heard so far is not believed. */
  static boolean isDoubted(Question question, Work work) {
    return work.tally(new Doubted(question)) > 0;
  }

  /** Whether {@code server} has said what is not believed. */
  static boolean isDoubted(Question question, InetSocketAddress server, Work work) {
    return isDoubted(question, work) && work.tally(new Answered(question, server)) > 0;
  }
}
