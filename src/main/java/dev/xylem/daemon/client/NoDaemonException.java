package dev.xylem.daemon.client;

import java.io.IOException;
import java.nio.file.Path;

/** Nobody listens at the control socket. */
public final class NoDaemonException extends IOException {
  NoDaemonException(Path socket, IOException cause) {
    super("no server is running at " + socket + ": " + cause.getMessage(), cause);
  }
}
