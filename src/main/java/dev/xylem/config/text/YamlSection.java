package dev.xylem.config.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of a YAML file as a source of settings. A value that is absent or wrong becomes the
 * default, so that reading goes on and finds the other problems too; {@link #finish} then tells
 * which keys nobody asked for.
 */
public final class YamlSection implements Source {
  private final Problems problems;
  private final Path folder;
  private final String path;
  private final Map<String, NodeTuple> entries = new HashMap<>();
  private final Map<String, @Nullable YamlSection> asked = new LinkedHashMap<>();
  private final List<YamlSection> groups = new ArrayList<>();
  private Optional<Mark> start = Optional.empty();

  private YamlSection(Problems problems, Path folder, String path) {
    this.problems = problems;
    this.folder = folder;
    this.path = path;
  }

  /** The whole file; {@code root} is null when it is empty. */
  public static YamlSection root(Problems problems, Path folder, @Nullable Node root) {
    var section = new YamlSection(problems, folder, "");
    section.fill(root, "the file");
    return section;
  }

  @Override
  public Source section(String key, String meaning) {
    var section = new YamlSection(problems, folder, path + key + ".");
    asked.put(key, section);
    NodeTuple entry = entries.get(key);
    section.fill(entry == null ? null : entry.getValueNode(), "'" + path + key + "'");
    return section;
  }

  @Override
  public <T> T value(String key, ValueType<T> type, String standard, String meaning) {
    asked.put(key, null);
    NodeTuple entry = entries.get(key);
    return Optional.ofNullable(entry)
        .flatMap(given -> scalar(key, type, given.getValueNode()))
        .orElseGet(() -> type.parser().parse(standard, folder));
  }

  @Override
  public <T> List<T> list(String key, ValueType<T> type, List<String> standard, String meaning) {
    asked.put(key, null);
    NodeTuple entry = entries.get(key);
    if (entry == null) {
      return standard.stream().map(text -> type.parser().parse(text, folder)).toList();
    }
    var values = new ArrayList<T>();
    if (entry.getValueNode() instanceof SequenceNode sequence) {
      for (Node element : sequence.getValue()) {
        scalar(key, type, element).ifPresent(values::add);
      }
    } else {
      problem(entry.getValueNode(), key, "must be a list such as [" + join(standard) + "]");
    }
    return List.copyOf(values);
  }

  @Override
  public <T> T required(String key, ValueType<T> type, String example, String meaning) {
    if (!entries.containsKey(key)) {
      problems.add(start, "'" + path + key + "' is missing; it must be " + type.demand());
    }
    return value(key, type, example, meaning);
  }

  @Override
  public <T> List<T> requiredList(String key, ValueType<T> type, String example, String meaning) {
    if (!entries.containsKey(key)) {
      problems.add(start, "'" + path + key + "' is missing; each element must be " + type.demand());
    }
    return list(key, type, List.of(example), meaning);
  }

  @Override
  public <T> List<T> groups(String key, String meaning, Function<Source, T> reader) {
    asked.put(key, null);
    NodeTuple entry = entries.get(key);
    if (entry == null || entry.getValueNode().getTag().equals(Tag.NULL)) {
      return List.of();
    }
    if (!(entry.getValueNode() instanceof SequenceNode sequence)) {
      problem(entry.getValueNode(), key, "must be a list of groups, each beginning with '- '");
      return List.of();
    }
    var values = new ArrayList<T>();
    for (Node element : sequence.getValue()) {
      var group = new YamlSection(problems, folder, path + key + ".");
      group.fill(element, "an element of '" + path + key + "'");
      groups.add(group);
      values.add(reader.apply(group));
    }
    return List.copyOf(values);
  }

  /** Reports every key that was not asked for, here and in all sections below. */
  public void finish() {
    entries.forEach((key, entry) -> {
      if (!asked.containsKey(key)) {
        Optional<Mark> where = entry.getKeyNode().getStartMark();
        problems.add(where, "key '" + path + key + "' is unknown; " + allowed(key));
      }
    });
    groups.forEach(YamlSection::finish);
    asked
        .values()
        .forEach(section -> {
          if (section != null) {
            section.finish();
          }
        });
  }

  /** Reports that {@code key} is wrong beside what other settings say. */
  public void conflict(String key, String message) {
    NodeTuple entry = entries.get(key);
    problems.add(
        entry == null ? Optional.empty() : entry.getValueNode().getStartMark(),
        "'" + path + key + "' " + message);
  }

  /** The section that {@link #section} made for {@code key}. */
  public YamlSection at(String key) {
    YamlSection section = asked.get(key);
    return section == null ? this : section;
  }

  /** What {@link #groups} made of the element of {@code key} at {@code index}. */
  public YamlSection group(String key, int index) {
    String within = path + key + ".";
    return groups.stream().filter(group -> group.path.equals(within)).toList().get(index);
  }

  private void fill(@Nullable Node node, String what) {
    if (node == null || node.getTag().equals(Tag.NULL)) {
      return;
    }
    start = node.getStartMark();
    if (!(node instanceof MappingNode mapping)) {
      problems.add(node.getStartMark(), what + " must hold keys, written 'key: value'");
      return;
    }
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        problems.add(entry.getKeyNode().getStartMark(), "a key must be plain text");
      } else if (entries.putIfAbsent(key.getValue(), entry) != null) {
        problems.add(
            key.getStartMark(), "key '" + path + key.getValue() + "' is there a second time");
      }
    }
  }

  private <T> Optional<T> scalar(String key, ValueType<T> type, Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      problem(node, key, "must be " + type.demand());
      return Optional.empty();
    }
    if (scalar.getTag().equals(Tag.NULL)) {
      problem(node, key, "has no value; it must be " + type.demand());
      return Optional.empty();
    }
    try {
      return Optional.of(type.parser().parse(scalar.getValue(), folder));
    } catch (IllegalArgumentException e) {
      String detail = String.valueOf(e.getMessage());
      problem(
          node,
          key,
          "must be "
              + type.demand()
              + ", not '"
              + scalar.getValue()
              + (detail.isEmpty() ? "'" : "' (" + detail + ")"));
      return Optional.empty();
    }
  }

  private void problem(Node node, String key, String message) {
    problems.add(node.getStartMark(), "'" + path + key + "' " + message);
  }

  private String allowed(String key) {
    Set<String> unused = new TreeSet<>(asked.keySet());
    unused.removeAll(entries.keySet());
    String similar = Spelling.nearest(key, unused);
    return "allowed here: "
        + join(asked.keySet())
        + (similar == null ? "" : "; did you mean '" + similar + "'?");
  }

  private static String join(Iterable<String> words) {
    return String.join(", ", words);
  }
}
