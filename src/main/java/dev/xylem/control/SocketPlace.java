package dev.xylem.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the UNIX socket is when no setting says so: {@code control.sock} in {@code /run/xylem}, in
 * {@code $XDG_RUNTIME_DIR/xylem}, or in {@code xylem-USER} of the folder for temporary files. The
 * server takes the first of these folders that it can have; a command the first with a socket.
 */
public final class SocketPlace {
  private static final String SOCKET = "control.sock";

  private SocketPlace() {}

  /** For a command: the socket to try. */
  public static Path ofClient(Optional<Path> configured) {
    return configured.orElseGet(() ->
        folders().stream()
            .map(folder -> folder.resolve(SOCKET))
            .filter(Files::exists)
            .findFirst()
            .orElseGet(() -> folders().getFirst().resolve(SOCKET)));
  }

  /** For the server: where to make the socket. */
  static Path ofServer(Optional<Path> configured) throws IOException {
    if (configured.isPresent()) {
      return configured.get();
    }
    return folder()
        .map(folder -> folder.resolve(SOCKET))
        .orElseThrow(
            () -> new IOException("no folder for the control socket can be written: " + folders()));
  }

  /** For the server: the first folder that it can have; made if missing. */
  public static Optional<Path> folder() {
    return folders().stream().filter(SocketPlace::isOurs).findFirst();
  }

  private static List<Path> folders() {
    List<Path> folders = new ArrayList<>(List.of(Path.of("/run/xylem")));
    @Nullable String session = System.getenv("XDG_RUNTIME_DIR");
    if (session != null && !session.isEmpty()) {
      folders.add(Path.of(session, "xylem"));
    }
    String temporary = System.getProperty("java.io.tmpdir");
    folders.add(Path.of(temporary, "xylem-" + System.getProperty("user.name")));
    return folders;
  }

  /** Whether we may write there and nobody else made it for us to fall for; made if missing. */
  private static boolean isOurs(Path folder) {
    try {
      if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        var access = PosixFilePermissions.fromString("rwxr-x---");
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(access));
      }
      String owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).getName();
      return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          && owner.equals(System.getProperty("user.name"))
          && Files.isWritable(folder);
    } catch (IOException e) {
      return false;
    }
  }
}
