package dev.xylem.sim;

import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Opcode;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrType;
import dev.xylem.wire.MessageEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A packet that would like to be the reply to a query and is not (S01, S06, S07). */
enum Forgery {
  WRONG_ID,
  WRONG_ID_SERVFAIL,
  WRONG_ID_TRUNCATED,
  QR_CLEAR,
  OTHER_OPCODE,
  NO_QUESTION,
  NO_QUESTION_REFUSED,
  TWO_QUESTIONS,
  OTHER_NAME,
  OTHER_TYPE,
  OTHER_CLASS,
  EMPTY,
  CUT_HEADER,
  HEADER_ONLY,
  CUT_MESSAGE,
  TRAILING_OCTETS,
  JUNK;

  private static final int HEADER_LENGTH = 12;

  /** The forgery for {@code query}: complete, with lies in every section, but for one fault. */
  byte[] of(Message query, Poison poison) {
    Question asked = query.question();
    Header header = query.header().with(Flag.QR).with(Flag.AA);
    List<Question> questions = List.of(asked);
    Rcode rcode = Rcode.NOERROR;
    switch (this) {
      case WRONG_ID -> header = header.withId(header.id() ^ 0x5a5a);
      case WRONG_ID_TRUNCATED -> header = header.withId(header.id() ^ 1).with(Flag.TC);
      case WRONG_ID_SERVFAIL -> {
        header = header.withId(header.id() ^ 0x8000);
        rcode = Rcode.SERVFAIL;
      }
      case QR_CLEAR -> header = header.without(Flag.QR);
      case OTHER_OPCODE -> header = header.withOpcode(Opcode.NOTIFY);
      case NO_QUESTION -> questions = List.of();
      case NO_QUESTION_REFUSED -> {
        questions = List.of();
        rcode = Rcode.REFUSED;
      }
      case TWO_QUESTIONS -> questions = List.of(asked, asked);
      case OTHER_NAME -> questions = List.of(asked.withName(Name.of("www.elsewhere.")));
      case OTHER_TYPE -> {
        RrType other = asked.type().equals(RrType.A) ? RrType.AAAA : RrType.A;
        questions = List.of(new Question(asked.name(), other));
      }
      case OTHER_CLASS -> questions = List.of(new Question(asked.name(), asked.type(), RrClass.CH));
      default -> {}
    }
    Message lie = poison.added(poison.instead(Message.query(header, asked, Edns.plain())));
    return mangled(
        MessageEncoder.encode(
            new Message(
                header.withRcode(rcode),
                rcode,
                questions,
                lie.answer(),
                lie.authority(),
                lie.additional(),
                lie.edns()),
            Edns.SAFE_UDP_SIZE));
  }

  private byte[] mangled(byte[] packet) {
    return switch (this) {
      case EMPTY -> new byte[0];
      case CUT_HEADER -> Arrays.copyOf(packet, 7);
      case HEADER_ONLY -> Arrays.copyOf(packet, HEADER_LENGTH);
      case CUT_MESSAGE -> Arrays.copyOf(packet, packet.length - 3);
      case TRAILING_OCTETS -> Arrays.copyOf(packet, packet.length + 2);
      case JUNK -> "SSH-2.0-not a name server\r\n".getBytes(StandardCharsets.US_ASCII);
      default -> packet;
    };
  }
}
