package dev.xylem.replay;

import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Opcode;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.replay.Scenario.Entry;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@code .rpl} file. */
final class ScenarioParser {
  private final Deque<String> lines = new ArrayDeque<>();

  private ScenarioParser(String text) {
    text.lines().map(ScenarioParser::withoutComment).forEach(lines::add);
  }

  /**
   * @throws IllegalArgumentException when the file is not as it should be
   */
  static Scenario parse(String text) {
    return new ScenarioParser(text).scenario();
  }

  private Scenario scenario() {
    List<Scenario.Option> options = head();
    String title = "";
    List<Scenario.Range> ranges = new ArrayList<>();
    List<Scenario.Step> steps = new ArrayList<>();
    while (!lines.isEmpty()) {
      String line = lines.remove().strip();
      if (line.startsWith("SCENARIO_BEGIN")) {
        title = line.substring("SCENARIO_BEGIN".length()).strip();
      } else if (line.startsWith("RANGE_BEGIN")) {
        ranges.add(range(words(line)));
      } else if (line.startsWith("STEP")) {
        steps.add(step(words(line)));
      }
    }
    return new Scenario(title, options, ranges, steps);
  }

  private List<Scenario.Option> head() {
    List<Scenario.Option> options = new ArrayList<>();
    String clause = "server";
    int number = 0;
    while (!lines.isEmpty()) {
      String line = lines.remove().strip();
      if (line.equals("CONFIG_END")) {
        return options;
      }
      if (line.startsWith("AUTOTRUST_FILE")) {
        options.add(new Scenario.Option("server", number, "AUTOTRUST_FILE", line));
      }
      if (line.startsWith("AUTOTRUST_FILE") || line.startsWith("TEMPFILE_CONTENTS")) {
        String end = line.split("_")[0] + "_END";
        while (!lines.isEmpty() && !lines.remove().strip().equals(end)) {
          // The file's content belongs to an option that names it, which is skipped by that name.
        }
        continue;
      }
      for (String[] pair : pairs(line)) {
        if (pair[1].isEmpty()) {
          clause = pair[0];
          number++;
        } else {
          options.add(new Scenario.Option(clause, number, pair[0], pair[1]));
        }
      }
    }
    throw new IllegalArgumentException("CONFIG_END is missing");
  }

  /** The keys of a line and their values; a key without value begins a clause. */
  private static List<String[]> pairs(String line) {
    List<String[]> pairs = new ArrayList<>();
    for (String word : words(line)) {
      if (word.matches("[a-z][a-z0-9-]*:")) {
        pairs.add(new String[] {word.substring(0, word.length() - 1), ""});
      } else if (!pairs.isEmpty()) {
        String[] last = pairs.getLast();
        last[1] = (last[1] + " " + word).strip().replaceAll("^\"|\"$", "");
      }
    }
    return pairs;
  }

  private Scenario.Range range(List<String> words) {
    int from = Integer.parseInt(words.get(1));
    int to = Integer.parseInt(words.get(2));
    InetAddress address = null;
    List<Entry> entries = new ArrayList<>();
    while (!lines.isEmpty()) {
      List<String> next = words(lines.remove());
      if (next.isEmpty()) {
        continue;
      }
      switch (next.getFirst()) {
        case "RANGE_END" -> {
          return new Scenario.Range(from, to, address, entries);
        }
        case "ADDRESS" -> address = IpPrefix.address(next.get(1));
        case "ENTRY_BEGIN" -> entries.add(entry());
        default -> throw new IllegalArgumentException("in a range: " + next);
      }
    }
    throw new IllegalArgumentException("RANGE_END is missing");
  }

  private Scenario.Step step(List<String> words) {
    int number = Integer.parseInt(words.get(1));
    String type = words.get(2);
    InetAddress address = null;
    String arguments = String.join(" ", words.subList(3, words.size()));
    int at = words.indexOf("ADDRESS");
    if (at > 0) {
      address = IpPrefix.address(words.get(at + 1));
    }
    Entry entry = null;
    Set<String> withEntry = Set.of("QUERY", "CHECK_ANSWER", "CHECK_OUT_QUERY", "REPLY");
    while (withEntry.contains(type) && !lines.isEmpty() && entry == null) {
      List<String> next = words(lines.remove());
      if (!next.isEmpty() && next.getFirst().equals("ENTRY_BEGIN")) {
        entry = entry();
      } else if (next.size() == 2 && next.getFirst().equals("ADDRESS")) {
        address = IpPrefix.address(next.get(1));
      }
    }
    return new Scenario.Step(number, type, arguments, address, entry);
  }

