package dev.xylem.replay;

import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Opcode;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.replay.Scenario.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the messages of a scenario, each with how it is compared and adjusted. */
final class EntryParser {
  private static final Set<String> MATCHES =
      Set.of(
          "opcode",
          "qtype",
          "qclass",
          "qname",
          "subdomain",
          "question",
          "answer",
          "rcode",
          "all",
          "all_noedns",
          "ttl",
          "DO",
          "noedns",
          "UDP",
          "TCP",
          "ednsdata",
          "client_cookie",
          "server_cookie");
  private static final Set<String> ADJUSTMENTS =
      Set.of(
          "copy_id",
          "copy_query",
          "copy_ednsdata_assume_clientsubnet",
          "increment_ecs_scope",
          "do_not_answer");
  private static final Map<String, Opcode> OPCODES =
      Map.of("QUERY", Opcode.QUERY, "NOTIFY", Opcode.NOTIFY);
  private static final Set<String> SECTIONS =
      Set.of("QUESTION", "ANSWER", "AUTHORITY", "ADDITIONAL");
  private static final Set<String> CLASSES = Set.of("IN", "CH", "HS", "ANY", "NONE");

  private final Lines lines;
  private String origin = ".";

  EntryParser(Lines lines) {
    this.lines = lines;
  }

  /** Names without a final dot end in {@code name} from now on. */
  void origin(String name) {
    origin = Name.of(name, Name.of(origin)).toString();
  }

  /** A line with its number. */
  private record Numbered(int number, String text) {}

  /** What one message is made of while it is being read. */
  private static final class Draft {
    private final Set<String> flags = new LinkedHashSet<>();
    private final Map<String, List<Numbered>> sections = new HashMap<>();
    private @Nullable List<EdnsOption> options;
    private String section = "";
  }

  /** The entry whose ENTRY_BEGIN has been read. */
  Entry entry() {
    Set<String> match = new LinkedHashSet<>();
    Set<String> adjust = new LinkedHashSet<>();
    List<Draft> drafts = new ArrayList<>(List.of(new Draft()));
    byte[] raw = null;
    while (lines.hasNext()) {
      String line = lines.next();
      List<String> words = Lines.wordsOf(line);
      List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
      switch (words.isEmpty() ? "" : words.getFirst()) {
        case "" -> {}
        case "ENTRY_END" -> {
          List<Message> messages = drafts.stream().map(this::message).toList();
          Set<String> flags = drafts.getFirst().flags;
          List<Message> more = messages.subList(1, messages.size());
          return new Entry(match, adjust, flags, messages.getFirst(), raw, more);
        }
        case "MATCH" -> rest.forEach(word -> match.add(known(word, MATCHES, "serial=", "ede=")));
        case "ADJUST" ->
            rest.forEach(word -> adjust.add(known(word, ADJUSTMENTS, "sleep=", "packet_sleep=")));
        case "HEX_ANSWER_BEGIN" -> raw = hex("HEX_ANSWER_END");
        case "EXTRA_PACKET" -> drafts.add(new Draft());
        default -> take(words, line, drafts.getLast());
      }
    }
    throw new IllegalArgumentException("ENTRY_END is missing");
  }

  private void take(List<String> words, String line, Draft draft) {
    switch (words.getFirst()) {
      case "REPLY" -> draft.flags.addAll(words.subList(1, words.size()));
      case "SECTION" -> draft.section = known(words.get(1), SECTIONS);
      case "HEX_EDNSDATA_BEGIN" -> draft.options = options(hex("HEX_EDNSDATA_END"));
      case "$ORIGIN" -> {
        origin(words.get(1));
        add("$ORIGIN " + origin, draft);
      }
      default -> add(line, draft);
    }
  }

  private void add(String line, Draft draft) {
    draft
        .sections
        .computeIfAbsent(
            draft.section, _ -> new ArrayList<>(List.of(numbered("$ORIGIN " + origin))))
        .add(numbered(line));
  }

  private Numbered numbered(String line) {
    return new Numbered(lines.number(), line);
  }

  private static String known(String word, Set<String> words, String... prefixes) {
    boolean known = words.contains(word);
    for (String prefix : prefixes) {
      known |= word.startsWith(prefix);
    }
    if (!known) {
      throw new IllegalArgumentException("unknown word " + word);
    }
    return word;
  }

  private byte[] hex(String end) {
    var digits = new StringBuilder();
    for (String line : lines.until(end)) {
      digits.append(line.replaceFirst(";.*", "").replaceAll("\\s", ""));
    }
    return HexFormat.of().parseHex(digits);
  }

  private static List<EdnsOption> options(byte[] octets) {
    List<EdnsOption> options = new ArrayList<>();
    Rdata data = Rdata.of(octets);
    for (int at = 0; at < octets.length; at += 4 + data.u16(at + 2)) {
      int end = at + 4 + data.u16(at + 2);
      options.add(new EdnsOption(data.u16(at), Rdata.of(octets, at + 4, end)));
    }
    return options;
  }

  private Message message(Draft draft) {
    Header header = Header.of(0);
    Rcode rcode = Rcode.NOERROR;
    for (String word : draft.flags) {
      Flag flag = flag(word);
      if (flag != null) {
        header = header.with(flag);
      } else if (OPCODES.containsKey(word)) {
        header = header.withOpcode(OPCODES.get(word));
      } else if (!word.equals("DO")) {
        rcode = rcode(word);
      }
    }
    List<Question> questions = new ArrayList<>();
    for (Numbered line : draft.sections.getOrDefault("QUESTION", List.of())) {
      if (!line.text().startsWith("$")) {
        questions.add(question(line));
      }
    }
    List<EdnsOption> options = draft.options == null ? List.of() : draft.options;
    boolean edns = draft.flags.contains("DO") || draft.options != null;
    return new Message(
        header,
        rcode,
        questions,
        records(draft, "ANSWER"),
        records(draft, "AUTHORITY"),
        records(draft, "ADDITIONAL"),
        edns ? new Edns(4096, 0, draft.flags.contains("DO"), options) : null);
  }

  private static @Nullable Flag flag(String word) {
    for (Flag flag : Flag.values()) {
      if (flag.name().equals(word)) {
        return flag;
      }
    }
    return null;
  }

  private static Rcode rcode(String word) {
    for (int code = 0; code < 24; code++) {
      Rcode rcode = new Rcode(code);
      if (rcode.toString().equals(word)) {
        return rcode;
      }
    }
    return switch (word) {
      case "NOTIMPL" -> Rcode.NOTIMP;
      default -> throw new IllegalArgumentException("unknown word " + word);
    };
  }

  private Question question(Numbered line) {
    try {
      return question(Lines.wordsOf(line.text()));
    } catch (RuntimeException e) {
      throw MalformedScenario.at(line.number(), e);
    }
  }

  private Question question(List<String> words) {
    boolean classFirst = words.size() == 3 && CLASSES.contains(words.get(1));
    RrClass rrClass = words.size() == 3 ? RrClass.of(words.get(classFirst ? 1 : 2)) : RrClass.IN;
    return new Question(
        Name.of(words.getFirst(), Name.of(origin)),
        RrType.of(words.get(classFirst ? 2 : 1)),
        rrClass);
  }

  private static List<RrSet> records(Draft draft, String section) {
    List<Numbered> found = draft.sections.getOrDefault(section, List.of());
    var text = new SectionText(found.stream().map(Numbered::text).toList());
    try {
      return text.rrSets();
    } catch (RuntimeException e) {
      throw MalformedScenario.at(found.get(text.line() - 1).number(), e);
    }
  }
}
