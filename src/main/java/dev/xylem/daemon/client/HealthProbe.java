package dev.xylem.daemon.client;

import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Rcode;
import dev.xylem.runtime.Entropy;
import dev.xylem.runtime.SecureEntropy;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * One UDP query to a server, for {@code . NS} without RD: cheap, never hidden, and it makes the
 * server ask nobody else. Any answer but SERVFAIL is a sign of health, REFUSED too.
 */
final class HealthProbe {
  private static final int TIMEOUT_MILLIS = 2000;
  private static final int HEADER = 12;

  private HealthProbe() {}

  /** What was found, with one line for the operator. */
  record Finding(Health health, String text) {}

  /** How a server is. */
  enum Health {
    OK,
    SICK,
    /** Nobody is there. */
    NONE
  }

  static Finding ask(InetSocketAddress server) {
    String who = IpPrefix.text(server.getAddress()) + " port " + server.getPort();
    Entropy entropy = new SecureEntropy();
    short id = (short) entropy.nextBits();
    long start = System.nanoTime();
    try (var socket = new DatagramSocket()) {
      socket.connect(server);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      byte[] query = query(id);
      socket.send(new DatagramPacket(query, query.length));
      Rcode rcode = receive(socket, id);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      String text = who + " answered " + rcode + " in " + millis + " ms";
      return rcode.equals(Rcode.SERVFAIL)
          ? new Finding(Health.SICK, "sick: " + text)
          : new Finding(Health.OK, "ok: " + text);
    } catch (SocketTimeoutException e) {
      return new Finding(Health.SICK, "silent: " + who + " has not answered for 2 s");
    } catch (PortUnreachableException e) {
      return new Finding(Health.NONE, "closed: nobody listens on " + who);
    } catch (IOException e) {
      return new Finding(Health.SICK, "unreachable: " + who + ": " + e.getMessage());
    }
  }

  private static byte[] query(short id) {
    return ByteBuffer.allocate(HEADER + 5)
        .putShort(id)
        .putShort(4, (short) 1)
        .putShort(HEADER + 1, (short) 2)
        .putShort(HEADER + 3, (short) 1)
        .array();
  }

  /** The RCODE of the first datagram that is an answer with our id; others are skipped. */
  private static Rcode receive(DatagramSocket socket, short id) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
    var packet = new DatagramPacket(new byte[512], 512);
    while (System.nanoTime() < end) {
      socket.receive(packet);
      ByteBuffer answer = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
      if (answer.remaining() >= HEADER && answer.getShort(0) == id && answer.get(2) < 0) {
        return new Rcode(answer.get(3) & 0xF);
      }
    }
    throw new SocketTimeoutException();
  }
}
