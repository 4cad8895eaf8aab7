package dev.xylem.daemon.fault;

import dev.xylem.wire.HeaderPeek;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Many clients that ask at a steady rate, whether they get answers or not, and ask once only. Each
 * has an address and a port of its own.
 */
final class SteadyLoad implements AutoCloseable {
  /** Names that are asked for; all have addresses in the lab. */
  static final List<String> NAMES =
      Stream.of("rsa", "rsa512", "p256", "p384", "ed25519", "ed448", "salted")
          .map(zone -> "www." + zone + ".example.com")
          .toList();

  private static final int CLIENTS = 40;
  private static final int PATIENCE = 5000;

  private final List<Client> clients = new ArrayList<>();
  private final AtomicInteger sent = new AtomicInteger();
  private final Thread sender;

  /** Begins to ask the server at {@code address}, {@code rate} queries a second. */
  SteadyLoad(InetSocketAddress address, int rate) throws IOException {
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new Client(InetAddress.ofLiteral("127.88.0." + (1 + i)), address));
    }
    sender = Thread.ofPlatform().start(() -> send(rate));
  }

  private void send(int rate) {
    long start = System.nanoTime();
    try {
      for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
        long due = start + i * (1_000_000_000L / rate);
        long early = due - System.nanoTime();
        if (early > 0) {
          Thread.sleep(early / 1_000_000, (int) (early % 1_000_000));
        }
        clients.get(i % CLIENTS).ask(NAMES.get(i % NAMES.size()));
        sent.incrementAndGet();
      }
    } catch (IOException | InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until so many more queries have been sent. */
  void await(int more) throws InterruptedException {
    int goal = sent.get() + more;
    while (sent.get() < goal && sender.isAlive()) {
      Thread.sleep(10);
    }
  }

  /** How many of the queries sent until now are never answered: waits for answers until then. */
  int lost() throws InterruptedException {
    List<List<Integer>> ids = new ArrayList<>();
    clients.forEach(client -> ids.add(List.copyOf(client.waiting)));
    Thread.sleep(PATIENCE);
    int lost = 0;
    for (int i = 0; i < clients.size(); i++) {
      for (int id : ids.get(i)) {
        lost += clients.get(i).waiting.contains(id) ? 1 : 0;
      }
    }
    return lost;
  }

  @Override
  public void close() throws InterruptedException {
    sender.interrupt();
    sender.join();
    clients.forEach(client -> client.socket.close());
  }

  /** One address; the ids that it has no answers for are in {@link #waiting}. */
  private static final class Client {
    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final Set<Integer> waiting = ConcurrentHashMap.newKeySet();
    private int id;

    Client(InetAddress from, InetSocketAddress server) throws IOException {
      this.server = server;
      socket = new DatagramSocket(new InetSocketAddress(from, 0));
      socket.setSoTimeout(100);
      Thread.startVirtualThread(this::receive);
    }

    void ask(String name) throws IOException {
      byte[] query = ServerProcess.query(name);
      id = id + 1 & 0xFFFF;
      query[0] = (byte) (id >>> 8);
      query[1] = (byte) id;
      waiting.add(id);
      socket.send(new DatagramPacket(query, query.length, server));
    }

    private void receive() {
      var packet = new DatagramPacket(new byte[4096], 4096);
      while (!socket.isClosed()) {
        try {
          socket.receive(packet);
          waiting.remove(HeaderPeek.header(packet.getData()).id());
        } catch (SocketTimeoutException e) {
          continue;
        } catch (IOException e) {
          return;
        }
      }
    }
  }
}
