package dev.xylem.daemon.install;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code xylem uninstall}. */
@Command(
    name = "uninstall",
    description = "Take back what install has changed, except edited settings and what was learnt.")
public final class UninstallCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin private final Target target = new Target();

  @Option(names = "--purge", description = "Remove /etc/xylem and /var/lib/xylem, too.")
  private boolean purge;

  @Override
  public Integer call() throws IOException {
    Machine machine = target.machine(spec);
    if (machine.journal().entries().isEmpty()) {
      spec.commandLine().getOut().println("nothing is installed: there is no " + Machine.JOURNAL);
    }
    return new Installation(machine, Path.of("/")).remove(purge) ? 0 : 1;
  }
}
