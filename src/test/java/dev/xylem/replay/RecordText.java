package dev.xylem.replay;

import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.EntryLexer;
import dev.xylem.dns.text.RdataText;
import dev.xylem.dns.text.Token;
import dev.xylem.dns.text.TtlText;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import java.util.ArrayList;
import java.util.List;

/** Records as scenarios write them: owner, TTL and class optional, type, RDATA. */
final class RecordText {
  /** What a record without TTL has. */
  private static final int TTL = 3600;

  private RecordText() {}

  /** The records of a section, gathered into RRsets just as the decoder does it. */
  static List<RrSet> rrSets(List<String> lines) {
    List<RrSet> single = new ArrayList<>();
    var lexer = new EntryLexer(String.join("\n", lines) + "\n");
    Name origin = Name.ROOT;
    dev.xylem.dns.text.Entry entry;
    while ((entry = lexer.next()) != null) {
      if (entry.tokens().getFirst().text().equals("$ORIGIN")) {
        origin = Name.of(entry.tokens().get(1).text());
      } else {
        single.add(record(entry.tokens(), origin));
      }
    }
    var message =
        new Message(
            Header.of(0, Flag.QR), Rcode.NOERROR, List.of(), single, List.of(), List.of(), null);
    byte[] packet = MessageEncoder.encode(message, MessageEncoder.MAX_MESSAGE_LENGTH);
    try {
      return MessageDecoder.decode(packet, packet.length).answer();
    } catch (FormatException e) {
      throw new IllegalArgumentException("records that do not encode: " + lines, e);
    }
  }

  private static RrSet record(List<Token> tokens, Name origin) {
    Name owner = Name.of(tokens.getFirst().text(), origin);
    int ttl = TTL;
    RrClass rrClass = RrClass.IN;
    int at = 1;
    while (!RrType.isMnemonic(tokens.get(at).text())) {
      String word = tokens.get(at++).text();
      if (TtlText.isInterval(word)) {
        ttl = (int) TtlText.parse(word);
      } else {
        rrClass = RrClass.of(word);
      }
    }
    RrType type = RrType.of(tokens.get(at).text());
    Rdata rdata = RdataText.parse(type, tokens.subList(at + 1, tokens.size()), origin);
    return new RrSet(owner, type, rrClass, ttl, RdataList.of(List.of(rdata)), RdataList.EMPTY);
  }
}
