package dev.xylem.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xylem.dns.Flag;
import dev.xylem.dns.IpPrefix;
import dev.xylem.listen.FastPath.Outcome;
import dev.xylem.listen.rate.ClientRates;
import dev.xylem.listen.rate.RateLimit;
import dev.xylem.listen.rate.RateLimitedPath;
import dev.xylem.policy.AccessList;
import dev.xylem.runtime.World;
import dev.xylem.wire.HeaderPeek;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The limit of clients' queries behind each kind of door, IPv4 and IPv6. */
class LimitedDoorsTest {
  private static final int MANY = 31;
  private static final World WORLD = World.system();
  private static final byte[] QUERY =
      HexFormat.of().parseHex("000001000001000000000000016103636f6d0000010001");

  private final RateLimit.Counts counts = new RateLimit.Counts();

  @ParameterizedTest
  @EnumSource(EventLoops.Kind.class)
  void aFloodFromOnePrefixIsLimited(EventLoops.Kind kind) throws IOException {
    var limit = new RateLimit(1, 24, 64, 3, List.of());
    var all = List.of(IpPrefix.of("0.0.0.0/0"), IpPrefix.of("::/0"));
    var shared =
        new RateLimitedPath.Shared(
            limit,
            new ClientRates(1, WORLD.time(), WORLD.entropy()),
            new AccessList(all, List.of()),
            null,
            WORLD.time(),
            counts);
    try (Listeners listeners =
        Listeners.start(
            Doors.listen("addresses: [127.0.0.1, '::1'], port: 0"),
            () -> new RateLimitedPath((_, _, _, _) -> Outcome.MISSED, shared),
            (query, _, _) -> query,
            WORLD,
            new EventLoops(kind, 1))) {
      for (String client : List.of("127.0.1.1", "127.0.2.1", "::1")) {
        int[] got = flood(client, listeners.addresses());
        assertEquals(1, got[0], client + ": answers");
        assertEquals((MANY - 1) / 3, got[1], client + ": truncated");
      }
      assertEquals(0, flood("127.0.1.99", listeners.addresses())[0]);
    }
  }

  /** Answers and empty ones, within less than the second in which the next would be due. */
  private static int[] flood(String from, List<InetSocketAddress> servers) throws IOException {
    InetAddress address = InetAddress.ofLiteral(from);
    InetSocketAddress server =
        servers.stream()
            .filter(other -> other.getAddress().getClass().equals(address.getClass()))
            .findFirst()
            .orElseThrow();
    int[] got = new int[2];
    try (var socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
      socket.connect(server);
      for (int i = 0; i < MANY; i++) {
        socket.send(new DatagramPacket(QUERY, QUERY.length));
      }
      socket.setSoTimeout(150);
      var packet = new DatagramPacket(new byte[512], 512);
      while (true) {
        socket.receive(packet);
        byte[] answer = Arrays.copyOf(packet.getData(), packet.getLength());
        got[HeaderPeek.header(answer).has(Flag.TC) ? 1 : 0]++;
      }
    } catch (SocketTimeoutException e) {
      return got;
    }
  }
}
