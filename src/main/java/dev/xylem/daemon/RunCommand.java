package dev.xylem.daemon;

import dev.xylem.config.Control;
import dev.xylem.config.Settings;
import dev.xylem.config.text.ConfigException;
import dev.xylem.control.ControlServer;
import dev.xylem.control.Operator;
import dev.xylem.control.Routes;
import dev.xylem.daemon.log.Logging;
import dev.xylem.daemon.service.HealthFile;
import dev.xylem.daemon.service.Supervisor;
import dev.xylem.iterate.RootHints;
import dev.xylem.lab.LabInternet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code xylem run}: the resolver, until it is told to stop. */
@Command(name = "run", description = "Run the resolver.")
final class RunCommand implements Callable<Integer> {

  private static final String CONFIG = "--config";
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  @Mixin private final ConfigFile config;

  @Option(names = "--lab", description = "Resolve in a small internet inside this process.")
  private boolean lab;

  RunCommand() {
    this(new ConfigFile());
  }

  private RunCommand(ConfigFile config) {
    this.config = config;
  }

  /**
   * What {@code arguments} mean where a server is started as the system's unit, the container and
   * most people do: {@code run}, with {@code --config FILE} or without. Null for all else, mistakes
   * included.
   */
  static @Nullable RunCommand usual(List<String> arguments) {
    if (arguments.equals(List.of("run"))) {
      return new RunCommand();
    }
    boolean named = arguments.size() == 3 && arguments.subList(0, 2).equals(List.of("run", CONFIG));
    return named && !arguments.getLast().startsWith("-")
        ? new RunCommand(new ConfigFile(Path.of(arguments.getLast())))
        : null;
  }

  @Override
  public Integer call() throws IOException, ConfigException, InterruptedException {
    RunningServer.Source source = source();
    RunningServer.Start start = source.read();
    Logging.apply(start.settings().log().level().name());
    Daemon daemon = Daemon.start(start.settings(), start.hints());
    Supervisor manager = Supervisor.of(System.getenv());
    HealthFile health = config.isUsual() ? HealthFile.usual() : HealthFile.none();
    var server = new RunningServer(daemon, source, manager, health);
    StopSignal.onHangUp(server::reload);
    ControlServer control = control(start.settings().control(), server, daemon);
    LOG.info("{} is ready", Version.text());
    server.tellReady();
    manager.watch(daemon::isWorking);
    StopSignal.await();
    LOG.info("stopping");
    manager.stopping();
    daemon.close();
    if (control != null) {
      control.close();
    }
    LOG.info("stopped");
    return 0;
  }

  /** The operator's interface; a default place that cannot be had is no reason not to serve. */
  private static @Nullable ControlServer control(Control settings, Operator operator, Daemon daemon)
      throws IOException {
    if (!settings.enabled()) {
      return null;
    }
    try {
      var routes = new Routes(operator, daemon.recent(), daemon.metrics());
      return ControlServer.start(settings, routes, daemon.world().tasks());
    } catch (IOException e) {
      if (settings.socket().isPresent() || settings.address().isPresent()) {
        daemon.close();
        throw e;
      }
      LOG.warn("running without control: {}", e.getMessage());
      return null;
    }
  }

  private RunningServer.Source source() throws IOException, ConfigException {
    // Closed by the end of the process: its servers have nothing to lose.
    LabInternet internet = lab ? Lab.internet(config.load()) : null;
    if (internet != null) {
      LOG.info("the lab's servers are on 127.53.0.0/24 port {}", internet.port());
    }
    return new RunningServer.Source() {
      @Override
      public RunningServer.Start read() throws IOException, ConfigException {
        Settings settings = config.load();
        // For the lab, too, which has its own: a mistake in a file is told as soon as it is named.
        RootHints hints = RootHintsFile.read(settings.iteration().rootHints());
        if (internet == null) {
          return new RunningServer.Start(settings, hints);
        }
        Lab adapted = Lab.of(internet, settings, config.isNamed());
        return new RunningServer.Start(adapted.settings(), adapted.hints());
      }

      @Override
      public String file() {
        return config.file();
      }
    };
  }
}
