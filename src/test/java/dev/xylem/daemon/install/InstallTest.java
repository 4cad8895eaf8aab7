package dev.xylem.daemon.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What install changes in the tree of each kind of machine, and that uninstall takes it back. */
class InstallTest {
  @TempDir private Path folder;

  private Path root;
  private Path home;
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void makeProgram() throws IOException {
    root = Files.createDirectories(folder.resolve("root"));
    home = Files.createDirectories(folder.resolve("home"));
    Path share = Files.createDirectories(home.resolve("share"));
    Files.writeString(home.resolve("xylem"), "#!/bin/sh\n");
    Files.copy(Path.of("config/system.yaml"), share.resolve("xylem.yaml"));
    for (String unit : List.of("xylem.service", "xylem.socket")) {
      Files.copy(Path.of("config/systemd", unit), share.resolve(unit));
    }
  }

  @ParameterizedTest
  @EnumSource(NameService.class)
  void uninstallLeavesTheTreeAsItWas(NameService kind) throws IOException {
    machineOf(kind);
    Map<String, String> before = tree();
    assertEquals(kind, NameService.of(machine(Machine.Mode.TREE)));

    install(Machine.Mode.TREE);
    String resolvers = Files.readString(root.resolve("etc/resolv.conf"));
    assertTrue(resolvers.contains("nameserver 127.0.0.1\n"), resolvers);
    assertTrue(resolvers.contains("search home.example\n"), resolvers);
    assertEquals(1, resolvers.lines().filter(line -> line.startsWith("nameserver")).count());
    Map<String, String> installed = tree();
    assertTrue(installed.containsKey("opt/xylem/xylem"), installed.toString());
    assertTrue(installed.containsKey("etc/systemd/system/xylem.service"), installed.toString());

    install(Machine.Mode.TREE);
    assertEquals(installed, tree(), "a second time changes nothing");

    assertTrue(new Installation(machine(Machine.Mode.TREE), home).remove(false));
    assertEquals(before, tree());
  }

  @ParameterizedTest
  @EnumSource(NameService.class)
  void aDryRunSaysAllAndChangesNothing(NameService kind) throws IOException {
    machineOf(kind);
    Map<String, String> before = tree();
    install(Machine.Mode.DRY);
    assertEquals(before, tree());
    assertTrue(out.toString().contains("would write /etc/resolv.conf"), out.toString());
    assertTrue(out.toString().lines().allMatch(line -> line.startsWith("would ")), out.toString());
    install(Machine.Mode.TREE);
    Map<String, String> installed = tree();
    new Installation(machine(Machine.Mode.DRY), home).remove(true);
    assertEquals(installed, tree());
  }

  /**
   * NetworkManager tells systemd-resolved which servers its links have, and when it starts and
   * finds another resolv.conf than that of systemd-resolved, it writes the file itself.
   */
  @Test
  void networkManagerBesideResolvedLeavesNamesToXylem() throws IOException {
    machineOf(NameService.RESOLVED);
    Path settings = root.resolve("etc/NetworkManager/conf.d/90-xylem.conf");
    Files.createDirectories(settings.getParent());
    Path link = root.resolve("run/systemd/resolve/netif/3");
    Files.createDirectories(link.getParent());
    Files.createFile(link);
    Map<String, String> before = tree();

    install(Machine.Mode.DRY);
    assertTrue(out.toString().contains("would run resolvectl revert 3\n"), out.toString());
    install(Machine.Mode.TREE);
    assertTrue(Files.readString(settings).contains("dns=none\n"));
    Map<String, String> installed = tree();
    assertEquals(NameService.RESOLVED, NameService.of(machine(Machine.Mode.TREE)));
    install(Machine.Mode.TREE);
    assertEquals(installed, tree(), "a second time changes nothing");
    assertTrue(new Installation(machine(Machine.Mode.TREE), home).remove(false));
    assertEquals(before, tree());
  }

