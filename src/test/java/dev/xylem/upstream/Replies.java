package dev.xylem.upstream;

import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.wire.MessageEncoder;
import java.util.List;

/** A query, the right reply to it, and forgeries. */
final class Replies {
  static final Message QUERY =
      Message.query(
          Header.of(0x4711), new Question(Name.of("wWw.eXample."), RrType.A), Edns.plain());
  static final Rdata HONEST = Rdata.of(new byte[] {(byte) 192, 0, 2, 1});
  static final Rdata FORGED = Rdata.of(new byte[] {(byte) 203, 0, 113, 66});

  private Replies() {}

  static byte[] right() {
    return MessageEncoder.encode(reply(HONEST), 65_535);
  }

  /** As the right one, but with another address. */
  static byte[] forged() {
    return MessageEncoder.encode(reply(FORGED), 65_535);
  }

  /** The forgery with the octet at {@code at} changed to {@code value}. */
  static byte[] forged(int at, int value) {
    byte[] packet = forged();
    packet[at] = (byte) value;
    return packet;
  }

  /** The forgery for another question. */
  static byte[] forgedFor(Question... questions) {
    Message reply = reply(FORGED);
    return MessageEncoder.encode(
        new Message(
            reply.header(),
            reply.rcode(),
            List.of(questions),
            reply.answer(),
            List.of(),
            List.of(),
            null),
        65_535);
  }

  /** The forgery, with so many octets in all. */
  static byte[] forgedOf(int octets) {
    Message reply = reply(FORGED);
    byte[] text = new byte[octets - forged().length - 11];
    for (int at = 0; at < text.length; at += text[at] + 1) {
      text[at] = (byte) Math.min(100, text.length - at - 1);
    }
    RrSet filler = RrSet.of(Name.ROOT, RrType.TXT, 1, Rdata.of(text));
    return MessageEncoder.encode(
        new Message(
            reply.header(),
            reply.rcode(),
            reply.questions(),
            reply.answer(),
            List.of(),
            List.of(filler),
            reply.edns()),
        65_535);
  }

  static boolean isRight(Message message) {
    return message.answer().getFirst().records().first().equals(HONEST);
  }

  private static Message reply(Rdata address) {
    return new Message(
        QUERY.header().with(Flag.QR).with(Flag.AA),
        Rcode.NOERROR,
        QUERY.questions(),
        List.of(RrSet.of(QUERY.question().name(), RrType.A, 60, address)),
        List.of(),
        List.of(),
        Edns.plain());
  }
}
