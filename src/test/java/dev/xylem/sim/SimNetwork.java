package dev.xylem.sim;

import dev.xylem.dns.Flag;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.upstream.Network;
import dev.xylem.upstream.Sockets;
import dev.xylem.upstream.TcpExchange;
import dev.xylem.upstream.UdpExchange;
import dev.xylem.wire.MessageEncoder;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The network of a run: sockets for the real exchanges, on which arrive the replies of the
 * simulated servers, as late, cut, doubled, preceded by forgeries or not at all as the {@link
 * Faults} say.
 */
final class SimNetwork implements Sockets {
  private static final int MOST_LOST = 3;
  private static final long NOTICED_NANOS = TimeUnit.SECONDS.toNanos(12);
  private static final Question PRIMING = new Question(Name.ROOT, RrType.NS);

  private final Map<InetAddress, SimAuthority> authorities;
  private final Faults faults;
  private final Poison poison;
  private final SimWorld world;
  private final Random chance;
  private final Set<Sent> lostLast = new HashSet<>();
  private final Map<InetAddress, byte[]> lastReplies = new HashMap<>();
  private final Map<InetAddress, List<Long>> losses = new HashMap<>();
  private final Set<InetAddress> cutOff = new HashSet<>();
  private boolean stormy;
  private int packets;
  private int forged;
  private final List<Asked> log = new ArrayList<>();
  private final List<InetAddress> connects = new ArrayList<>();

  /** One query as one thread sends it to one server, perhaps again. */
  private record Sent(Thread thread, InetAddress server, Question question) {}

  /** What a server was asked. */
  record Asked(InetAddress server, Transport transport, Message query) {}

  private record Arrival(long at, byte[] packet) {}

  SimNetwork(Internet internet, Faults faults, SimWorld world, long seed) {
    this.authorities = internet.authorities();
    this.poison = internet.poison();
    this.faults = faults;
    this.world = world;
    this.chance = new Random(seed);
  }

  /** The real exchanges on these sockets. */
  Network network() {
    return new Network(new UdpExchange(this, world), new TcpExchange(this, world));
  }

  /** Queries sent so far, over UDP or TCP, without those of priming. */
  int packets() {
    return packets;
  }

  /** Every query sent so far. */
  List<Asked> log() {
    return log;
  }

  /** Forged packets that arrived. */
  int forged() {
    return forged;
  }

  /** To whom connections were opened, or were tried to be. */
  List<InetAddress> connects() {
    return connects;
  }

  /**
   * Whether so many queries to one of {@code addresses} were lost lately, of whichever clients,
   * that the server may count as down: then one query tries it, and others do not wait for it.
   */
  boolean seemsDown(List<InetAddress> addresses) {
    return addresses.stream()
        .anyMatch(address -> losses.getOrDefault(address, List.of()).size() >= MOST_LOST);
  }

  /** Begins a time in which most is lost and every third server is cut off. */
  void beginStorm() {
    stormy = true;
    authorities.keySet().stream().filter(_ -> chance.nextInt(3) == 0).forEach(cutOff::add);
  }

  void endStorm() {
    stormy = false;
    cutOff.clear();
  }

  @Override
  public Datagrams datagrams(InetSocketAddress server) throws IOException {
    checkRoute(server);
    return new SimDatagrams(server.getAddress());
  }

  @Override
  public Connection connect(InetSocketAddress server, long nanos) throws IOException {
    checkRoute(server);
    connects.add(server.getAddress());
    SimAuthority authority = authorities.get(server.getAddress());
    if (authority == null || isCutOff(server.getAddress()) || isDead(authority)) {
      world.sleep(nanos);
      throw new SocketTimeoutException();
    }
    world.sleep(Math.min(nanos, authority.delay()));
    if (!authority.acceptsConnections()) {
      throw new ConnectException("connection refused");
    }
    return new SimConnection(server.getAddress(), authority);
  }

  private void checkRoute(InetSocketAddress server) throws IOException {
    if (faults.ipv4Only() && server.getAddress() instanceof Inet6Address) {
      throw new SocketException("network is unreachable");
    }
  }

  private static boolean isDead(SimAuthority authority) {
    return authority.quirk() == SimAuthority.Quirk.DEAD;
  }

  private boolean isCutOff(InetAddress server) {
    return cutOff.contains(server);
  }

  private boolean happens(int percent) {
    return percent > 0 && chance.nextInt(100) < percent;
  }

  private void count(InetAddress server, Transport transport, Message query) {
    log.add(new Asked(server, transport, query));
    if (!query.question().equals(PRIMING)) {
      packets++;
    }
  }

  private final class SimDatagrams implements Datagrams {
    private final InetAddress server;
    private final List<Arrival> inbox = new ArrayList<>();
    private @Nullable IOException error;

    SimDatagrams(InetAddress server) {
      this.server = server;
    }

