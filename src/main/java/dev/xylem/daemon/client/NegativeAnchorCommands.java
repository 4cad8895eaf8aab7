package dev.xylem.daemon.client;

import dev.xylem.dns.Name;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code xylem nta}: negative trust anchors (RFC 7646). */
@Command(
    name = "nta",
    description = "Leave out validation below names that are known to be broken.")
final class NegativeAnchorCommands implements Runnable {
  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init")
  private CommandLine.Model.CommandSpec spec;

  static CommandLine all() {
    return new CommandLine(new NegativeAnchorCommands())
        .addSubcommand(new Add())
        .addSubcommand(new Remove())
        .addSubcommand(new Listing());
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing required subcommand");
  }

  @Command(name = "add", description = "Do not validate a name and all below it for a while.")
  private static final class Add extends ControlCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "Zone that is broken.")
    private Name name = Name.ROOT;

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "Why, for whoever reads a trace.")
    private String reason = "";

    @Option(
        names = "--for",
        paramLabel = "DURATION",
        description = "How long, such as 2h or 1d; at most 7d; an hour if left out.")
    private String duration = "";

    @Override
    ControlClient.Request request() {
      return post("/v1/nta", Map.of("name", name.toString(), "reason", reason, "for", duration));
    }
  }

  @Command(name = "remove", description = "Validate a name again.")
  private static final class Remove extends ControlCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "As it was added.")
    private Name name = Name.ROOT;

    @Override
    ControlClient.Request request() {
      return new ControlClient.Request("DELETE", "/v1/nta", Map.of("name", name.toString()));
    }
  }

  @Command(name = "list", description = "List the names that are not validated, and until when.")
  private static final class Listing extends ControlCommand {
    @Override
    ControlClient.Request request() {
      return get("/v1/nta", Map.of());
    }
  }
}
