package dev.xylem.listen;

import dev.xylem.dns.ExtendedError;
import dev.xylem.wire.HeaderPeek;
import dev.xylem.wire.QueryPeek;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
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

  /** Offset of the low octet of ARCOUNT. */
  private static final int ADDITIONAL_RECORDS = 11;

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

  /** As {@link #to(byte[])}; says why to a client that understands EDNS (RFC 8914). */
  static byte @Nullable [] to(byte[] query, String why) {
    byte[] plain = to(query);
    var peek = new QueryPeek();
    boolean edns =
        HeaderPeek.at(query, query.length) == HeaderPeek.ACCEPT
            && peek.read(query, query.length)
            && peek.hasEdns();
    if (plain == null || !edns) {
      return plain;
    }
    byte[] options = EdnsWire.options(new ExtendedError(ExtendedError.OTHER, why));
    ByteBuf answer = Unpooled.buffer(plain.length + EdnsWire.OPT_LENGTH + options.length);
    answer.writeBytes(plain).setByte(ADDITIONAL_RECORDS, 1);
    EdnsWire.writeOpt(answer, 0, peek.dnssecOk(), options);
    return ByteBufUtil.getBytes(answer);
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
