package dev.xylem.daemon.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code xylem install}. */
@Command(
    name = "install",
    description = {
      "Make Xylem the resolver of this machine: the program to /opt/xylem, a user, a systemd unit,"
          + " /etc/xylem/xylem.yaml, and names are asked of it.",
      "Again, it upgrades. When a step fails, the others are taken back."
    })
public final class InstallCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin private final Target target = new Target();

  @Override
  public Integer call() throws IOException {
    Path home = Path.of(System.getProperty("xylem.home", ""));
    if (!Files.exists(home.resolve("share/xylem.service"))) {
      throw new IOException("nothing to install in " + home + "; see docs/operations.md");
    }
    Machine machine = target.machine(spec);
    try {
      new Installation(machine, home).make();
      return 0;
    } catch (IOException e) {
      spec.commandLine().getErr().println("xylem: " + e.getMessage() + "; taking back the rest");
      machine.undoThisRun();
      return 1;
    }
  }
}
