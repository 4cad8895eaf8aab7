package dev.xylem.daemon;

import dev.xylem.config.ConfigException;
import dev.xylem.config.Settings;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code xylem run}: the resolver, until it is told to stop. */
@Command(name = "run", description = "Run the resolver.")
final class RunCommand implements Callable<Integer> {

  @Mixin private final ConfigFile config = new ConfigFile();

  @Option(names = "--lab", description = "Resolve in a small internet inside this process.")
  private boolean lab;

  @Override
  public Integer call() throws IOException, ConfigException {
    Settings settings = config.load();
    Logging.apply(settings.log());
    throw new IOException("run" + (lab ? " --lab" : "") + ": the resolver is not built in yet");
  }
}
