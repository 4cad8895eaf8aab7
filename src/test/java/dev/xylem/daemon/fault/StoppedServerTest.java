package dev.xylem.daemon.fault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.lab.LabInternet;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is told to stop says that it does. */
@Timeout(60)
class StoppedServerTest {
  @TempDir private Path home;

  /** Nothing is warm when the first request of all is the last one. */
  @Test
  void whoTellsItToStopHasAnAnswer() throws Exception {
    try (LabInternet internet = LabInternet.start(0)) {
      int port = ServerProcess.freePort();
      String settings = ServerProcess.settings(internet, port, home) + "}\n";
      Path config = Files.writeString(home.resolve("xylem.yaml"), settings);
      var server = new ServerProcess(config, "-n 300", port);
      try (var client = SocketChannel.open(UnixDomainSocketAddress.of(home.resolve("socket")))) {
        String request = "POST /v1/stop HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
        client.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
        String reply = new String(Channels.newInputStream(client).readAllBytes(), US_ASCII);
        assertTrue(reply.startsWith("HTTP/1.1 200 "), reply);
        assertEquals(0, server.process().waitFor());
      } finally {
        server.close();
      }
    }
  }
}
