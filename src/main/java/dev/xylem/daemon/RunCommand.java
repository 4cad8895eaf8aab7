package dev.xylem.daemon;

import dev.xylem.config.ConfigException;
import dev.xylem.config.Settings;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code xylem run}: the resolver, until it is told to stop. */
@Command(name = "run", description = "Run the resolver.")
final class RunCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  @Mixin private final ConfigFile config = new ConfigFile();

  @Option(names = "--lab", description = "Resolve in a small internet inside this process.")
  private boolean lab;

  @Override
  public Integer call() throws IOException, ConfigException, InterruptedException {
    Settings settings = config.load();
    Logging.apply(settings.log());
    Daemon daemon = lab ? startWithLab(settings) : start(settings);
    LOG.info("{} is ready", Version.text());
    StopSignal.await();
    LOG.info("stopping");
    daemon.close();
    LOG.info("stopped");
    return 0;
  }

  private static Daemon start(Settings settings) throws IOException, ConfigException {
    return Daemon.start(settings, RootHintsFile.read(settings.iteration().rootHints()));
  }

  private Daemon startWithLab(Settings settings) throws IOException {
    // Closed by the end of the process: its servers have nothing to lose.
    Lab internet = Lab.start(settings, config.isNamed());
    LOG.info("the lab's servers are on 127.53.0.0/24 port {}", internet.internet().port());
    return Daemon.start(internet.settings(), internet.hints());
  }
}
