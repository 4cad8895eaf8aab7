package dev.xylem.replay;

import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RdataLayout;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.Entry;
import dev.xylem.dns.text.EntryLexer;
import dev.xylem.dns.text.RecordText;
import dev.xylem.dns.text.Token;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The records of a scenario's section. */
final class SectionText {
  /** A quote left behind where a signature was pasted; nothing can follow the padding. */
  private static final Pattern BEHIND_BASE64 = Pattern.compile("='[ \t]*$", Pattern.MULTILINE);

  private final EntryLexer lexer;

  SectionText(List<String> lines) {
    String text = String.join("\n", lines) + "\n";
    this.lexer = new EntryLexer(BEHIND_BASE64.matcher(text).replaceAll("="));
  }

  /** Which of the lines was read last, from 1, also when reading it failed. */
  int line() {
    return lexer.entryLine();
  }

  /** The records of a section, gathered into RRsets just as the decoder does it. */
  List<RrSet> rrSets() {
    List<RrSet> single = new ArrayList<>();
    List<RrSet> malformed = new ArrayList<>();
    Name origin = Name.ROOT;
    Entry entry;
    while ((entry = lexer.next()) != null) {
      if (entry.tokens().getFirst().text().equals("$ORIGIN")) {
        origin = Name.of(entry.tokens().get(1).text());
        continue;
      }
      RrSet generic = generic(entry.tokens(), origin);
      if (generic != null && !fits(generic)) {
        malformed.add(generic);
      } else {
        single.add(RecordText.parse(entry.tokens(), origin));
      }
    }
    var message =
        new Message(
            Header.of(0, Flag.QR), Rcode.NOERROR, List.of(), single, List.of(), List.of(), null);
    byte[] packet = MessageEncoder.encode(message, MessageEncoder.MAX_MESSAGE_LENGTH);
    try {
      List<RrSet> rrSets = new ArrayList<>(MessageDecoder.decode(packet, packet.length).answer());
      rrSets.addAll(malformed);
      return rrSets;
    } catch (FormatException e) {
      throw new IllegalArgumentException("records that do not encode", e);
    }
  }

  /** The record whose RDATA is written in octets (RFC 3597 §5), whatever they are; else null. */
  private static @Nullable RrSet generic(List<Token> tokens, Name origin) {
    int octets = 0;
    while (octets < tokens.size() && !tokens.get(octets).text().equals("\\#")) {
      octets++;
    }
    if (octets == 0 || octets == tokens.size()) {
      return null;
    }
    // A type that nobody knows has no form that the octets could miss.
    List<Token> unknown = new ArrayList<>(tokens);
    unknown.set(octets - 1, EntryLexer.tokens("TYPE65280").getFirst());
    RrSet read = RecordText.parse(unknown, origin);
    RrType type = RrType.of(tokens.get(octets - 1).text());
    return RrSet.of(read.owner(), type, read.ttl(), read.records().first())
        .withClass(read.rrClass());
  }

  private static boolean fits(RrSet rrSet) {
    try {
      RdataLayout.check(rrSet.type(), rrSet.records().first());
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
