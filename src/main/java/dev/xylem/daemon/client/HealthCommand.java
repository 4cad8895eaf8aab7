package dev.xylem.daemon.client;

import dev.xylem.config.Listen;
import dev.xylem.config.text.ConfigException;
import dev.xylem.daemon.ConfigFile;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  @Override
  public Integer call() throws IOException, ConfigException {
    Listen listen = config.load().listen();
    InetAddress address = server == null ? reachable(listen.addresses().getFirst()) : server;
    HealthProbe.Finding finding =
        HealthProbe.ask(new InetSocketAddress(address, port == null ? listen.port() : port));
    spec.commandLine().getOut().println(finding.text());
    return finding.healthy() ? 0 : 1;
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
