package dev.xylem.listen;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The answer when there is no room or no way to make a better one: the query's header and question
 * with RCODE SERVFAIL (RFC 1035 §4.1.1).
 */
final class ServfailAnswer {
  private static final int HEADER = 12;
  private static final int QR = 0x80;
  private static final int OPCODE_AND_RD = 0x79;
  private static final int RA = 0x80;
  private static final int CD = 0x10;
  private static final int SERVFAIL = 2;

  private ServfailAnswer() {}

  /**
   * The answer to {@code query}; null for what is no query: answering answers makes loops (S42).
   */
  static byte @Nullable [] to(byte[] query) {
    if (query.length < HEADER || (query[2] & QR) != 0) {
      return null;
    }
    int end = endOfQuestion(query);
    byte[] answer = Arrays.copyOf(query, end);
    answer[2] = (byte) (QR | (query[2] & OPCODE_AND_RD));
    answer[3] = (byte) (RA | (query[3] & CD) | SERVFAIL);
    Arrays.fill(answer, 4, HEADER, (byte) 0);
    answer[5] = (byte) (end > HEADER ? 1 : 0);
    return answer;
  }

  /** The offset behind the only question; behind the header when there is no such thing. */
  private static int endOfQuestion(byte[] query) {
    int at = HEADER;
    while (at < query.length && query[at] > 0) {
      at += query[at] + 1;
    }
    boolean whole = at + 5 <= query.length && query[at] == 0;
    return whole && query[4] == 0 && query[5] == 1 ? at + 5 : HEADER;
  }
}
