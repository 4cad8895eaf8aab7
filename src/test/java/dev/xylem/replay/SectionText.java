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
import java.util.regex.Pattern;

/** The records of a scenario's section. */
final class SectionText {
  /** A quote left behind where a signature was pasted; nothing can follow the padding. */
  private static final Pattern BEHIND_BASE64 = Pattern.compile("='[ \t]*$", Pattern.MULTILINE);

  private SectionText() {}

  /** The records of a section, gathered into RRsets just as the decoder does it. */
  static List<RrSet> rrSets(List<String> lines) {
    List<RrSet> single = new ArrayList<>();
    var lexer =
        new EntryLexer(BEHIND_BASE64.matcher(String.join("\n", lines)).replaceAll("=") + "\n");
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
