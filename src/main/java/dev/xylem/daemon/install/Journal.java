package dev.xylem.daemon.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.ObjectMapper;

/** How what was changed is taken back, first change first; in a file that only root can write. */
final class Journal {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final boolean written;
  private final List<Entry> entries;

  /** What kind of change an entry takes back. */
  enum Kind {
    /** A file or symbolic link was written: what was there before comes back. */
    FILE,
    /** The operator's own file: as FILE, but what was edited since stays unless all is purged. */
    SETTINGS,
    /** A folder was made: it goes if it is empty. */
    FOLDER,
    /** A whole tree was copied: it goes. */
    TREE,
    /** A command is run. */
    COMMAND
  }

  /**
   * One change.
   *
   * @param path what was changed; empty for a command
   * @param before what was there: nothing (empty), {@code link:} and its target, or {@code file:},
   *     the octal mode, a colon, and the octets in hexadecimal digits
   * @param now what we made of it, written the same way
   * @param command what to run; empty for other kinds
   */
  record Entry(Kind kind, String path, String before, String now, List<String> command) {}

  private record Content(List<Entry> entries) {}

  private Journal(Path file, boolean written, List<Entry> entries) {
    this.file = file;
    this.written = written;
    this.entries = new ArrayList<>(entries);
  }

  /** What is in {@code file}, if it is there; a dry run's is never {@code written}. */
  static Journal open(Path file, boolean written) throws IOException {
    List<Entry> found =
        Files.exists(file)
            ? JSON.readValue(Files.readString(file), Content.class).entries()
            : List.of();
    return new Journal(file, written, found);
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  Optional<Entry> of(String path) {
    return entries.stream().filter(entry -> entry.path().equals(path)).findFirst();
  }

  /** Adds an entry, unless the same is there; one for a path that is noted keeps its "before". */
  void add(Entry entry) throws IOException {
    Optional<Entry> known = entry.path().isEmpty() ? Optional.empty() : of(entry.path());
    if (known.isPresent()) {
      Entry old = known.get();
      entries.set(
          entries.indexOf(old),
          new Entry(entry.kind(), entry.path(), old.before(), entry.now(), List.of()));
    } else if (!entries.contains(entry)) {
      entries.add(entry);
    }
    save();
  }

  void remove(Entry entry) throws IOException {
    entries.remove(entry);
    save();
  }

  private void save() throws IOException {
    if (!written) {
      return;
    }
    if (entries.isEmpty()) {
      Files.deleteIfExists(file);
      Files.deleteIfExists(file.getParent());
      return;
    }
    Files.createDirectories(file.getParent());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(
        fresh, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(new Content(entries)));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
