package dev.xylem.config.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * A mapping of a YAML file as a source of settings, and what later files have in its place: of each
 * setting the last one counts, lists as a whole. A value that is absent or wrong becomes the
 * default, so that reading goes on and finds the other problems too; {@link #finish} then tells
 * which keys nobody asked for.
 */
public final class YamlSection implements Source {
  private final Problems problems;
  private final Path folder;
  private final String path;
  private final List<Map<String, NodeTuple>> layers = new ArrayList<>();
  private final Map<String, @Nullable YamlSection> asked = new LinkedHashMap<>();
  private final Map<String, List<YamlSection>> groups = new HashMap<>();
  private final List<YamlSection> replaced = new ArrayList<>();
  private Optional<Mark> start = Optional.empty();

  private YamlSection(Problems problems, Path folder, String path) {
    this.problems = problems;
    this.folder = folder;
    this.path = path;
  }

  /** All of {@code documents}; in each setting the later ones override the earlier ones. */
  public static YamlSection root(Problems problems, Path folder, List<Node> documents) {
    var section = new YamlSection(problems, folder, "");
    documents.forEach(document -> section.fill(document, "the file"));
    return section;
  }

  @Override
  public Source section(String key, String meaning) {
    var section = new YamlSection(problems, folder, path + key + ".");
    asked.put(key, section);
    given(key).forEach(node -> section.fill(node, "'" + path + key + "'"));
    return section;
  }

  @Override
  public <T> T value(String key, ValueType<T> type, String standard, String meaning) {
    asked.put(key, null);
    Optional<T> value = Optional.empty();
    for (Node node : given(key)) {
      value = scalar(key, type, node);
    }
    return value.orElseGet(() -> type.parser().parse(standard, folder));
  }

  @Override
  public <T> List<T> list(String key, ValueType<T> type, List<String> standard, String meaning) {
    asked.put(key, null);
    List<Node> given = given(key);
    if (given.isEmpty()) {
      return standard.stream().map(text -> type.parser().parse(text, folder)).toList();
    }
    var values = new ArrayList<T>();
    for (Node node : given) {
      values.clear();
      if (node instanceof SequenceNode sequence) {
        for (Node element : sequence.getValue()) {
          scalar(key, type, element).ifPresent(values::add);
        }
      } else {
        problem(node, key, "must be a list such as [" + join(standard) + "]");
      }
    }
    return List.copyOf(values);
  }

  @Override
  public <T> T required(String key, ValueType<T> type, String example, String meaning) {
    if (given(key).isEmpty()) {
      problems.add(start, "'" + path + key + "' is missing; it must be " + type.demand());
    }
    return value(key, type, example, meaning);
  }

  @Override
  public <T> List<T> requiredList(String key, ValueType<T> type, String example, String meaning) {
    if (given(key).isEmpty()) {
      problems.add(start, "'" + path + key + "' is missing; each element must be " + type.demand());
    }
    return list(key, type, List.of(example), meaning);
  }

  @Override
  public <T> List<T> groups(String key, String meaning, Function<Source, T> reader) {
    asked.put(key, null);
    List<T> values = List.of();
    for (Node node : given(key)) {
      replaced.addAll(groups.getOrDefault(key, List.of()));
      List<YamlSection> elements = elements(key, node);
      groups.put(key, elements);
      values = elements.stream().map(reader::apply).toList();
    }
    return values;
  }

  private List<YamlSection> elements(String key, Node node) {
    var sections = new ArrayList<YamlSection>();
    if (node instanceof SequenceNode sequence) {
      for (Node element : sequence.getValue()) {
        var section = new YamlSection(problems, folder, path + key + ".");
        section.fill(element, "an element of '" + path + key + "'");
        sections.add(section);
      }
    } else if (!node.getTag().equals(Tag.NULL)) {
      problem(node, key, "must be a list of groups, each beginning with '- '");
    }
    return sections;
  }

  /** Reports every key that was not asked for, here and in all sections below. */
  public void finish() {
    for (Map<String, NodeTuple> layer : layers) {
      layer.forEach((key, entry) -> {
        if (!asked.containsKey(key)) {
          Optional<Mark> where = entry.getKeyNode().getStartMark();
          problems.add(where, "key '" + path + key + "' is unknown; " + allowed(key));
        }
      });
    }
    groups.values().forEach(sections -> sections.forEach(YamlSection::finish));
    replaced.forEach(YamlSection::finish);
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
    List<Node> given = given(key);
    problems.add(
        given.isEmpty() ? Optional.empty() : given.getLast().getStartMark(),
        "'" + path + key + "' " + message);
  }

  /** The section that {@link #section} made for {@code key}. */
  public YamlSection at(String key) {
    YamlSection section = asked.get(key);
    return section == null ? this : section;
  }

  /** What {@link #groups} made of the element of {@code key} at {@code index}. */
  public YamlSection group(String key, int index) {
    return groups.getOrDefault(key, List.of()).get(index);
  }

  /** What each layer has for {@code key}; the last one counts. */
  private List<Node> given(String key) {
    return layers.stream()
        .map(layer -> layer.get(key))
        .filter(Objects::nonNull)
        .map(NodeTuple::getValueNode)
        .toList();
  }

  private void fill(Node node, String what) {
    if (node.getTag().equals(Tag.NULL)) {
      return;
    }
    start = node.getStartMark();
    if (!(node instanceof MappingNode mapping)) {
      problems.add(node.getStartMark(), what + " must hold keys, written 'key: value'");
      return;
    }
    var layer = new HashMap<String, NodeTuple>();
    layers.add(layer);
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        problems.add(entry.getKeyNode().getStartMark(), "a key must be plain text");
      } else if (layer.putIfAbsent(key.getValue(), entry) != null) {
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
    layers.forEach(layer -> unused.removeAll(layer.keySet()));
    String similar = Spelling.nearest(key, unused);
    return "allowed here: "
        + join(asked.keySet())
        + (similar == null ? "" : "; did you mean '" + similar + "'?");
  }

  private static String join(Iterable<String> words) {
    return String.join(", ", words);
  }
}
