package dev.xylem.daemon.install;

import dev.xylem.daemon.install.Journal.Entry;
import dev.xylem.daemon.install.Journal.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The machine that is changed: the running one, or a tree with the files of one. Says each change
 * in a line; leaves alone what is as it should be. In a dry run it only says.
 */
final class Machine {
  static final String JOURNAL = "/var/lib/xylem-install/journal.json";

  private final Path root;
  private final Mode mode;
  private final PrintWriter out;
  private final Journal journal;
  private final Set<Entry> before;

  /** What is done. */
  enum Mode {
    /** Files and commands. */
    RUNNING,
    /** Files; commands are for a machine that runs. */
    TREE,
    /** Nothing. */
    DRY
  }

  Machine(Path root, Mode mode, PrintWriter out) throws IOException {
    this.root = root;
    this.mode = mode;
    this.out = out;
    journal = Journal.open(at(JOURNAL), mode != Mode.DRY);
    before = new HashSet<>(journal.entries());
  }

  /** Where {@code path} of the machine is here. */
  Path at(String path) {
    return root.resolve(path.substring(1));
  }

  boolean has(String path) {
    return Files.exists(at(path), java.nio.file.LinkOption.NOFOLLOW_LINKS);
  }

  /** The text of a file; empty if there is none. */
  String text(String path) {
    try {
      return Files.readString(at(path), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  Path root() {
    return root;
  }

  boolean isRunning() {
    return mode == Mode.RUNNING;
  }

  boolean isDry() {
    return mode == Mode.DRY;
  }

  Journal journal() {
    return journal;
  }

  void say(String text) {
    out.println((isDry() ? "would " : "") + text);
    out.flush();
  }

  void file(String path, String content) throws IOException {
    put(Kind.FILE, path, Place.file(content), "write " + path);
  }

  void settings(String path, String content) throws IOException {
    if (!has(path)) {
      put(Kind.SETTINGS, path, Place.file(content), "write " + path);
    }
  }

  void link(String path, String target) throws IOException {
    put(Kind.FILE, path, Place.link(target), "link " + path + " to " + target);
  }

  private void put(Kind kind, String path, String state, String what) throws IOException {
    String found = Place.read(at(path));
    if (found.equals(state)) {
      return;
    }
    folders(path);
    say(found.isEmpty() ? what : what + ", keeping what was there");
    journal.add(new Entry(kind, path, found, state, List.of()));
    if (!isDry()) {
      Place.write(at(path), state);
    }
  }

  /** Makes the folders that {@code path} is in. */
  private void folders(String path) throws IOException {
    Deque<String> missing = new ArrayDeque<>();
    for (String folder = parent(path); !has(folder); folder = parent(folder)) {
      missing.push(folder);
    }
    for (String folder : missing) {
      if (journal.of(folder).isEmpty()) {
        journal.add(new Entry(Kind.FOLDER, folder, "", "", List.of()));
      }
      if (!isDry()) {
        Files.createDirectory(at(folder));
      }
    }
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  /** Replaces the tree at {@code path} by a copy of {@code from}. */
  void tree(Path from, String path) throws IOException {
    say("copy the program to " + path);
    folders(path);
    journal.add(new Entry(Kind.TREE, path, "", "", List.of()));
    if (isDry()) {
      return;
    }
    Path fresh = at(path + ".new");
    Path old = at(path + ".old");
    Place.deleteTree(fresh);
    Place.deleteTree(old);
    Place.copyTree(from, fresh);
    if (has(path)) {
      Files.move(at(path), old); // What runs from there goes on: its files stay open.
    }
    Files.move(fresh, at(path));
    Place.deleteTree(old);
  }

  /** Notes that {@code command} is to be run when what follows has been taken back. */
  void whenUndone(String... command) throws IOException {
    journal.add(new Entry(Kind.COMMAND, "", "", "", List.of(command)));
  }

  /** Runs {@code command} on a running machine. */
  void run(String... command) throws IOException {
    if (mode != Mode.TREE) {
      execute(List.of(command));
    }
  }

  /** Runs {@code command}, which knows where the tree is, on any machine. */
  void execute(List<String> command) throws IOException {
    say("run " + String.join(" ", command));
    if (isDry()) {
      return;
    }
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(String.join(" ", command) + ": interrupted", e);
    }
  }

  /** Takes back what this run has changed. */
  void undoThisRun() {
    undo(journal.entries().stream().filter(entry -> !before.contains(entry)).toList(), false);
  }

  /** Takes back all that the journal has, last change first; goes on when something fails. */
  boolean undoAll(boolean purge) {
    return undo(journal.entries(), purge);
  }

  private boolean undo(List<Entry> entries, boolean purge) {
    boolean good = true;
    for (Entry entry : entries.reversed()) {
      try {
        undo(entry, purge);
        journal.remove(entry);
      } catch (IOException e) {
        good = false;
        out.println("could not be taken back: " + entry.path() + ": " + e.getMessage());
      }
    }
    out.flush();
    return good;
  }

  private void undo(Entry entry, boolean purge) throws IOException {
    switch (entry.kind()) {
      case FILE, SETTINGS -> restore(entry, purge);
      case FOLDER -> removeIfEmpty(at(entry.path()));
      case TREE -> {
        say("remove " + entry.path());
        if (!isDry()) {
          Place.deleteTree(at(entry.path()));
        }
      }
      case COMMAND -> {
        // All others are for a machine that runs.
        if (mode != Mode.TREE || entry.command().getFirst().equals("userdel")) {
          execute(entry.command());
        }
      }
    }
  }

  private void restore(Entry entry, boolean purge) throws IOException {
    String found = Place.read(at(entry.path()));
    if (found.equals(entry.before())) {
      return;
    }
    if (!found.equals(entry.now()) && !(purge && entry.kind() == Kind.SETTINGS)) {
      out.println("keeping " + entry.path() + ", which was changed since");
      return;
    }
    say((entry.before().isEmpty() ? "remove " : "restore ") + entry.path());
    if (!isDry()) {
      Place.write(at(entry.path()), entry.before());
    }
  }

  private void removeIfEmpty(Path folder) throws IOException {
    if (isDry() || !Files.isDirectory(folder)) {
      return;
    }
    try (var inside = Files.list(folder)) {
      if (inside.findAny().isPresent()) {
        return;
      }
    }
    Files.delete(folder);
  }
}