    @Override
    public void send(byte[] packet) {
      Message query = SimAuthority.decoded(packet);
      count(server, Transport.UDP, query);
      SimAuthority authority = authorities.get(server);
      if (authority == null || isCutOff(server) || isLost(query)) {
        return;
      }
      if (authority.quirk() == SimAuthority.Quirk.UNREACHABLE) {
        error = new PortUnreachableException("port unreachable");
        return;
      }
      byte[] reply = authority.reply(packet, Transport.UDP);
      if (reply == null) {
        return;
      }
      long at = world.nanos() + authority.delay();
      disturb(query, at);
      if (faults.jitter() > 0) {
        at += chance.nextLong(faults.jitter());
      }
      byte[] delivered = happens(faults.truncation()) ? cut(reply) : reply;
      inbox.add(new Arrival(at, delivered));
      if (happens(faults.duplicates())) {
        inbox.add(new Arrival(at + chance.nextLong(1_000_000), delivered));
      }
      lastReplies.put(server, reply);
      inbox.sort(Comparator.comparingLong(Arrival::at));
    }

    private boolean isLost(Message query) {
      Question question = query.question();
      var sent = new Sent(Thread.currentThread(), server, question);
      boolean spared = lostLast.remove(sent) && faults.fair() && !stormy;
      boolean lost = !spared && happens(stormy ? 80 : faults.loss());
      List<Long> lostLately = losses.computeIfAbsent(server, _ -> new ArrayList<>());
      if (lost) {
        lostLast.add(sent);
        lostLately.add(world.nanos());
      } else {
        // A reply makes up for what was lost before, but not for what nobody has missed yet.
        lostLately.removeIf(at -> world.nanos() - at > NOTICED_NANOS);
      }
      return lost;
    }

    /** What others, or the past, send before the reply comes. */
    private void disturb(Message query, long before) {
      byte[] last = lastReplies.get(server);
      if (last != null && happens(faults.late())) {
        inbox.add(new Arrival(before - 1, last));
      }
      if (happens(faults.spoofs())) {
        int flood = faults.spoofs() < 100 && chance.nextInt(8) == 0 ? 3 : 1;
        for (int i = 0; i < flood; i++) {
          inbox.add(new Arrival(before - 2 - i, forged(query)));
        }
      }
    }

    private byte[] forged(Message query) {
      forged++;
      List<Forgery> kinds = faults.forgeries();
      return kinds.get(chance.nextInt(kinds.size())).of(query, poison);
    }

    private static byte[] cut(byte[] reply) {
      Message whole = SimAuthority.decoded(reply);
      return MessageEncoder.encode(
          Message.empty(whole.header().with(Flag.TC), whole.rcode(), whole.questions()), 512);
    }

    @Override
    public byte @Nullable [] receive(int most, long nanos) throws IOException {
      if (error != null) {
        world.sleep(Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(5)));
        throw error;
      }
      long until = world.nanos() + nanos;
      Arrival next = inbox.isEmpty() ? null : inbox.getFirst();
      if (next == null || next.at() > until) {
        world.sleep(nanos);
        return null;
      }
      inbox.removeFirst();
      world.sleep(Math.max(0, next.at() - world.nanos()));
      return Arrays.copyOf(next.packet(), Math.min(most, next.packet().length));
    }

    @Override
    public void close() {}
  }

  private final class SimConnection implements Connection {
    private final InetAddress server;
    private final SimAuthority authority;
    private byte[] incoming = {};
    private int at;

    SimConnection(InetAddress server, SimAuthority authority) {
      this.server = server;
      this.authority = authority;
    }

    @Override
    public void write(byte[] octets) {
      byte[] query = Arrays.copyOfRange(octets, 2, octets.length);
      count(server, Transport.TCP, SimAuthority.decoded(query));
      boolean hangsUp = authority.quirk() == SimAuthority.Quirk.HANGS_UP;
      byte[] reply = hangsUp ? null : authority.reply(query, Transport.TCP);
      if (reply != null) {
        incoming = new byte[reply.length + 2];
        incoming[0] = (byte) (reply.length >>> 8);
        incoming[1] = (byte) reply.length;
        System.arraycopy(reply, 0, incoming, 2, reply.length);
      }
    }

    @Override
    public int read(byte[] target, int offset, int length, long nanos) throws IOException {
      if (at == 0) {
        world.sleep(Math.min(nanos, authority.delay()));
        if (nanos < authority.delay()) {
          throw new SocketTimeoutException();
        }
      }
      if (at == incoming.length) {
        return -1;
      }
      // Segments: a message comes in pieces.
      int piece = Math.min(Math.min(length, incoming.length - at), 1400);
      System.arraycopy(incoming, at, target, offset, piece);
      at += piece;
      return piece;
    }

    @Override
    public void close() {}
  }
}
