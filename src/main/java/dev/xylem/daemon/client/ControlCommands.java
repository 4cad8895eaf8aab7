package dev.xylem.daemon.client;

import dev.xylem.config.Settings.LogLevel;
import dev.xylem.dns.Name;
import dev.xylem.dns.RrType;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** All commands that ask a running server. */
public final class ControlCommands {
  private ControlCommands() {}

  /** Adds them to {@code program}. */
  public static CommandLine addTo(CommandLine program) {
    List<ControlCommand> commands =
        List.of(
            new Status(),
            new Stats(),
            new Flush(),
            new Servers(),
            new Trace(),
            new Recent(),
            new Reload(),
            new Log(),
            new Stop());
    commands.forEach(program::addSubcommand);
    program.addSubcommand(
        new CommandLine(new Cache())
            .addSubcommand(new CacheLookup())
            .addSubcommand(new CacheFiles.Dump())
            .addSubcommand(new CacheFiles.Load()));
    program.addSubcommand(NegativeAnchorCommands.all());
    return program;
  }

  @Command(name = "status", description = "Show what the running server is and does.")
  private static final class Status extends ControlCommand {
    @Override
    ControlClient.Request request() {
      return get("/v1/status", Map.of());
    }
  }

  @Command(name = "stats", description = "Show the running server's numbers.")
  private static final class Stats extends ControlCommand {
    @Override
    ControlClient.Request request() {
      return get("/v1/stats", Map.of());
    }
  }

  @Command(name = "flush", description = "Make the running server forget a name.")
  private static final class Flush extends ControlCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "Domain name to forget.")
    private Name name = Name.ROOT;

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "TYPE",
        description = "Only this RR type; else all, and the delegation.")
    private @Nullable RrType type;

    @Option(names = "--tree", description = "All names below it as well; not with TYPE.")
    private boolean tree;

    @Override
    ControlClient.Request request() {
      if (tree && type != null) {
        throw wrongUsage("TYPE and --tree are mutually exclusive");
      }
      return post(
          "/v1/flush",
          Map.of("name", name.toString(), "type", text(type), "tree", tree ? "true" : ""));
    }
  }

  @Command(name = "cache", description = "Look into the running server's cache.")
  private static final class Cache implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
      throw new CommandLine.ParameterException(spec.commandLine(), "Missing required subcommand");
    }
  }

  @Command(name = "lookup", description = "Show what the cache has for a name.")
  private static final class CacheLookup extends ControlCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "Domain name.")
    private Name name = Name.ROOT;

    @Override
    ControlClient.Request request() {
      return get("/v1/cache", Map.of("name", name.toString()));
    }
  }

  @Command(
      name = "servers",
      description = "Show which servers would be asked for a name, and what is known of them.")
  private static final class Servers extends ControlCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "Domain name.")
    private Name name = Name.ROOT;

    @Override
    ControlClient.Request request() {
      return get("/v1/servers", Map.of("name", name.toString()));
    }
  }

  @Command(
      name = "trace",
      description = "Show how a name is resolved by the running server, or how it was.")
  private static final class Trace extends ControlCommand {
    @ArgGroup(multiplicity = "1")
    private Which which = new Which();

    private static final class Which {
      @Option(
          names = "--id",
          paramLabel = "ID",
          description = "The query with this id, from the error text of an answer or 'recent'.")
      private @Nullable String id;

      @ArgGroup(exclusive = false)
      private @Nullable Now now;
    }

    private static final class Now {
      @Parameters(index = "0", paramLabel = "NAME", description = "Domain name to resolve now.")
      private Name name = Name.ROOT;

      @Parameters(
          index = "1",
          arity = "0..1",
          paramLabel = "TYPE",
          description = "RR type; A if left out.")
      private @Nullable RrType type;
    }

    @Override
    ControlClient.Request request() {
      return which.now == null
          ? get("/v1/trace", Map.of("id", text(which.id)))
          : post(
              "/v1/trace", Map.of("name", which.now.name.toString(), "type", text(which.now.type)));
    }
  }

  @Command(name = "recent", description = "List the latest queries that took more than the cache.")
  private static final class Recent extends ControlCommand {
    @Option(names = "--client", paramLabel = "ADDRESS", description = "Only of this client.")
    private @Nullable InetAddress client;

    @Option(names = "--name", paramLabel = "NAME", description = "Only for this name or below.")
    private @Nullable Name name;

    @Option(names = "--failed", description = "Only those that were not answered.")
    private boolean failed;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many; 50 if left out.")
    private @Nullable Integer limit;

    @Override
    ControlClient.Request request() {
      return get(
          "/v1/recent",
          Map.of(
              "client",
              client == null ? "" : client.getHostAddress(),
              "name",
              text(name),
              "failed",
              failed ? "true" : "",
              "limit",
              text(limit)));
    }
  }

  @Command(name = "reload", description = "Make the running server read its configuration again.")
  private static final class Reload extends ControlCommand {
    @Override
    ControlClient.Request request() {
      return post("/v1/reload", Map.of());
    }
  }

  @Command(name = "log", description = "Set what the running server logs, until it starts anew.")
  private static final class Log extends ControlCommand {
    @Parameters(index = "0", paramLabel = "LEVEL", description = "One of ${COMPLETION-CANDIDATES}.")
    private LogLevel level = LogLevel.INFO;

    @Override
    ControlClient.Request request() {
      return new ControlClient.Request("PUT", "/v1/log", Map.of("level", level.name()));
    }
  }

  @Command(name = "stop", description = "End the running server.")
  private static final class Stop extends ControlCommand {
    @Override
    ControlClient.Request request() {
      return post("/v1/stop", Map.of());
    }
  }
}
