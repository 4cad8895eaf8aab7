package dev.xylem.daemon;

import dev.xylem.config.text.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code xylem check [FILE]}: is this configuration right? Reports everything that is not. */
@Command(
    name = "check",
    description = "Check the configuration: a file, what is in conf.d beside it, the environment.")
final class CheckCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "Configuration file; else the one that 'run' would use.")
  private @Nullable Path named;

  @Override
  public Integer call() throws IOException, ConfigException {
    Optional<Path> file = ConfigFile.find(named);
    // What the file names is part of it.
    RootHintsFile.read(ConfigFile.read(file).iteration().rootHints());
    String what = file.map(Path::toString).orElse("no configuration file, all defaults");
    spec.commandLine().getOut().println("ok: " + what);
    return 0;
  }
}
