package dev.xylem.daemon;

import static dev.xylem.daemon.HotAndLargeNames.HOT_NAMES;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.config.Settings;
import dev.xylem.config.SettingsLoader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * S43: three thousand answers of 60 KB, which a real daemon fetches over TCP and passes on, push
 * neither its clients' names out of a cache of 64 MB nor its memory up.
 */
class LargeAnswersTest {
  private static final long MOST_GROWTH = 64 << 20;

  @Test
  @Timeout(120)
  void s43LargeAnswersPushNothingOutOfTheCache() throws Exception {
    var names = new HotAndLargeNames();
    try (var authority = new HostileAuthority(names)) {
      String listen = "listen: {addresses: [127.0.0.1], port: 0}\ncache: {size: 64MiB}\n";
      Settings settings =
          SettingsLoader.parse(listen + authority.iteration(), Path.of("test.yaml"));
      try (Daemon daemon = Daemon.start(settings, HostileAuthority.hints());
          var client = new RawClient(daemon.addresses().getFirst())) {
        int asked = names.askHotNames(client) + names.askHotNames(client);
        assertTrue(asked >= HOT_NAMES && asked < 1.01 * HOT_NAMES, asked + " asked");
        names.askLargeNames(client, 100); // So that what is measured does not include warming up.
        long before = memoryInUse();
        names.askLargeNames(client, HotAndLargeNames.LARGE_ANSWERS);
        long growth = memoryInUse() - before;
        int lost = names.askHotNames(client);
        assertTrue(lost <= 0.03 * HOT_NAMES, lost + " lost");
        assertTrue(growth <= MOST_GROWTH, (growth >> 20) + " MiB more");
      }
    }
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
