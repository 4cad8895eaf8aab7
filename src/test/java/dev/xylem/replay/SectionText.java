package dev.xylem.replay;

import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.text.EntryLexer;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import java.util.ArrayList;
import java.util.List;

/** The records of a scenario's section. */
final class SectionText {
  private SectionText() {}

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
        single.add(dev.xylem.dns.text.RecordText.parse(entry.tokens(), origin));
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
}
