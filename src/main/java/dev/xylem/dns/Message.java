package dev.xylem.dns;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole message (RFC 1035 §4.1). Sections hold RRsets in the order in which their first record
 * came; RRSIGs are attached to the RRset they cover when that is in the same section, and otherwise
 * stand as RRsets of type RRSIG.
 *
 * @param rcode all twelve bits; agrees with the header's four
 * @param edns the OPT record, null when the message has none
 */
public record Message(
    Header header,
    Rcode rcode,
    List<Question> questions,
    List<RrSet> answer,
    List<RrSet> authority,
    List<RrSet> additional,
    @Nullable Edns edns) {

  public Message {
    header = header.withRcode(rcode);
    questions = List.copyOf(questions);
    answer = List.copyOf(answer);
    authority = List.copyOf(authority);
    additional = List.copyOf(additional);
  }

  /** A query. */
  public static Message query(Header header, Question question, @Nullable Edns edns) {
    return new Message(
        header, Rcode.NOERROR, List.of(question), List.of(), List.of(), List.of(), edns);
  }

  /** A message without records. */
  public static Message empty(Header header, Rcode rcode, List<Question> questions) {
    return new Message(header, rcode, questions, List.of(), List.of(), List.of(), null);
  }

  /** The only question; call it only where the decoder has made sure that there is one. */
  public Question question() {
    return questions.getFirst();
  }

  public boolean has(Flag flag) {
    return header.has(flag);
  }

  /** Whether the DO bit is set (RFC 3225). */
  public boolean dnssecOk() {
    return edns != null && edns.dnssecOk();
  }

  public Message withHeader(Header newHeader) {
    return new Message(newHeader, rcode, questions, answer, authority, additional, edns);
  }

  public Message withEdns(@Nullable Edns newEdns) {
    return new Message(header, rcode, questions, answer, authority, additional, newEdns);
  }
}
