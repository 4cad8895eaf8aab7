package dev.xylem.listen;

import dev.xylem.cache.NameServer;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.iterate.RootHints;
import dev.xylem.sim.SimWorld;
import dev.xylem.upstream.Sockets;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An internet in virtual time that is cheap enough for a hundred thousand queries: a root, and
 * below it zones of one label with one server each. Every name in a zone has an address.
 */
final class CrowdedInternet implements Sockets {
  static final long SILENT = -1;
  private static final InetAddress ROOT = InetAddress.ofLiteral("198.51.100.1");
  private static final long ROOT_DELAY = TimeUnit.MILLISECONDS.toNanos(5);

  private final SimWorld world;
  private final Map<Name, InetAddress> servers = new HashMap<>();
  private final Map<InetAddress, Server> behaviours = new HashMap<>();
  private final Map<Question, Integer> inFlight = new HashMap<>();
  private int mostInFlight;
  private int packets;

  /** How long a server takes for its reply, in nanoseconds; {@link #SILENT} when there is none. */
  interface Server {
    long delay();
  }

  CrowdedInternet(SimWorld world) {
    this.world = world;
  }

  static RootHints hints() {
    return new RootHints(List.of(new NameServer(Name.of("root."), List.of(ROOT))));
  }

  /** Adds a zone with a server of its own. */
  void zone(String apex, Server server) {
    int n = behaviours.size() + 1;
    InetAddress address = InetAddress.ofLiteral("203.0." + (n >> 8) + "." + (n & 0xFF));
    servers.put(Name.of(apex), address);
    behaviours.put(address, server);
  }

  /** Queries sent to the servers of zones. */
  int packets() {
    return packets;
  }

  /** The most queries for one question that were under way at one time. */
  int mostInFlight() {
    return mostInFlight;
  }

  @Override
  public Datagrams datagrams(InetSocketAddress server) {
    return new Exchanged(server.getAddress());
  }

  @Override
  public Connection connect(InetSocketAddress server, long nanos) throws IOException {
    throw new ConnectException("connection refused");
  }

  private Message reply(InetAddress server, Message query) {
    Question question = query.question();
    Header header = Header.of(query.header().id(), Flag.QR);
    if (server.equals(ROOT)) {
      Name zone = question.name().ancestor(1);
      Name host = Name.of("ns." + zone);
      InetAddress address = Objects.requireNonNull(servers.get(zone));
      return new Message(
          header,
          Rcode.NOERROR,
          query.questions(),
          List.of(),
          List.of(RrSet.of(zone, RrType.NS, 86_400, Rdata.of(host))),
          List.of(RrSet.of(host, RrType.A, 86_400, Rdata.of(address.getAddress()))),
          query.edns());
    }
    RrSet address =
        RrSet.of(question.name(), RrType.A, 300, Rdata.of(new byte[] {(byte) 192, 0, 2, 1}));
    return new Message(
        header.with(Flag.AA),
        Rcode.NOERROR,
        query.questions(),
        List.of(address),
        List.of(),
        List.of(),
        query.edns());
  }

  private final class Exchanged implements Datagrams {
    private final InetAddress server;
    private byte[] reply = {};
    private long at = Long.MAX_VALUE;
    private Question question = new Question(Name.ROOT, RrType.A);

    Exchanged(InetAddress server) {
      this.server = server;
    }

    @Override
    public void send(byte[] packet) throws IOException {
      try {
        Message query = MessageDecoder.decode(packet, packet.length);
        question = query.question();
        mostInFlight = Math.max(mostInFlight, inFlight.merge(question, 1, Integer::sum));
        long delay =
            server.equals(ROOT)
                ? ROOT_DELAY
                : Objects.requireNonNull(behaviours.get(server)).delay();
        packets += server.equals(ROOT) ? 0 : 1;
        if (delay != SILENT) {
          reply = MessageEncoder.encode(reply(server, query), 1232);
          at = world.nanos() + delay;
        }
      } catch (FormatException e) {
        throw new IOException(e);
      }
    }

    @Override
    public byte @Nullable [] receive(int most, long nanos) throws IOException {
      long wait = at - world.nanos();
      world.sleep(Math.min(nanos, wait));
      if (Thread.currentThread().isInterrupted()) {
        throw new IOException("closed by interrupt");
      }
      if (wait > nanos) {
        return null;
      }
      return Arrays.copyOf(reply, Math.min(most, reply.length));
    }

    @Override
    public void close() {
      inFlight.merge(question, -1, Integer::sum);
    }
  }
}
