package dev.xylem.daemon.querylog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Full files, kept beside the one that is written: with .1 behind its name, then .2 and so on. */
public final class PutAside {
  private PutAside() {}

  /** Moves {@code file}, if it exists, and each before it one further; the oldest goes. */
  public static void move(Path file, int files) throws IOException {
    for (int i = files; i >= 1; i--) {
      Path from = i == 1 ? file : numbered(file, i - 1);
      if (Files.exists(from)) {
        Files.move(from, numbered(file, i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static Path numbered(Path file, int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }
}
