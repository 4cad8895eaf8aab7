package dev.xylem.config.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Environment variables as settings: {@code XYLEM_LISTEN_PORT} is {@code listen.port}. A single
 * value is taken as it is, a list is YAML such as {@code [192.0.2.1, "::1"]}.
 */
public final class Environment {
  private static final String PREFIX = "XYLEM_";

  /** Read by the launcher, before there is a JVM. */
  private static final Set<String> LAUNCHER = Set.of("XYLEM_JAVA_HOME", "XYLEM_JAVA_OPTS");

  private final Map<String, Setting> settings = new TreeMap<>();

  /** What a variable stands for. */
  private record Setting(@Nullable String section, String key, boolean isList) {}

  /** {@code reader} reads all settings that there are. */
  public Environment(Consumer<Source> reader) {
    reader.accept(new Names(null));
  }

  /** What {@code variables} say, each as a document of its own; others than ours are ignored. */
  public List<Node> documents(Map<String, String> variables, Problems problems) {
    var documents = new ArrayList<Node>();
    new TreeMap<>(variables)
        .forEach((variable, text) -> {
          Setting setting = settings.get(variable);
          if (setting != null) {
            Node value =
                setting.isList()
                    ? YamlText.compose(text, variable, problems)
                    : plain(variable, text);
            if (value != null) {
              documents.add(document(variable, setting, value));
            }
          } else if (variable.startsWith(PREFIX) && !LAUNCHER.contains(variable)) {
            problems.add(
                variable, "no setting has this environment variable; " + allowed(variable));
          }
        });
    return documents;
  }

  private static Node document(String variable, Setting setting, Node value) {
    Node inner = mapping(variable, setting.key(), value);
    return setting.section() == null ? inner : mapping(variable, setting.section(), inner);
  }

  private static Node mapping(String variable, String key, Node value) {
    var entry = new NodeTuple(plain(variable, key), value);
    return new MappingNode(
        Tag.MAP, true, List.of(entry), FlowStyle.BLOCK, start(variable), Optional.empty());
  }

  private static Node plain(String variable, String text) {
    return new ScalarNode(
        Tag.STR, true, text, ScalarStyle.PLAIN, start(variable), Optional.empty());
  }

  private static Optional<Mark> start(String variable) {
    return Optional.of(new Mark(variable, 0, 0, 0, new int[0], 0));
  }

  /** The variables of the section that {@code variable} is in, or else the sections. */
  private String allowed(String variable) {
    Set<String> within =
        settings.entrySet().stream()
            .filter(setting -> variable.startsWith(prefix(setting.getValue())))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    String words =
        within.isEmpty()
            ? settings.values().stream()
                .map(setting -> prefix(setting) + "…")
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "))
            : within.stream().sorted().collect(Collectors.joining(", "));
    String similar = Spelling.nearest(variable, settings.keySet());
    return "allowed: " + words + (similar == null ? "" : "; did you mean '" + similar + "'?");
  }

  private static String prefix(Setting setting) {
    return setting.section() == null ? variable(setting.key()) : variable(setting.section()) + "_";
  }

  private static String variable(String path) {
    return PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** Listens to the description of all settings, and keeps their names. */
  private final class Names implements Source {
    private final @Nullable String section;

    Names(@Nullable String section) {
      this.section = section;
    }

    @Override
    public Source section(String key, String meaning) {
      return new Names(key);
    }

    @Override
    public <T> T value(String key, ValueType<T> type, String standard, String meaning) {
      add(key, false);
      return type.parser().parse(standard, Path.of(""));
    }

    @Override
    public <T> List<T> list(String key, ValueType<T> type, List<String> standard, String meaning) {
      add(key, true);
      return standard.stream().map(text -> type.parser().parse(text, Path.of(""))).toList();
    }

    @Override
    public <T> T required(String key, ValueType<T> type, String example, String meaning) {
      return value(key, type, example, meaning);
    }

    @Override
    public <T> List<T> requiredList(String key, ValueType<T> type, String example, String meaning) {
      return list(key, type, List.of(example), meaning);
    }

    @Override
    public <T> List<T> groups(String key, String meaning, Function<Source, T> reader) {
      add(key, true);
      return List.of();
    }

    private void add(String key, boolean isList) {
      String name = variable(section == null ? key : section + "." + key);
      if (settings.put(name, new Setting(section, key, isList)) != null) {
        throw new IllegalStateException("two settings have the variable " + name);
      }
    }
  }
}
