package dev.xylem.daemon.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Clients with addresses of their own on loopback, who ask a server all at the same time. */
final class Crowd implements AutoCloseable {
  private static final int PATIENCE = 3000;
  private static final long BURST = TimeUnit.MILLISECONDS.toNanos(1);

  /** Of the kernel's statistics, a second and processor. */
  private static final int TICKS = 100;

  private final InetSocketAddress server;
  private final List<DatagramSocket> attackers = new ArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();

  /** With {@code addresses} who flood. */
  Crowd(InetSocketAddress server, int addresses) throws IOException {
    this.server = server;
    for (int i = 0; i < addresses; i++) {
      attackers.add(socket("127.1." + (i >> 8) + "." + (i & 0xFF)));
    }
  }

  private DatagramSocket socket(String address) throws IOException {
    var socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
    socket.connect(server);
    return socket;
  }

  /**
   * What came of a load.
   *
   * @param sent queries of the flood in a second
   * @param idle which part of its time the machine had nothing to do
   * @param nanos how long each honest query took, sorted; one without an answer three seconds
   */
  record Load(int sent, double idle, long[] nanos) {
    long p99() {
      return nanos[nanos.length * 99 / 100];
    }

    @Override
    public String toString() {
      double median = nanos[nanos.length / 2] / 1e6;
      return "%d/s: %.1f ms, p99 %.1f ms, %.0f %% idle"
          .formatted(sent, median, p99() / 1e6, 100 * idle);
    }
  }

  /**
   * Sends {@code rate} queries a second for as many seconds, for {@code names} in turn, and beside
   * them a hundred honest ones for names below {@code zone} that nobody has asked for yet.
   */
  Load load(int rate, int seconds, IntFunction<String> names, String zone) throws Exception {
    long[] nanos = new long[100 * seconds];
    long start = System.nanoTime();
    List<Thread> honest = new ArrayList<>();
    for (int i = 0; i < nanos.length; i++) {
      int n = i;
      long at = start + TimeUnit.MILLISECONDS.toNanos(10L * i);
      honest.add(
          Thread.startVirtualThread(() -> {
            LockSupport.parkNanos(at - System.nanoTime());
            nanos[n] = ask("w" + asked.getAndIncrement() + "." + zone, n % 20);
          }));
    }
    var watch = new Watch();
    flood(rate, rate * seconds, names);
    double elapsed = watch.seconds();
    double idle = watch.idle();
    for (Thread thread : honest) {
      thread.join();
    }
    Arrays.sort(nanos);
    return new Load((int) (rate * seconds / elapsed), idle, nanos);
  }

  private void flood(int rate, int count, IntFunction<String> names) {
    long start = System.nanoTime();
    int sent = 0;
    while (sent < count) {
      long due = (System.nanoTime() - start) * rate / TimeUnit.SECONDS.toNanos(1);
      for (; sent < Math.min(due, count); sent++) {
        byte[] query = ServerProcess.query(names.apply(sent));
        try {
          attackers.get(sent % attackers.size()).send(new DatagramPacket(query, query.length));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      LockSupport.parkNanos(BURST);
    }
  }

  /** What the machine does from now on. */
  static final class Watch {
    private final long start = System.nanoTime();
    private final long before = ticks();

    Watch() throws IOException {}

    double seconds() {
      return (System.nanoTime() - start) / 1e9;
    }

    /** Which part of the time its processors had nothing to do. */
    double idle() throws IOException {
      int processors = Runtime.getRuntime().availableProcessors();
      return (ticks() - before) / (TICKS * seconds() * processors);
    }

    /** 0 where the machine does not tell. */
    private static long ticks() throws IOException {
      Path statistics = Path.of("/proc/stat");
      return Files.exists(statistics)
          ? Long.parseLong(Files.readAllLines(statistics).getFirst().split("\\s+")[4])
          : 0;
    }
  }

  private long ask(String name, int client) {
    try (DatagramSocket socket = socket("127.0.0." + (10 + client))) {
      byte[] query = ServerProcess.query(name);
      socket.setSoTimeout(PATIENCE);
      long start = System.nanoTime();
      socket.send(new DatagramPacket(query, query.length));
      var answer = new DatagramPacket(new byte[512], 512);
      socket.receive(answer);
      boolean right = (answer.getData()[3] & 0xF) == 0;
      return right ? System.nanoTime() - start : TimeUnit.MILLISECONDS.toNanos(PATIENCE);
    } catch (SocketTimeoutException e) {
      return TimeUnit.MILLISECONDS.toNanos(PATIENCE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    attackers.forEach(DatagramSocket::close);
  }
}
