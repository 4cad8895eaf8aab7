package dev.xylem.daemon;

import dev.xylem.config.text.ConfigException;
import dev.xylem.daemon.client.ControlCommands;
import dev.xylem.daemon.client.HealthCommand;
import dev.xylem.daemon.client.NoDaemonException;
import dev.xylem.daemon.install.InstallCommand;
import dev.xylem.daemon.install.UninstallCommand;
import dev.xylem.daemon.log.Logging;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.RrType;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Function;
import org.slf4j.LoggerFactory;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The program {@code xylem}. */
@Command(
    name = "xylem",
    description = "A recursive DNS resolver.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong usage or configuration",
      "3:no server is running"
    })
public final class Main {
  static final int FAILED = 1;
  static final int WRONG_CONFIGURATION = 2;
  static final int NO_DAEMON = 3;

  /** Runs the command that {@code arguments} name and exits with its code. */
  public static void main(String[] arguments) {
    Logging.begin();
    RunCommand usual = RunCommand.usual(List.of(arguments));
    System.exit(usual == null ? commandLine().execute(arguments) : outcome(usual));
  }

  /** Of the server itself: reading how command lines are written is a tenth of its start. */
  private static int outcome(RunCommand command) {
    // Who looks for a file of settings on the class path, as the library of metrics does, opens all
    // of it.
    Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try {
      return command.call();
    } catch (IOException | ConfigException | InterruptedException | RuntimeException e) {
      return explain(e, new PrintWriter(System.err, true));
    }
  }

  static CommandLine commandLine() {
    CommandLine program =
        new CommandLine(new Main())
            .addSubcommand(new RunCommand())
            .addSubcommand(new CheckCommand())
            .addSubcommand(new LookupCommand())
            .addSubcommand(new HealthCommand())
            .addSubcommand(new InstallCommand())
            .addSubcommand(new UninstallCommand());
    // Its own name would stand in its help, and nobody can type that here.
    var completion =
        new CommandLine(new AutoComplete.GenerateCompletion()).setCommandName("completion");
    return prepared(ControlCommands.addTo(program).addSubcommand("completion", completion));
  }

  private static CommandLine prepared(CommandLine program) {
    return program
        .registerConverter(Name.class, saying(Name::of))
        .registerConverter(RrType.class, saying(RrType::of))
        .registerConverter(InetAddress.class, saying(IpPrefix::address))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((e, command, _) -> explain(e, command.getErr()));
  }

  /** What an operator can mend is one line; what we have to mend comes with its stack trace. */
  private static int explain(Exception problem, PrintWriter err) {
    return switch (problem) {
      case ConfigException wrong -> {
        err.println(wrong.getMessage());
        yield WRONG_CONFIGURATION;
      }
      case NoDaemonException none -> {
        err.println("xylem: " + none.getMessage());
        yield NO_DAEMON;
      }
      case NoSuchFileException missing -> {
        err.println("xylem: " + missing.getFile() + ": there is no such file or folder");
        yield FAILED;
      }
      case AccessDeniedException denied -> {
        err.println("xylem: " + denied.getFile() + ": permission denied");
        yield FAILED;
      }
      case IOException failed -> {
        err.println("xylem: " + failed.getMessage());
        yield FAILED;
      }
      default -> {
        LoggerFactory.getLogger(Main.class).error("this is a mistake in Xylem", problem);
        yield FAILED;
      }
    };
  }

  /** Turns text into a value and reports what is wrong in the parser's own words. */
  private static <T> ITypeConverter<T> saying(Function<String, T> parser) {
    return text -> {
      try {
        return parser.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("'" + text + "': " + e.getMessage());
      }
    };
  }
}
