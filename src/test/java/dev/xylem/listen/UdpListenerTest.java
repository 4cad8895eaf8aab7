package dev.xylem.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xylem.runtime.SystemTime;
import dev.xylem.runtime.Tasks;
import dev.xylem.runtime.VirtualThreads;
import dev.xylem.runtime.World;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** S42: from which ports nothing is taken, whether it looks like a query or not. */
class UdpListenerTest {

  @Test
  void s42PortsThatNoClientSendsFromGetNoAnswer() {
    var silent = new TreeSet<Integer>();
    for (int port = 0; port < 2000; port++) {
      if (!isAnswered(port, "F") || !isAnswered(port, "M")) {
        silent.add(port);
        assertEquals(false, isAnswered(port, "F") || isAnswered(port, "M"), "port " + port);
      }
    }
    assertEquals(List.of(0, 7, 11, 13, 17, 19, 37, 69, 123, 464), List.copyOf(silent));
  }

  /** Whether anything is done about a query from {@code port}: on the event loop or behind it. */
  private static boolean isAnswered(int port, String way) {
    var log = new SeldomLog(new SystemTime());
    // Nothing behind the event loop comes to an end: whoever gets there is counted.
    var world = new World(new SystemTime(), () -> 0, new Standstill());
    var settings = Doors.listen("");
    var working = new WorkingQueries((_, _, _) -> null, world, settings, log);
    FastPath fastPath =
        (query, _, _, answer) -> {
          if (query.getByte(12) == 'M') {
            return FastPath.Outcome.MISSED;
          }
          answer.writeBytes(query, query.readerIndex(), query.readableBytes());
          return FastPath.Outcome.ANSWERED;
        };
    var channel = new EmbeddedChannel(new UdpListener(fastPath, working, 512, log));
    ByteBuf query = Unpooled.wrappedBuffer(Doors.query(1, way));
    var server = new InetSocketAddress("127.0.0.1", 53);
    channel.writeInbound(
        new DatagramPacket(query, server, new InetSocketAddress("127.0.0.1", port)));
    channel.flush();
    DatagramPacket answer = channel.readOutbound();
    channel.finishAndReleaseAll();
    if (answer != null) {
      answer.release();
    }
    return answer != null || working.count() > 0;
  }

  /** Starts nothing: whoever has a place keeps it. */
  private static final class Standstill implements Tasks {
    @Override
    public void start(String name, Runnable task) {}

    @Override
    public <T> Promise<T> promise() {
      return new VirtualThreads().promise();
    }
  }
}
