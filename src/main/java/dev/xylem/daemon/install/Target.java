package dev.xylem.daemon.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What is to be changed, and whether. */
final class Target {
  @Option(names = "--dry-run", description = "Print every change, and change nothing.")
  private boolean dry;

  @Option(
      names = "--root",
      paramLabel = "FOLDER",
      description = "Change the files below FOLDER instead, and run no commands but useradd.")
  private @Nullable Path root;

  Machine machine(CommandSpec spec) throws IOException {
    if (!dry && !Files.isWritable(Path.of("/etc"))) {
      throw new IOException("only root can do this; --dry-run shows what would be done");
    }
    if (!dry && root == null && !Files.isDirectory(Path.of("/run/systemd/system"))) {
      throw new IOException(
          "systemd does not run this machine: start xylem run by other means, or prepare the files"
              + " with --root /");
    }
    Machine.Mode mode = root == null ? Machine.Mode.RUNNING : Machine.Mode.TREE;
    Path where = root == null ? Path.of("/") : root.toAbsolutePath().normalize();
    return new Machine(where, dry ? Machine.Mode.DRY : mode, spec.commandLine().getOut());
  }
}
