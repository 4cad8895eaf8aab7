package dev.xylem.upstream;

import dev.xylem.dns.Flag;
import dev.xylem.dns.Message;
import dev.xylem.dns.Opcode;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a packet is the reply to a query (RFC 5452 §9): a whole, well-formed response of
 * the same id, opcode and question, its letter case included. A packet without question section
 * matches nothing over UDP, whatever its RCODE (S07).
 */
final class ReplyMatcher {
  private final Message query;

  ReplyMatcher(Message query) {
    this.query = query;
  }

  /** Either the matching message or what was wrong. */
  sealed interface Match {
    record Good(Message message) implements Match {}

    record Bad(Reply.Problem problem) implements Match {}
  }

  Match overUdp(byte[] packet, int length) {
    Message message = decode(packet, length);
    if (message == null || message.questions().size() != 1) {
      return new Match.Bad(Reply.Problem.OTHER);
    }
    Question asked = query.question();
    Question echoed = message.question();
    if (!echoed.equals(asked)) {
      return new Match.Bad(Reply.Problem.OTHER);
    }
    return echoed.name().equalsInCase(asked.name())
        ? new Match.Good(message)
        : new Match.Bad(Reply.Problem.LETTER_CASE);
  }

  /**
   * As {@link #overUdp}, for a connection, where nobody can guess: letter case does not matter, and
   * an error may come without its question, as servers older than EDNS send it.
   */
  Match overTcp(byte[] packet, int length) {
    Message message = decode(packet, length);
    if (message == null) {
      return new Match.Bad(Reply.Problem.OTHER);
    }
    boolean bareError = message.questions().isEmpty() && !message.rcode().equals(Rcode.NOERROR);
    boolean same = message.questions().size() == 1 && message.question().equals(query.question());
    return same || bareError ? new Match.Good(message) : new Match.Bad(Reply.Problem.OTHER);
  }

  private @Nullable Message decode(byte[] packet, int length) {
    if (length < 2 || ((packet[0] & 0xFF) << 8 | packet[1] & 0xFF) != query.header().id()) {
      return null;
    }
    try {
      Message message = MessageDecoder.decode(packet, length);
      boolean response = message.has(Flag.QR) && message.header().opcode().equals(Opcode.QUERY);
      return response ? message : null;
    } catch (FormatException e) {
      return null;
    }
  }
}
