package dev.xylem.dns.text;

import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Message;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrSet;
import java.util.List;
import java.util.Locale;

/** A message as {@code dig +nosplit} prints it, without the lines about how it came. */
public final class MessageText {
  private MessageText() {}

  /** The whole message; every line ends in a line feed. */
  public static String format(Message message) {
    var text = new StringBuilder(512);
    appendHeader(text, message);
    Edns edns = message.edns();
    if (edns != null) {
      text.append("\n;; OPT PSEUDOSECTION:\n");
      EdnsText.append(text, edns);
    } else {
      text.append('\n');
    }
    appendQuestions(text, message.questions());
    appendSection(text, "ANSWER", message.answer());
    appendSection(text, "AUTHORITY", message.authority());
    appendSection(text, "ADDITIONAL", message.additional());
    return text.toString();
  }

  private static void appendHeader(StringBuilder text, Message message) {
    text.append(";; ->>HEADER<<- opcode: ").append(message.header().opcode());
    text.append(", status: ").append(message.rcode());
    text.append(", id: ").append(message.header().id()).append("\n;; flags:");
    for (Flag flag : Flag.values()) {
      if (message.has(flag) && flag != Flag.Z) {
        text.append(' ').append(flag.name().toLowerCase(Locale.ROOT));
      }
    }
    text.append("; QUERY: ").append(message.questions().size());
    text.append(", ANSWER: ").append(records(message.answer()));
    text.append(", AUTHORITY: ").append(records(message.authority()));
    int opt = message.edns() == null ? 0 : 1;
    text.append(", ADDITIONAL: ").append(records(message.additional()) + opt).append('\n');
  }

  private static void appendQuestions(StringBuilder text, List<Question> questions) {
    if (questions.isEmpty()) {
      return;
    }
    text.append(";; QUESTION SECTION:\n");
    for (Question question : questions) {
      var line = new StringBuilder(question.name().toString());
      int column = RrSetText.indent(line, line.length(), RrSetText.CLASS_COLUMN);
      line.append(question.rrClass());
      RrSetText.indent(
          line, column + question.rrClass().toString().length(), RrSetText.TYPE_COLUMN);
      text.append(';').append(line.append(question.type())).append('\n');
    }
    text.append('\n');
  }

  private static void appendSection(StringBuilder text, String name, List<RrSet> sets) {
    if (sets.isEmpty()) {
      return;
    }
    text.append(";; ").append(name).append(" SECTION:\n");
    for (RrSet set : sets) {
      text.append(RrSetText.format(set));
    }
    text.append('\n');
  }

  private static int records(List<RrSet> sets) {
    return sets.stream().mapToInt(set -> set.records().size() + set.signatures().size()).sum();
  }
}
