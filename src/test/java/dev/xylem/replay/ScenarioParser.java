package dev.xylem.replay;

import dev.xylem.dns.IpPrefix;
import dev.xylem.replay.Scenario.Entry;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads a {@code .rpl} file. */
final class ScenarioParser {
  private static final Set<String> STEPS_WITH_ENTRY =
      Set.of("QUERY", "CHECK_ANSWER", "CHECK_OUT_QUERY", "REPLY");
  private static final Set<String> STEPS_WITH_FILE = Set.of("CHECK_AUTOTRUST", "CHECK_TEMPFILE");

  private final Lines lines;
  private final EntryParser entries;
  private final List<Scenario.Option> options = new ArrayList<>();
  private final Map<String, List<String>> files = new HashMap<>();

  private ScenarioParser(String text) {
    this.lines = new Lines(text);
    this.entries = new EntryParser(lines);
  }

  /**
   * @throws MalformedScenario when the file is not as it should be
   */
  static Scenario parse(String text) {
    return new ScenarioParser(text).located(ScenarioParser::scenario);
  }

  /**
   * What {@code text} says before CONFIG_END; without ranges and steps.
   *
   * @throws MalformedScenario when that is not as it should be
   */
  static Scenario head(String text) {
    return new ScenarioParser(text)
        .located(parser -> {
          parser.head();
          return new Scenario("", parser.options, parser.files, List.of(), List.of());
        });
  }

  private Scenario located(Function<ScenarioParser, Scenario> part) {
    try {
      return part.apply(this);
    } catch (RuntimeException e) {
      throw MalformedScenario.at(lines.number(), e);
    }
  }

  private Scenario scenario() {
    head();
    String title = "";
    List<Scenario.Range> ranges = new ArrayList<>();
    List<Scenario.Step> steps = new ArrayList<>();
    while (lines.hasNext()) {
      String line = lines.next();
      List<String> words = Lines.wordsOf(line);
      switch (words.isEmpty() ? "" : words.getFirst()) {
        case "SCENARIO_BEGIN" -> title = line.substring("SCENARIO_BEGIN".length()).strip();
        case "RANGE_BEGIN" -> ranges.add(range(words));
        case "STEP" -> steps.add(after(steps, step(words)));
        case "$ORIGIN" -> entries.origin(words.get(1));
        case "SCENARIO_END" -> {
          return new Scenario(title, options, files, ranges, steps);
        }
        // Some files end their ranges twice, or have a record astray: nobody reads what is there.
        case "", "RANGE_END", "ENTRY_END" -> {}
        case String word when word.matches("[A-Z_]+") ->
            throw new IllegalArgumentException("unknown word " + word);
        default -> {}
      }
    }
    throw new IllegalArgumentException("SCENARIO_END is missing");
  }

  /** Ranges go by the numbers of steps: in any other order they would cover something else. */
  private static Scenario.Step after(List<Scenario.Step> steps, Scenario.Step step) {
    if (!steps.isEmpty() && steps.getLast().number() >= step.number()) {
      throw new IllegalArgumentException(
          "step " + step.number() + " stands behind step " + steps.getLast().number());
    }
    return step;
  }

  private void head() {
    String clause = "server";
    int number = 0;
    while (lines.hasNext()) {
      String line = lines.next();
      List<String> words = Lines.wordsOf(line);
      switch (words.isEmpty() ? "" : words.getFirst()) {
        case "CONFIG_END" -> {
          return;
        }
        case "AUTOTRUST_FILE" -> {
          options.add(
              new Scenario.Option(
                  lines.number(), "server", number, words.getFirst(), List.of(words.get(1))));
          files.put(words.get(1), lines.until("AUTOTRUST_END"));
        }
        case "TEMPFILE_CONTENTS" -> files.put(words.get(1), lines.until("TEMPFILE_END"));
        default -> {
          int at = lines.number();
          for (List<String> option : optionsOf(line)) {
            List<String> arguments = arguments(option);
            if (arguments.isEmpty()) {
              clause = option.getFirst();
              number++;
            } else {
              options.add(new Scenario.Option(at, clause, number, option.getFirst(), arguments));
            }
          }
        }
      }
    }
    throw new IllegalArgumentException("CONFIG_END is missing");
  }

  /** The keys of a line, each with the words behind it. */
  private static List<List<String>> optionsOf(String line) {
    List<List<String>> found = new ArrayList<>();
    for (String word : Lines.quotedWordsOf(line)) {
      if (word.matches("[a-z][a-z0-9-]*:")) {
        found.add(new ArrayList<>(List.of(word.substring(0, word.length() - 1))));
      } else if (!found.isEmpty()) {
        found.getLast().add(word);
      }
    }
    return found;
  }

  /** The words behind a key; the name of a file stands on the next line. */
  private List<String> arguments(List<String> option) {
    List<String> arguments = option.subList(1, option.size());
    String file = arguments.isEmpty() ? lines.takeIf("TEMPFILE_NAME") : null;
    return file == null ? arguments : List.of(Lines.wordsOf(file).get(1));
  }

  private Scenario.Range range(List<String> words) {
    int from = Integer.parseInt(words.get(1));
    int to = Integer.parseInt(words.get(2));
    InetAddress address = null;
    List<Entry> found = new ArrayList<>();
    while (lines.hasNext()) {
      List<String> next = lines.words();
      switch (next.isEmpty() ? "" : next.getFirst()) {
        case "" -> {}
        case "RANGE_END" -> {
          return new Scenario.Range(from, to, address, found);
        }
        case "ADDRESS" -> address = IpPrefix.address(next.get(1));
        case "ENTRY_BEGIN" -> found.add(entries.entry());
        case "$ORIGIN" -> entries.origin(next.get(1));
        default -> throw new IllegalArgumentException("in a range: " + next);
      }
    }
    throw new IllegalArgumentException("RANGE_END is missing");
  }

  private Scenario.Step step(List<String> words) {
    int line = lines.number();
    int number = Integer.parseInt(words.get(1));
    String type = words.get(2);
    int at = words.indexOf("ADDRESS");
    InetAddress address = at < 0 ? null : IpPrefix.address(words.get(at + 1));
    Entry entry = null;
    while (STEPS_WITH_ENTRY.contains(type) && lines.hasNext() && entry == null) {
      List<String> next = lines.words();
      switch (next.isEmpty() ? "" : next.getFirst()) {
        case "" -> {}
        case "ENTRY_BEGIN" -> entry = entries.entry();
        case "ADDRESS" -> address = IpPrefix.address(next.get(1));
        default -> throw new IllegalArgumentException("in a step: " + next);
      }
    }
    List<String> file = List.of();
    if (STEPS_WITH_FILE.contains(type) && lines.takeIf("FILE_BEGIN") != null) {
      file = lines.until("FILE_END");
    }
    String arguments = String.join(" ", words.subList(3, words.size()));
    return new Scenario.Step(line, number, type, arguments, address, entry, file);
  }
}
