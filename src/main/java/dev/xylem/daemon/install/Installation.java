package dev.xylem.daemon.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What belongs to an installation, in the order in which it is made. */
final class Installation {
  private static final String PROGRAM = "/opt/xylem";
  private static final String SETTINGS = "/etc/xylem/xylem.yaml";
  private static final String UNITS = "/etc/systemd/system/";
  private static final String UNIT = UNITS + "xylem.service";

  /** Where a Debian package has it; then that is used. */
  private static final String PACKAGED_UNIT = "/usr/lib/systemd/system/xylem.service";

  private static final String ENABLED = "/etc/systemd/system/multi-user.target.wants/xylem.service";

  private final Machine machine;
  private final Path home;

  /** An installation on {@code machine} of the program in {@code home}. */
  Installation(Machine machine, Path home) {
    this.machine = machine;
    this.home = home;
  }

  void make() throws IOException {
    boolean packaged = machine.has(PACKAGED_UNIT);
    if (!packaged && !home.equals(machine.at(PROGRAM))) {
      machine.tree(home, PROGRAM);
      machine.link("/usr/local/bin/xylem", PROGRAM + "/xylem");
    }
    addUser();
    machine.settings(SETTINGS, share("xylem.yaml"));
    machine.whenUndone("systemctl", "daemon-reload");
    if (!packaged) {
      machine.file(UNIT, share("xylem.service"));
      machine.file(UNITS + "xylem.socket", share("xylem.socket"));
    }
    machine.run("systemctl", "daemon-reload");
    machine.whenUndone("systemctl", "stop", "xylem.service");
    // The operator may have opened it since; it would start the service again.
    machine.whenUndone("systemctl", "disable", "--now", "xylem.socket");
    machine.link(ENABLED, packaged ? PACKAGED_UNIT : UNIT);
    // It is ready when systemctl returns: only then is the machine pointed at it.
    machine.run("systemctl", "restart", "xylem.service");
    NameService.of(machine).point(machine);
  }

  /** Takes back all; {@code purge} removes edited settings and what was learnt, too. */
  boolean remove(boolean purge) throws IOException {
    boolean good = machine.undoAll(purge);
    if (purge) {
      for (String left : List.of("/etc/xylem", "/var/lib/xylem")) {
        if (machine.has(left)) {
          machine.say("remove " + left);
          if (!machine.isDry()) {
            Place.deleteTree(machine.at(left));
          }
        }
      }
    }
    return good;
  }

  private void addUser() throws IOException {
    if (machine.text("/etc/passwd").lines().anyMatch(line -> line.startsWith("xylem:"))) {
      return;
    }
    List<String> add = new ArrayList<>(List.of("useradd"));
    List<String> remove = new ArrayList<>(List.of("userdel"));
    if (!machine.isRunning() && !machine.root().equals(Path.of("/"))) {
      List<String> where = List.of("--prefix", machine.root().toString());
      add.addAll(where);
      remove.addAll(where);
    }
    add.addAll(List.of("--system", "--user-group", "--no-create-home"));
    add.addAll(List.of("--home-dir", "/var/lib/xylem", "--shell", "/usr/sbin/nologin", "xylem"));
    remove.add("xylem");
    machine.whenUndone(remove.toArray(String[]::new));
    machine.execute(add);
  }

  private String share(String name) throws IOException {
    return Files.readString(home.resolve("share").resolve(name));
  }
}
