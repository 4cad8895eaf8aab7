package dev.xylem.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.config.Settings;
import dev.xylem.daemon.ResolverStack;
import dev.xylem.dns.Transport;
import dev.xylem.runtime.Tasks;
import dev.xylem.sim.SimScheduler;
import dev.xylem.sim.SimWorld;
import dev.xylem.upstream.Network;
import dev.xylem.upstream.Sockets;
import dev.xylem.upstream.TcpExchange;
import dev.xylem.upstream.UdpExchange;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** S42: two servers, each of which forwards everything to the other, in virtual time. */
class ForwardingLoopTest {
  private static final InetAddress A = InetAddress.ofLiteral("10.0.0.1");
  private static final InetAddress B = InetAddress.ofLiteral("10.0.0.2");

  private final SimScheduler scheduler = new SimScheduler(42);
  private final SimWorld world = new SimWorld(scheduler, 42);
  private final Map<InetAddress, WorkingQueries> instances = new HashMap<>();
  private int packets;

  @Test
  void s42TwoServersThatForwardToEachOtherDoNotStorm() {
    instances.put(A, instance(A, B));
    instances.put(B, instance(B, A));
    List<Integer> rcodes = new ArrayList<>();
    int questions = 100;
    for (int i = 0; i < questions; i++) {
      byte[] query = CrowdedServer.query(i, "www" + i + ".example.");
      var client = new InetSocketAddress(InetAddress.ofLiteral("10.0.1.1"), 5353);
      scheduler.start(
          "client",
          () ->
              Objects.requireNonNull(instances.get(A))
                  .start(
                      query,
                      client,
                      Transport.TCP,
                      answer -> rcodes.add(Objects.requireNonNull(answer)[3] & 0xF)));
    }
    scheduler.runUntil(() -> false);
    assertEquals(questions, rcodes.stream().filter(rcode -> rcode == 2).count());
    // Three tries of each, at most.
    assertTrue(packets <= 6 * questions, packets + " packets");
    assertTrue(scheduler.now() < 20_000_000_000L, "it is over after " + scheduler.now() + " ns");
  }

  private WorkingQueries instance(InetAddress self, InetAddress other) {
    String forward =
        CrowdedServer.NOT_PRIMED
            + "forward-zones: [{name: ., servers: ["
            + other.getHostAddress()
            + "]}]\n";
    Settings settings = CrowdedServer.settings(forward);
    var sockets = new Cable(self);
    var network = new Network(new UdpExchange(sockets, world), new TcpExchange(sockets, world));
    var stack = ResolverStack.build(settings, CrowdedInternet.hints(), network, world.world());
    return new WorkingQueries(
        CrowdedServer.service(settings, stack, world),
        world.world(),
        settings.listen(),
        new SeldomLog(world));
  }

  /** Leads from one instance to another. */
  private final class Cable implements Sockets {
    private final InetAddress from;

    Cable(InetAddress from) {
      this.from = from;
    }

    @Override
    public Datagrams datagrams(InetSocketAddress to) {
      return new End(to.getAddress());
    }

    @Override
    public Connection connect(InetSocketAddress server, long nanos) throws IOException {
      throw new ConnectException("connection refused");
    }

    private final class End implements Datagrams {
      private final InetAddress to;
      private final Tasks.Promise<byte[]> reply = world.promise();

      End(InetAddress to) {
        this.to = to;
      }

      @Override
      public void send(byte[] packet) {
        packets++;
        Objects.requireNonNull(instances.get(to))
            .start(packet, new InetSocketAddress(from, 40_000), Transport.UDP, this::take);
      }

      private void take(byte @Nullable [] answer) {
        if (answer != null) {
          reply.fill(answer);
        }
      }

      @Override
      public byte @Nullable [] receive(int most, long nanos) throws IOException {
        try {
          byte[] octets = reply.await(nanos);
          return octets == null ? null : Arrays.copyOf(octets, Math.min(most, octets.length));
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }

      @Override
      public void close() {}
    }
  }
}
