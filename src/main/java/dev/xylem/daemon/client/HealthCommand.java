package dev.xylem.daemon.client;

import dev.xylem.config.Listen;
import dev.xylem.config.text.ConfigException;
import dev.xylem.daemon.ConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.ObjectMapper;

/** {@code xylem health}: does the server answer? For supervisors and containers. */
@Command(name = "health", description = "Ask a running server one question; fail if it is silent.")
public final class HealthCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin private final ConfigFile config = new ConfigFile();

  @Option(
      names = "--server",
      paramLabel = "ADDRESS",
      description = "Server to ask; else the first one of listen.addresses.")
  private @Nullable InetAddress server;

  @Option(names = "--port", paramLabel = "N", description = "Port to ask; else listen.port.")
  private @Nullable Integer port;

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "Ask the server with this control socket whether it is ready, instead.")
  private @Nullable Path socket;

  @Option(names = "--json", description = "Print the finding as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException, ConfigException {
    HealthProbe.Finding finding = socket == null ? ask() : readiness(socket);
    String state = finding.health().name().toLowerCase(Locale.ROOT);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      var object = new TreeMap<>(Map.of("health", state, "text", finding.text()));
      out.println(new ObjectMapper().writeValueAsString(object));
    } else {
      out.println(finding.text());
    }
    return switch (finding.health()) {
      case OK -> 0;
      case SICK -> 1;
      case NONE -> 3;
    };
  }

  private HealthProbe.Finding ask() throws IOException, ConfigException {
    Listen listen = config.load().listen();
    InetAddress address = server == null ? reachable(listen.addresses().getFirst()) : server;
    return HealthProbe.ask(new InetSocketAddress(address, port == null ? listen.port() : port));
  }

  private static HealthProbe.Finding readiness(Path socket) throws IOException {
    try {
      var request = new ControlClient.Request("GET", "/health/ready", Map.of());
      ControlClient.Reply reply = ControlClient.ask(socket, request, "text/plain");
      return reply.isGood()
          ? new HealthProbe.Finding(HealthProbe.Health.OK, "ok: " + socket + " is ready")
          : new HealthProbe.Finding(HealthProbe.Health.SICK, "sick: " + socket + " is not ready");
    } catch (NoDaemonException e) {
      return new HealthProbe.Finding(HealthProbe.Health.NONE, "closed: " + e.getMessage());
    }
  }

  /** A wildcard is no address to send to: what listens there listens on loopback too. */
  private static InetAddress reachable(InetAddress listening) throws IOException {
    if (!listening.isAnyLocalAddress()) {
      return listening;
    }
    byte[] loopback = new byte[listening.getAddress().length];
    loopback[loopback.length - 1] = 1;
    loopback[0] = (byte) (listening instanceof Inet4Address ? 127 : 0);
    return InetAddress.getByAddress(loopback);
  }
}
