package dev.xylem.daemon;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that a test starts. */
public final class FreePort {
  private FreePort() {}

  /**
   * A port of 127.0.0.1 that nobody uses, over UDP and TCP. It is none of those that systems give
   * to clients: a socket of another test could have it before the server does.
   */
  public static int any() throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    for (int tries = 0; tries < 100; tries++) {
      var address =
          new InetSocketAddress(loopback, ThreadLocalRandom.current().nextInt(10_000, 30_000));
      try (var udp = new DatagramSocket(address);
          var tcp = new ServerSocket(address.getPort(), 1, loopback)) {
        assert udp.getLocalPort() == tcp.getLocalPort();
        return tcp.getLocalPort();
      } catch (IOException e) {
        // Somebody has it.
      }
    }
    throw new IOException("no free port");
  }
}
