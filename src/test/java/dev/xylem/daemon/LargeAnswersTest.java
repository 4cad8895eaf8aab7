package dev.xylem.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.config.Settings;
import dev.xylem.config.SettingsLoader;
import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.wire.MessageEncoder;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * S43: three thousand answers of 60 KB, which a real daemon fetches over TCP and passes on, push
 * neither its clients' names out of a cache of 64 MB nor its memory up.
 */
class LargeAnswersTest {
  private static final int HOT_NAMES = 2000;
  private static final int LARGE_ANSWERS = 3000;
  private static final long MOST_GROWTH = 64 << 20;

  private final AtomicInteger hotNamesAsked = new AtomicInteger();
  private final List<Rdata> large = new ArrayList<>();

  LargeAnswersTest() {
    for (int i = 0; i < 240; i++) {
      byte[] text = new byte[250];
      text[0] = (byte) 249;
      text[1] = (byte) i;
      large.add(Rdata.of(text));
    }
  }

  @Test
  @Timeout(120)
  void s43LargeAnswersPushNothingOutOfTheCache() throws Exception {
    try (var authority = new HostileAuthority(script())) {
      String listen = "listen: {addresses: [127.0.0.1], port: 0}\ncache: {size: 64MiB}\n";
      Settings settings =
          SettingsLoader.parse(listen + authority.iteration(), Path.of("test.yaml"));
      try (Daemon daemon = Daemon.start(settings, HostileAuthority.hints());
          var client = new RawClient(daemon.addresses().getFirst())) {
        for (int round = 0; round < 2; round++) {
          askHotNames(client);
        }
        assertTrue(hotNamesAsked.get() >= HOT_NAMES && hotNamesAsked.get() < 1.01 * HOT_NAMES);
        askLargeNames(client, 100); // So that what is measured does not include warming up.
        long before = memoryInUse();
        askLargeNames(client, LARGE_ANSWERS);
        long growth = memoryInUse() - before;
        hotNamesAsked.set(0);
        askHotNames(client);
        assertTrue(hotNamesAsked.get() <= 0.03 * HOT_NAMES, hotNamesAsked + " lost");
        assertTrue(growth <= MOST_GROWTH, (growth >> 20) + " MiB more");
      }
    }
  }

  private void askHotNames(RawClient client) throws IOException {
    for (int i = 0; i < HOT_NAMES; i++) {
      byte[] answer = client.udp(query("hot" + i + ".example.", RrType.A), 5000);
      assertNotNull(answer, "hot name " + i);
      assertEquals(1, Objects.requireNonNull(answer)[7], "records for hot name " + i);
    }
  }

  private static void askLargeNames(RawClient client, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      byte[] answer = client.tcp(query("large" + count + "-" + i + ".example.", RrType.TXT), 5000);
      assertNotNull(answer, "large name " + i);
      assertTrue(Objects.requireNonNull(answer).length > 60_000, "large name " + i);
    }
  }

  private static byte[] query(String name, RrType type) {
    var question = new Question(Name.of(name), type);
    return MessageEncoder.encode(
        Message.query(Header.of(43, Flag.RD), question, Edns.plain()), 1232);
  }

  private HostileAuthority.Script script() {
    return new HostileAuthority.Script() {
      @Override
      public void overUdp(Message query, HostileAuthority.Packets client) throws IOException {
        if (query.question().type().equals(RrType.A)) {
          hotNamesAsked.incrementAndGet();
          client.send(HostileAuthority.saying(query, "192.0.2.1"));
        } else {
          Message cut = HostileAuthority.saying(query, "192.0.2.1");
          client.send(
              Message.empty(cut.header().with(Flag.TC), cut.rcode(), cut.questions())
                  .withEdns(query.edns()));
        }
      }

      @Override
      public Message overTcp(Message query) {
        return HostileAuthority.saying(
            query,
            new RrSet(
                query.question().name(),
                RrType.TXT,
                RrClass.IN,
                86_400,
                RdataList.of(large),
                RdataList.EMPTY));
      }
    };
  }

  /** What is alive on the heap, and all outside of it that is counted. */
  private static long memoryInUse() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(50);
    }
    long buffers =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    var memory = ManagementFactory.getMemoryMXBean();
    return memory.getHeapMemoryUsage().getUsed()
        + memory.getNonHeapMemoryUsage().getUsed()
        + buffers;
  }
}
