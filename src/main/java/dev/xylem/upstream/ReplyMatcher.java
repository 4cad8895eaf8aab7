package dev.xylem.upstream;

import dev.xylem.dns.Cookies;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Opcode;
import dev.xylem.dns.Question;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.HeaderPeek;
import dev.xylem.wire.MessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a packet is the reply to a query (RFC 5452 §9): a whole, well-formed response of
 * the same id, opcode and question, its letter case included, and of the same client cookie if it
 * has any (RFC 7873 §5.3). A packet without question section matches nothing over UDP, whatever its
 * RCODE (S07).
 *
 * <p>The random letter case of the question has done its work once it was compared: it is folded in
 * the packet before that is decoded, so that it does not spread into the cache by way of compressed
 * names.
 */
public final class ReplyMatcher {
  private static final int QUESTION_AT = HeaderPeek.HEADER_LENGTH;

  private final int id;
  private final byte[] question;
  private final int nameLength;
  private final @Nullable EdnsOption cookie;

  /** Matches replies to {@code query}, which has one question. */
  public ReplyMatcher(Message query) {
    Question asked = query.question();
    Name name = asked.name();
    this.id = query.header().id();
    this.nameLength = name.length();
    this.cookie = Cookies.in(query.edns());
    this.question = new byte[nameLength + 4];
    name.copyTo(question, 0);
    question[nameLength] = (byte) (asked.type().code() >>> 8);
    question[nameLength + 1] = (byte) asked.type().code();
    question[nameLength + 2] = (byte) (asked.rrClass().code() >>> 8);
    question[nameLength + 3] = (byte) asked.rrClass().code();
  }

  /** Either the matching message or what was wrong. */
  public sealed interface Match {
    /** The reply. */
    record Good(Message message) implements Match {}

    /** Something else. */
    record Bad(Reply.Problem problem) implements Match {}
  }

  /** Judges a datagram; folds the letter case of its question. */
  public Match overUdp(byte[] packet, int length) {
    if (!isResponse(packet, length) || !hasQuestion(packet, length, Case.FOLDED)) {
      return new Match.Bad(Reply.Problem.OTHER);
    }
    if (!hasQuestion(packet, length, Case.EXACT)) {
      return new Match.Bad(Reply.Problem.LETTER_CASE);
    }
    Match match = decoded(packet, length);
    return match instanceof Match.Good(Message reply) && cookie != null
        ? withCookie(reply, cookie)
        : match;
  }

  /**
   * A wrong cookie is a guess, and none from a server that has given one may be (RFC 7873 §5.3).
   */
  private static Match withCookie(Message reply, EdnsOption ours) {
    EdnsOption theirs = Cookies.in(reply.edns());
    if (theirs == null) {
      return Cookies.hasServerPart(ours)
          ? new Match.Bad(Reply.Problem.NO_COOKIE)
          : new Match.Good(reply);
    }
    return Cookies.isWellFormed(theirs) && Cookies.haveSameClient(ours, theirs)
        ? new Match.Good(reply)
        : new Match.Bad(Reply.Problem.OTHER);
  }

  /**
   * As {@link #overUdp}, for a connection, where nobody can guess: neither letter case nor cookies
   * matter, and an error may come without its question, as servers older than EDNS send it.
   */
  public Match overTcp(byte[] packet, int length) {
    if (!isResponse(packet, length)) {
      return new Match.Bad(Reply.Problem.OTHER);
    }
    boolean bareError = u16(packet, 4) == 0 && HeaderPeek.header(packet).rcodeBits() != 0;
    return bareError || hasQuestion(packet, length, Case.FOLDED)
        ? decoded(packet, length)
        : new Match.Bad(Reply.Problem.OTHER);
  }

  private enum Case {
    EXACT,
    FOLDED
  }

  private boolean isResponse(byte[] packet, int length) {
    if (length < QUESTION_AT) {
      return false;
    }
    Header header = HeaderPeek.header(packet);
    return header.id() == id && header.has(Flag.QR) && header.opcode().equals(Opcode.QUERY);
  }

  private boolean hasQuestion(byte[] packet, int length, Case letterCase) {
    if (u16(packet, 4) != 1 || length < QUESTION_AT + question.length) {
      return false;
    }
    for (int i = 0; i < question.length; i++) {
      byte asked = question[i];
      byte echoed = packet[QUESTION_AT + i];
      boolean fold = letterCase == Case.FOLDED && i < nameLength;
      if (fold ? fold(asked) != fold(echoed) : asked != echoed) {
        return false;
      }
    }
    return true;
  }

  private Match decoded(byte[] packet, int length) {
    if (u16(packet, 4) == 1) {
      for (int i = QUESTION_AT; i < QUESTION_AT + nameLength; i++) {
        packet[i] = fold(packet[i]);
      }
    }
    try {
      return new Match.Good(MessageDecoder.decode(packet, length));
    } catch (FormatException e) {
      return new Match.Bad(Reply.Problem.OTHER);
    }
  }

  private static byte fold(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? (byte) (octet + 32) : octet;
  }

  private static int u16(byte[] octets, int at) {
    return (octets[at] & 0xFF) << 8 | octets[at + 1] & 0xFF;
  }
}
