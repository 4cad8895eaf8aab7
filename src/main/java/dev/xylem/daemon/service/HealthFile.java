package dev.xylem.daemon.service;

import dev.xylem.control.SocketPlace;
import dev.xylem.dns.IpPrefix;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the launcher, which knows no settings, what {@code xylem health} is to ask: the file {@code
 * health} beside the control socket's default place, with an address and a port. A server with
 * settings of its own writes none, since it is not the one that is meant.
 */
public final class HealthFile {
  private static final Logger LOG = LoggerFactory.getLogger(HealthFile.class);

  private final Optional<Path> file;

  private HealthFile(Optional<Path> file) {
    this.file = file;
  }

  /** The file that the launcher reads; none when no folder can be had. */
  public static HealthFile usual() {
    return new HealthFile(SocketPlace.folder().map(folder -> folder.resolve("health")));
  }

  /** No file. */
  public static HealthFile none() {
    return new HealthFile(Optional.empty());
  }

  /** Writes down the first loopback address of {@code listening}, or else the first. */
  public void tell(List<InetSocketAddress> listening) {
    Optional<InetSocketAddress> server =
        listening.stream()
            .filter(address -> address.getAddress().isLoopbackAddress())
            .findFirst()
            .or(() -> listening.stream().findFirst());
    if (file.isEmpty() || server.isEmpty()) {
      return;
    }
    Path next = file.get().resolveSibling("health.new");
    try {
      String address = IpPrefix.text(server.get().getAddress());
      Files.writeString(next, address + " " + server.get().getPort() + "\n");
      Files.move(next, file.get(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("xylem health has to start a JVM: {}", e.getMessage());
    }
  }
}
