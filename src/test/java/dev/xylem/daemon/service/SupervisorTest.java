package dev.xylem.daemon.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  @TempDir private Path folder;

  /** A stop closes what the watchdog looks at: that is no fault to tell the operator of. */
  @Test
  void nothingIsWatchedOnceTheServiceStops() throws Exception {
    String nobody = folder.resolve("notify").toString();
    var manager = Supervisor.of(Map.of("NOTIFY_SOCKET", nobody, "WATCHDOG_USEC", "3000"));
    var checkups = new AtomicInteger();
    var watching = new CompletableFuture<Thread>();
    manager.watch(() -> {
      watching.complete(Thread.currentThread());
      checkups.incrementAndGet();
      manager.stopping();
      return false;
    });
    Thread watchdog = watching.get();
    watchdog.join(Duration.ofSeconds(10));
    assertFalse(watchdog.isAlive());
    assertEquals(1, checkups.get());
  }
}
