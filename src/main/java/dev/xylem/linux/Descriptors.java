package dev.xylem.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** How many are open now, or a few more; 0 where it is not known. */
  public static int open() {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return (int) all.count();
    } catch (IOException e) {
      return 0;
    }
  }
}
