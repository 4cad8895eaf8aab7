package dev.xylem.upstream;

import dev.xylem.dns.Message;
import dev.xylem.dns.Transport;
import org.jspecify.annotations.Nullable;

/** How an exchange ended. */
public sealed interface Reply {

  /** Octets received, matching or not. */
  int octets();

  /**
   * A message that matches the query in id, question and everything else that can be checked, and
   * nothing that did not match before it.
   */
  record Received(Message message, Transport transport, long nanos, int octets) implements Reply {}

  /**
   * Something that does not match the query came from the server's address: perhaps someone guesses
   * (S05), perhaps the server is broken (S06).
   *
   * @param mismatches how many such packets
   * @param matching the reply that matched after them, if one came in time
   * @param problem what was wrong with the worst of them
   */
  record Contested(int mismatches, @Nullable Received matching, Problem problem, int octets)
      implements Reply {}

  /** Nothing came in time. */
  record Silence(int octets) implements Reply {}

  /**
   * The network refused: connection refused, no route, no such address family.
   *
   * @param refused whether it was the server's machine that said so, to which there is then a way
   */
  record Unreachable(String reason, boolean refused, int octets) implements Reply {

    /** Nothing says that the server's machine was reached. */
    public Unreachable(String reason, int octets) {
      this(reason, false, octets);
    }
  }

  /**
   * Nothing was asked: as many queries as may are waiting for the server already, or for its zone,
   * or there is no socket to ask with; {@code why} says which. Says nothing of the server.
   */
  record NotAsked(String why) implements Reply {
    @Override
    public int octets() {
      return 0;
    }
  }

  /** What was wrong with a packet that did not match; the worse come later. */
  enum Problem {
    /** Only the letter case of the question's name. */
    LETTER_CASE,
    /** Only that there is no cookie, of a server that has given one (RFC 7873 §5.3). */
    NO_COOKIE,
    /** Anything else. */
    OTHER
  }
}
