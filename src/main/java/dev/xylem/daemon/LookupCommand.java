package dev.xylem.daemon;

import dev.xylem.config.Settings;
import dev.xylem.config.text.ConfigException;
import dev.xylem.daemon.log.Logging;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import dev.xylem.iterate.RootHints;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code xylem lookup NAME [TYPE]}: resolves one question here, without a running server. */
@Command(name = "lookup", description = "Resolve one question and show how it was done.")
final class LookupCommand implements Callable<Integer> {

  /** How the result is shown. */
  enum Format {
    ANSWER,
    TRACE,
    JSON
  }

  @Mixin private final ConfigFile config = new ConfigFile();

  @Parameters(index = "0", paramLabel = "NAME", description = "Domain name to look up.")
  private Name name = Name.ROOT;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TYPE",
      defaultValue = "A",
      description = "RR type; A if left out.")
  private RrType type = RrType.A;

  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup private final Output output = new Output();

  @Option(names = "--lab", description = "Resolve in a small internet inside this process.")
  private boolean lab;

  /** Options of which there is at most one. */
  private static final class Output {
    @Option(names = "--trace", description = "Show every step of the resolution.")
    private boolean trace;

    @Option(names = "--json", description = "Show answer and steps as JSON.")
    private boolean json;
  }

  @Override
  public Integer call() throws IOException, ConfigException {
    Settings settings = config.load();
    Logging.apply(settings.log().level().name());
    Lookup result = lab ? lookUpInLab(settings) : lookUp(settings);
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        switch (format()) {
          case ANSWER -> result.asText();
          case TRACE -> result.asText() + result.traceAsText();
          case JSON -> result.asJson();
        });
    out.flush();
    return result.isAnswer() ? 0 : Main.FAILED;
  }

  private Lookup lookUp(Settings settings) throws IOException, ConfigException {
    RootHints hints = RootHintsFile.read(settings.iteration().rootHints());
    return Lookup.of(question(), settings, hints);
  }

  private Lookup lookUpInLab(Settings settings) throws IOException {
    try (Lab internet = Lab.startBeside(settings)) {
      return Lookup.of(question(), internet.settings(), internet.hints());
    }
  }

  private Question question() {
    return new Question(name, type);
  }

  private Format format() {
    if (output.json) {
      return Format.JSON;
    }
    return output.trace ? Format.TRACE : Format.ANSWER;
  }
}
