package dev.xylem.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page is generated from the commands, and is up to date. */
class ManualPageTest {
  private static final Path PAGE = Path.of("docs/xylem.1");
  private static final String COMMAND =
      "mvn -q -B test -Dtest=ManualPageTest -Dxylem.regenerate=true";

  @Test
  void thePageIsCurrent() throws IOException {
    String page = page(Main.commandLine());
    if (Boolean.getBoolean("xylem.regenerate")) {
      Files.writeString(PAGE, page);
    }
    String found = Files.exists(PAGE) ? Files.readString(PAGE) : "";
    assertEquals(page, found, PAGE + " is stale; regenerate it with: " + COMMAND);
  }

  private static String page(CommandLine program) {
    var page = new StringBuilder(".TH XYLEM 1\n.SH NAME\nxylem \\- recursive DNS resolver\n");
    page.append(".SH SYNOPSIS\n.B xylem\n.I COMMAND\n[\\fIOPTION\\fR ...]\n");
    page.append(
        ".SH DESCRIPTION\nXylem answers DNS queries by asking the authoritative servers,\n");
    page.append("from the root down, and validates what they say (DNSSEC).\n.SH COMMANDS\n");
    commands(program, page);
    page.append(".SH EXIT STATUS\n");
    program
        .getCommandSpec()
        .usageMessage()
        .exitCodeList()
        .forEach((code, text) -> item(code, text, page));
    page.append(".SH ENVIRONMENT\n");
    item("XYLEM_JAVA_HOME", "The Java to use; else that of the installation.", page);
    item("XYLEM_JAVA_OPTS", "Options for the Java virtual machine, split at spaces.", page);
    page.append(".SH FILES\n");
    item("/etc/xylem/xylem.yaml", "The configuration; docs/settings.md lists all settings.", page);
    item("/run/xylem/control.sock", "Where commands reach the running server.", page);
    page.append(".SH SEE ALSO\n.BR dig (1),\n.BR resolv.conf (5),\n.BR systemd.service (5)\n");
    return page.toString();
  }

  private static void commands(CommandLine parent, StringBuilder page) {
    for (Map.Entry<String, CommandLine> entry : parent.getSubcommands().entrySet()) {
      CommandSpec spec = entry.getValue().getCommandSpec();
      page.append(".SS \"").append(escaped(spec.qualifiedName()));
      for (PositionalParamSpec parameter : spec.positionalParameters()) {
        String label = parameter.paramLabel();
        page.append(parameter.required() ? " " + label : " [" + label + "]");
      }
      page.append("\"\n");
      for (String line : spec.usageMessage().description()) {
        page.append(escaped(line.formatted())).append('\n');
      }
      for (OptionSpec option : spec.options()) {
        if (!List.of("--help", "--version").contains(option.longestName())) {
          String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
          item(String.join(", ", option.names()) + label, text(option.description()), page);
        }
      }
      for (PositionalParamSpec parameter : spec.positionalParameters()) {
        item(parameter.paramLabel(), text(parameter.description()), page);
      }
      commands(entry.getValue(), page);
    }
  }

  private static void item(String term, String text, StringBuilder page) {
    page.append(".TP\n.B \"").append(escaped(term)).append("\"\n");
    page.append(escaped(text)).append('\n');
  }

  private static String text(String[] description) {
    return String.join(" ", description).formatted();
  }

  /** Nothing of it is a request to troff. */
  private static String escaped(String text) {
    String plain = text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }
}
