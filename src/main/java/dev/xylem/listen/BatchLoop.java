package dev.xylem.listen;

import dev.xylem.dns.Transport;
import dev.xylem.linux.Batch;
import dev.xylem.linux.UdpSocket;
import dev.xylem.listen.FastPath.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A thread with a UDP socket of one address: the door that Linux has instead of {@link
 * UdpListener}, and the same to a client. One system call takes a batch of datagrams, one sends the
 * answers made on the spot; answers that had to be waited for are sent by whoever worked for them.
 */
final class BatchLoop {
  private static final int MOST_DATAGRAMS = 64;

  /** A socket that another process reads, too, may never be empty. */
  private static final int MOST_LAST_BATCHES = 1000;

  /** How often a socket that is to be closed is looked into. */
  private static final int LAST_LOOKS = 3;

  private static final Duration LOOK_PAUSE = Duration.ofMillis(5);

  private final FastPath fastPath;
  private final WorkingQueries working;
  private final SeldomLog log;
  private final Batch batch = new Batch(MOST_DATAGRAMS);
  private final InetSocketAddress address;
  private final UdpSocket socket;
  private final byte[] query = new byte[Batch.MOST_OCTETS];
  private final ByteBuf queryBuffer = Unpooled.wrappedBuffer(query);
  private final ByteBuf answer;
  private final Thread thread;
  private volatile boolean ending;

  /** What it works with. */
  record Tools(FastPath fastPath, WorkingQueries working, int answerSize, SeldomLog log) {}

  /** Takes nothing from {@code socket}, which becomes its own, before {@link #start}. */
  BatchLoop(InetSocketAddress address, UdpSocket socket, Tools tools) {
    this.address = address;
    this.socket = socket;
    this.fastPath = tools.fastPath();
    this.working = tools.working();
    this.log = tools.log();
    this.answer = Unpooled.buffer(tools.answerSize(), tools.answerSize());
    this.thread = Thread.ofPlatform().name("xylem-udp").daemon().unstarted(this::run);
  }

  InetSocketAddress address() {
    return address;
  }

  void start() {
    thread.start();
  }

  /** Takes no more queries; what was taken is answered. */
  void stopReceiving() throws InterruptedException {
    // In this order: what is in the queue when the loop looks for the last time is all there is.
    socket.endReceiving();
    ending = true;
    thread.join(TimeUnit.SECONDS.toMillis(1));
  }

  /** Whether it takes queries, as it should unless it was told to stop. */
  boolean isWorking() {
    return thread.isAlive();
  }

  /** Closes the socket; after {@link #stopReceiving}, or without {@link #start}. */
  void close() {
    if (!thread.isAlive()) {
      socket.close();
      batch.close();
    }
  }

  private void run() {
    while (!ending) {
      serveAll(true);
    }
    try {
      // The kernel moves nothing of the queue to another process; and what it was about to put
      // there when the socket left may come a little later.
      for (int i = 0; i < LAST_LOOKS; i++) {
        int batches = 0;
        while (batches < MOST_LAST_BATCHES && serveAll(false) > 0) {
          batches++;
        }
        Thread.sleep(LOOK_PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The datagrams served; empty ones do not count: a socket that was shut down gives no end of
   * them.
   */
  private int serveAll(boolean waiting) {
    try {
      int count = waiting ? batch.receive(socket) : batch.receiveNow(socket);
      int served = 0;
      for (int i = 0; i < count; i++) {
        serve(i);
        served += batch.length(i) > 0 ? 1 : 0;
      }
      batch.send(socket);
      return served;
    } catch (IOException | RuntimeException e) {
      // One datagram, received or sent, has failed: the socket is as good as before.
      log.warn("UDP", e);
      return 0;
    }
  }

  private void serve(int place) {
    int port = batch.port(place);
    if (UdpListener.isNoClient(port)) {
      return;
    }
    try {
      batch.copyTo(query, place);
      int length = batch.length(place);
      queryBuffer.setIndex(0, length);
      answer.clear();
      InetAddress client = batch.client(place);
      Outcome outcome = fastPath.answer(queryBuffer, client, Transport.UDP, answer);
      if (outcome == Outcome.ANSWERED) {
        batch.answer(place, answer.array(), answer.readableBytes());
      } else if (outcome == Outcome.MISSED) {
        resolve(Arrays.copyOf(query, length), new InetSocketAddress(client, port));
      }
    } catch (RuntimeException | StackOverflowError e) {
      // A mistake of ours costs one query.
      log.warn("UDP", e);
    }
  }

  private void resolve(byte[] copy, InetSocketAddress client) {
    working.start(
        copy,
        client,
        Transport.UDP,
        octets -> {
          if (octets != null) {
            try {
              socket.send(octets, client);
            } catch (IOException e) {
              log.warn("UDP", e);
            }
          }
        });
  }
}
