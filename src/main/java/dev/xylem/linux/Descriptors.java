package dev.xylem.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** How many files and sockets this process may have open. */
public final class Descriptors {
  private static final int RLIMIT_NOFILE = 7;

  private Descriptors() {}

  /** The limit, which the JVM has raised as far as it may; very many where it is not known. */
  public static int most() {
    if (!Kernel.isAvailable()) {
      return Integer.MAX_VALUE;
    }
    try (var calls = Arena.ofConfined()) {
      MemorySegment state = calls.allocate(Kernel.CALL_STATE);
      MemorySegment limit = calls.allocate(16, 8);
      int failed = Kernel.GETRLIMIT.with(state, RLIMIT_NOFILE, limit.address());
      return failed != 0
          ? Integer.MAX_VALUE
          : (int) Math.clamp(limit.get(JAVA_LONG, 0) & Long.MAX_VALUE, 1, Integer.MAX_VALUE);
    }
  }

  /**
   * How many are open now, or a few more, with those of the libraries that are not open yet: the
   * JVM opens each when it first looks into it. Libraries of one name are one. 0 where it is not
   * known.
   */
  public static int open() {
    try {
      Set<Path> all = new HashSet<>();
      libraries().forEach(library -> all.add(library.getFileName()));
      for (Path descriptor : in(Path.of("/proc/self/fd"))) {
        Path target = target(descriptor);
        all.add(isLibrary(target) ? target.getFileName() : descriptor);
      }
      return all.size();
    } catch (IOException e) {
      return 0;
    }
  }

  /** What stands on the class path, and in the folder beside it that a program's jar names. */
  private static List<Path> libraries() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String element : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
      Path library = Path.of(element).toAbsolutePath().normalize();
      found.add(library);
      Path beside = library.resolveSibling("lib");
      if (isLibrary(library) && Files.isDirectory(beside)) {
        found.addAll(in(beside));
      }
    }
    found.removeIf(path -> !isLibrary(path));
    return found;
  }

  private static boolean isLibrary(Path path) {
    return path.toString().endsWith(".jar");
  }

  private static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  /** What {@code descriptor} is of; itself when it is closed by now. */
  private static Path target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor);
    } catch (IOException e) {
      return descriptor;
    }
  }
}
