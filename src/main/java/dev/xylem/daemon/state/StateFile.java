package dev.xylem.daemon.state;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file that is replaced as a whole, so that at every moment there is either the old content or
 * the new; only its owner may read or write it.
 */
public final class StateFile {
  private final Path path;

  public StateFile(Path path) {
    this.path = path;
  }

  /** Writes all of the content. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** What the settings name, or else {@code name} in the folder that systemd made for it. */
  public static Optional<Path> find(
      Optional<Path> named, String name, Map<String, String> environment) {
    String folder = environment.getOrDefault("STATE_DIRECTORY", "");
    // There may be several, separated by colons; the first is ours.
    return folder.isEmpty()
        ? named
        : named.or(() -> Optional.of(Path.of(folder.split(":", 2)[0], name)));
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Puts new content in the place of the old, which stays when that fails. */
  public void replace(Content content) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    try {
      Files.deleteIfExists(fresh);
      write(fresh, content);
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
      syncFolder();
    } catch (IOException e) {
      Files.deleteIfExists(fresh); // It may be what fills the disk.
      throw e;
    }
  }

  private static void write(Path to, Content content) throws IOException {
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (FileChannel channel =
        FileChannel.open(
            to, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner)) {
      var out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
  }

  /** Else the new name might not be there after a loss of power. */
  private void syncFolder() throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Moves a damaged file out of the way; returns where it is now. */
  public Path setAside() throws IOException {
    Path aside = path.resolveSibling(path.getFileName() + ".damaged");
    Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
    return aside;
  }
}
