package dev.xylem.daemon.install;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Set;

/** What is at a path, as one text: see {@link Journal.Entry}. */
final class Place {
  private static final String LINK = "link:";
  private static final String FILE = "file:";

  private Place() {}

  static String link(String target) {
    return LINK + target;
  }

  static String file(String content) {
    return file(content.getBytes(java.nio.charset.StandardCharsets.UTF_8), "rw-r--r--");
  }

  private static String file(byte[] content, String access) {
    return FILE + access + ":" + HexFormat.of().formatHex(content);
  }

  /** What is at {@code path} now; empty for nothing. */
  static String read(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return LINK + Files.readSymbolicLink(path);
    }
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    Set<PosixFilePermission> access = Files.getPosixFilePermissions(path);
    return file(Files.readAllBytes(path), PosixFilePermissions.toString(access));
  }

  /** Puts there, at once and as a whole, what {@code state} says. */
  static void write(Path path, String state) throws IOException {
    if (state.isEmpty()) {
      Files.deleteIfExists(path);
      return;
    }
    Path fresh = path.resolveSibling("." + path.getFileName() + ".xylem");
    Files.deleteIfExists(fresh);
    if (state.startsWith(LINK)) {
      Files.createSymbolicLink(fresh, Path.of(state.substring(LINK.length())));
    } else {
      String[] parts = state.split(":", 3);
      Files.write(fresh, HexFormat.of().parseHex(parts[2]));
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(parts[1]));
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Copies all of {@code from} to {@code to}, with modes, times and links. */
  static void copyTree(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                file,
                to.resolve(from.relativize(file)),
                StandardCopyOption.COPY_ATTRIBUTES,
                LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Deletes {@code tree} if it is there; follows no links. */
  static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path folder, java.io.@org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
