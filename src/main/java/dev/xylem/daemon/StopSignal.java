package dev.xylem.daemon;

import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * SIGTERM and SIGINT. Handled here and not by a shutdown hook, because a stop that was asked for is
 * no failure: the exit code is then ours, 0, and not that of the signal.
 */
final class StopSignal {
  private StopSignal() {}

  /** As if somebody had sent SIGTERM. */
  @SuppressWarnings("sunapi")
  static void raise() {
    Signal.raise(new Signal("TERM"));
  }

  /** Calls {@code task} at each SIGHUP. */
  @SuppressWarnings("sunapi")
  static void onHangUp(Runnable task) {
    Signal.handle(new Signal("HUP"), _ -> task.run());
  }

  /** Waits until the process is told to stop. A second signal ends it at once. */
  // There is no public way to handle a signal; jdk.unsupported keeps this one for that reason.
  @SuppressWarnings("sunapi")
  static void await() throws InterruptedException {
    var stop = new CountDownLatch(1);
    for (String name : new String[] {"TERM", "INT"}) {
      Signal.handle(
          new Signal(name),
          signal -> {
            if (stop.getCount() == 0) {
              Runtime.getRuntime().halt(128 + signal.getNumber());
            }
            stop.countDown();
          });
    }
    stop.await();
  }
}
