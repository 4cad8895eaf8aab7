package dev.xylem.config;

import dev.xylem.config.text.Source;
import dev.xylem.config.text.ValueType;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Renders all settings at their defaults, from the same description that the parser follows: as the
 * commented {@code config/xylem.yaml} and as the table {@code docs/settings.md}.
 */
public final class Description {
  private static final int LONG_LIST = 3;

  private final StringBuilder yaml =
      new StringBuilder(
          """
          # Every setting of Xylem at its default. Leave out what you do not change.
          # Generated from dev.xylem.config.Settings: change it there.
          """);
  private final StringBuilder markdown =
      new StringBuilder(
          """
          # Settings

          Every key may be left out. Files `conf.d/*.yaml` beside the configuration file override
          single settings of it, in the order of their names; environment variables override both:
          `XYLEM_LISTEN_PORT=5353` is `listen.port`, `XYLEM_STUB_ZONES='[{name: example, …}]'` is
          `stub-zones`. Lists are replaced as a whole. A relative path counts from the folder of the
          configuration file, wherever it is said. `xylem check FILE` reports everything that is wrong.
          Generated from `dev.xylem.config.Settings`: change it there.
          """);

  private Description() {
    Settings.read(new Section(""));
  }

  /** The content of {@code config/xylem.yaml}. */
  public static String asYaml() {
    return new Description().yaml.toString();
  }

  /** The content of {@code docs/settings.md}. */
  public static String asMarkdown() {
    return new Description().markdown.toString();
  }

  private final class Section implements Source {
    private final String path;

    Section(String path) {
      this.path = path;
    }

    @Override
    public Source section(String key, String meaning) {
      yaml.append("\n# ").append(meaning).append('\n').append(key).append(":\n");
      markdown
          .append("\n## `" + key + "`\n" + meaning + "\n\n")
          .append("| key | type | default | range | meaning |\n|---|---|---|---|---|\n");
      return new Section(path + key + ".");
    }

    @Override
    public <T> T value(String key, ValueType<T> type, String standard, String meaning) {
      write(key, " " + quoted(standard), meaning);
      writeRow(key, type.name(), code(quoted(standard)), List.of(type.range(), meaning));
      return type.parser().parse(standard, Path.of(""));
    }

    @Override
    public <T> List<T> list(String key, ValueType<T> type, List<String> standard, String meaning) {
      String elements = standard.stream().map(Section::quoted).collect(Collectors.joining(", "));
      write(key, standard.size() > LONG_LIST ? block(standard) : " [" + elements + "]", meaning);
      String shown = standard.isEmpty() ? "none" : code(elements.replace(", ", "`, `"));
      writeRow(key, "list: " + type.name(), shown, List.of(type.range(), meaning));
      return standard.stream().map(text -> type.parser().parse(text, Path.of(""))).toList();
    }

    @Override
    public <T> T required(String key, ValueType<T> type, String example, String meaning) {
      write(key, " " + quoted(example), meaning);
      writeRow(key, type.name(), "none, must be given", List.of(type.range(), meaning));
      return type.parser().parse(example, Path.of(""));
    }

    @Override
    public <T> List<T> requiredList(String key, ValueType<T> type, String example, String meaning) {
      write(key, " [" + quoted(example) + "]", meaning);
      String kind = "list: " + type.name();
      writeRow(key, kind, "none, must be given", List.of(type.range(), meaning));
      return List.of(type.parser().parse(example, Path.of("")));
    }

    @Override
    public <T> List<T> groups(String key, String meaning, Function<Source, T> reader) {
      yaml.append("\n# ").append(meaning).append(" None by default; one looks like this:\n");
      markdown
          .append(
              "\n## `" + key + "`\n" + meaning + " A list, empty by default; each element has:\n\n")
          .append("| key | type | default | range | meaning |\n|---|---|---|---|---|\n");
      int from = yaml.length();
      var _ = reader.apply(new Section(path + key + "."));
      String example = yaml.substring(from);
      yaml.setLength(from);
      yaml.append(commented(example)).append(key).append(": []\n");
      return List.of();
    }

    /** The lines of an example as comments, those with keys as the first element of a list. */
    private static String commented(String example) {
      var text = new StringBuilder();
      String dash = "- ";
      for (String line : example.lines().toList()) {
        boolean key = !line.strip().startsWith("#") && !line.startsWith("    ");
        text.append("#   ").append(key ? dash : "  ").append(line.substring(2)).append('\n');
        dash = key ? "  " : dash;
      }
      return text.toString();
    }

    private void write(String key, String value, String meaning) {
      yaml.append("  # ").append(sentence(meaning)).append('\n');
      yaml.append("  ").append(key).append(':').append(value).append('\n');
    }

    private void writeRow(String key, String type, String standard, List<String> rest) {
      markdown
          .append("| `" + key + "` | " + type + " | " + standard + " | ")
          .append(String.join(" | ", rest).replace("\"::\"", "`\"::\"`"))
          .append(" |\n");
    }

    private static String block(List<String> elements) {
      return elements.stream().map(e -> "\n    - " + quoted(e)).collect(Collectors.joining());
    }

    private static String sentence(String meaning) {
      return Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1) + ".";
    }

    private static String code(String text) {
      return "`" + text + "`";
    }

    private static String quoted(String text) {
      return text.isEmpty() || text.contains("::") ? '"' + text + '"' : text;
    }
  }
}
