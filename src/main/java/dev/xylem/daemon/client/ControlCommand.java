package dev.xylem.daemon.client;

import dev.xylem.config.text.ConfigException;
import dev.xylem.control.Json;
import dev.xylem.control.SocketPlace;
import dev.xylem.daemon.ConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that is one request to the running server. */
abstract class ControlCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin private final ConfigFile config = new ConfigFile();

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "Control socket of the server; else that of the configuration.")
  private @Nullable Path socket;

  @Option(names = "--json", description = "Print the answer as JSON.")
  boolean json;

  abstract ControlClient.Request request();

  @Override
  public Integer call() throws IOException, ConfigException {
    return print(ask(request()));
  }

  /** The server's answer to {@code request}. */
  final ControlClient.Reply ask(ControlClient.Request request) throws IOException, ConfigException {
    return ControlClient.ask(place(), request, accept());
  }

  final Path place() throws IOException, ConfigException {
    return socket != null ? socket : configured();
  }

  final String accept() {
    return json ? "application/json" : "text/plain";
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Prints it; returns the exit code. */
  final int print(ControlClient.Reply reply) {
    PrintWriter to =
        reply.isGood() || json ? spec.commandLine().getOut() : spec.commandLine().getErr();
    to.print(reply.isGood() || json ? reply.text() : "xylem: " + problem(reply.text()) + "\n");
    to.flush();
    return reply.isGood() ? 0 : reply.isWrongUsage() ? 2 : 1;
  }

  /** Ends the command with exit code 2 when it is thrown. */
  CommandLine.ParameterException wrongUsage(String problem) {
    return new CommandLine.ParameterException(spec.commandLine(), problem);
  }

  static ControlClient.Request get(String path, Map<String, String> parameters) {
    return new ControlClient.Request("GET", path, parameters);
  }

  static ControlClient.Request post(String path, Map<String, String> parameters) {
    return new ControlClient.Request("POST", path, parameters);
  }

  /** A parameter's value; empty for none. */
  static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private Path configured() throws IOException, ConfigException {
    Optional<Path> named = config.load().control().socket();
    return SocketPlace.ofClient(named);
  }

  /** What stands behind "error" in the server's one-line object. */
  private static String problem(String body) {
    return Json.error(body);
  }
}