  /** Else systemd goes on holding port 53, and queries wait there for nobody. */
  @Test
  void uninstallClosesTheSocketsOfSystemdBeforeItStopsTheService() throws IOException {
    machineOf(NameService.RESOLV_CONF);
    install(Machine.Mode.TREE);
    assertTrue(Files.exists(root.resolve("etc/systemd/system/xylem.socket")));
    new Installation(machine(Machine.Mode.DRY), home).remove(false);
    List<String> said = out.toString().lines().toList();
    int closed = said.indexOf("would run systemctl disable --now xylem.socket");
    assertTrue(closed >= 0, out.toString());
    assertTrue(closed < said.indexOf("would run systemctl stop xylem.service"), out.toString());
  }

  @Test
  void aStepThatFailsTakesTheOthersBack() throws IOException {
    machineOf(NameService.RESOLVED);
    Files.createDirectories(root.resolve("etc/systemd/resolved.conf.d/xylem.conf"));
    Map<String, String> before = tree();
    Machine machine = machine(Machine.Mode.TREE);
    assertThrows(IOException.class, () -> new Installation(machine, home).make());
    machine.undoThisRun();
    assertEquals(before, tree());
  }

  @Test
  void whatWasEditedSinceStays() throws IOException {
    machineOf(NameService.RESOLV_CONF);
    install(Machine.Mode.TREE);
    Path settings = root.resolve("etc/xylem/xylem.yaml");
    Path resolvers = root.resolve("etc/resolv.conf");
    Files.writeString(settings, "listen: {port: 5353}\n");
    Files.writeString(resolvers, "nameserver 192.0.2.1\n");
    install(Machine.Mode.TREE);
    assertEquals("listen: {port: 5353}\n", Files.readString(settings));
    Files.writeString(resolvers, "nameserver 192.0.2.1\n");
    assertTrue(new Installation(machine(Machine.Mode.TREE), home).remove(false));
    assertEquals("listen: {port: 5353}\n", Files.readString(settings));
    assertEquals("nameserver 192.0.2.1\n", Files.readString(resolvers));
  }

  private void install(Machine.Mode mode) throws IOException {
    new Installation(machine(mode), home).make();
  }

  private Machine machine(Machine.Mode mode) throws IOException {
    return new Machine(root, mode, new PrintWriter(out));
  }

  private void machineOf(NameService kind) throws IOException {
    Files.createDirectories(root.resolve("etc/systemd/system/multi-user.target.wants"));
    Files.createDirectories(root.resolve("run"));
    Files.createDirectories(root.resolve("var/lib"));
    // The user is there already: to add one takes root, and scripts/package-proof does it.
    Files.writeString(root.resolve("etc/passwd"), "xylem:x:999:999::/var/lib/xylem:/bin/false\n");
    Path file = root.resolve("etc/resolv.conf");
    String content = "nameserver 192.0.2.53\nsearch home.example\n";
    switch (kind) {
      case RESOLVED -> {
        Path stub = root.resolve("run/systemd/resolve/stub-resolv.conf");
        Files.createDirectories(stub.getParent());
        Files.writeString(stub, content);
        Files.createSymbolicLink(file, Path.of("../run/systemd/resolve/stub-resolv.conf"));
      }
      case NETWORK_MANAGER -> Files.writeString(file, "# Generated by NetworkManager\n" + content);
      case RESOLV_CONF -> {
        Files.createDirectories(root.resolve("etc/dhcp/dhclient-enter-hooks.d"));
        Files.writeString(file, content);
      }
    }
  }

  private Map<String, String> tree() throws IOException {
    var tree = new TreeMap<String, String>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        boolean folder = Files.isDirectory(path, java.nio.file.LinkOption.NOFOLLOW_LINKS);
        tree.put(root.relativize(path).toString(), folder ? "folder" : Place.read(path));
      }
    }
    return tree;
  }
}