  private Entry entry() {
    Set<String> match = new LinkedHashSet<>();
    Set<String> adjust = new LinkedHashSet<>();
    Set<String> flags = new LinkedHashSet<>();
    var sections = new HashMap<String, List<String>>();
    byte[] raw = null;
    String section = "";
    while (!lines.isEmpty()) {
      String line = lines.remove();
      List<String> words = words(line);
      if (words.isEmpty()) {
        continue;
      }
      switch (words.getFirst()) {
        case "ENTRY_END" -> {
          return new Entry(match, adjust, flags, message(flags, sections), raw);
        }
        case "MATCH" -> match.addAll(words.subList(1, words.size()));
        case "ADJUST" -> adjust.addAll(words.subList(1, words.size()));
        case "REPLY" -> flags.addAll(words.subList(1, words.size()));
        case "SECTION" -> section = words.get(1);
        case "HEX_ANSWER_BEGIN" -> raw = hex("HEX_ANSWER_END");
        case "HEX_EDNSDATA_BEGIN" -> hex("HEX_EDNSDATA_END");
        case "EXTRA_PACKET" -> throw new IllegalArgumentException("EXTRA_PACKET");
        default -> sections.computeIfAbsent(section, _ -> new ArrayList<>()).add(line);
      }
    }
    throw new IllegalArgumentException("ENTRY_END is missing");
  }

  private byte[] hex(String end) {
    var digits = new StringBuilder();
    String line;
    while (!(line = lines.remove().strip()).equals(end)) {
      digits.append(line.replaceAll("\\s", ""));
    }
    return HexFormat.of().parseHex(digits);
  }

  private static Message message(Set<String> flags, Map<String, List<String>> sections) {
    Header header = Header.of(0);
    for (Flag flag : Flag.values()) {
      header = flags.contains(flag.name()) ? header.with(flag) : header;
    }
    header = flags.contains("NOTIFY") ? header.withOpcode(Opcode.NOTIFY) : header;
    List<Question> questions = new ArrayList<>();
    for (String line : sections.getOrDefault("QUESTION", List.of())) {
      questions.add(question(words(line)));
    }
    Edns edns = flags.contains("DO") ? new Edns(4096, 0, true, List.of()) : null;
    return new Message(
        header,
        rcode(flags),
        questions,
        records(sections.get("ANSWER")),
        records(sections.get("AUTHORITY")),
        records(sections.get("ADDITIONAL")),
        edns);
  }

  private static Question question(List<String> words) {
    Set<String> classes = Set.of("IN", "CH", "HS", "ANY", "NONE");
    boolean classFirst = words.size() == 3 && classes.contains(words.get(1));
    RrClass rrClass = words.size() == 3 ? RrClass.of(words.get(classFirst ? 1 : 2)) : RrClass.IN;
    return new Question(
        Name.of(words.getFirst()), RrType.of(words.get(classFirst ? 2 : 1)), rrClass);
  }

  private static Rcode rcode(Set<String> flags) {
    for (int code = 0; code < 24; code++) {
      Rcode rcode = new Rcode(code);
      if (flags.contains(rcode.toString())) {
        return rcode;
      }
    }
    return flags.contains("NOTIMPL") ? Rcode.NOTIMP : Rcode.NOERROR;
  }

  private static List<RrSet> records(@Nullable List<String> lines) {
    return lines == null ? List.of() : RecordText.rrSets(lines);
  }

  private static List<String> words(String line) {
    String stripped = line.strip();
    return stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+"));
  }

  private static String withoutComment(String line) {
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      quoted ^= c == '"';
      boolean hash = c == '#' && (i == 0 || Character.isWhitespace(line.charAt(i - 1)));
      if (!quoted && (c == ';' || hash) && (i == 0 || line.charAt(i - 1) != '\\')) {
        return line.substring(0, i);
      }
    }
    return line;
  }
}
