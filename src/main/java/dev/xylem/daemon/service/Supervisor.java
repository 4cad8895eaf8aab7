package dev.xylem.daemon.service;

import dev.xylem.linux.Kernel;
import dev.xylem.linux.NotifySocket;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who started this process and wants to know how it is, if anybody does. */
public final class Supervisor {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

  private final @Nullable NotifySocket socket;

  /** Microseconds within which a sign of life is expected; 0: never. */
  private final long watchdog;

  private volatile boolean stopping;

  private Supervisor(@Nullable NotifySocket socket, long watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /** The manager that {@code environment} tells of: NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID. */
  public static Supervisor of(Map<String, String> environment) {
    String name = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (name.isEmpty() || !Kernel.isAvailable()) {
      return new Supervisor(null, 0);
    }
    String us = Long.toString(ProcessHandle.current().pid());
    boolean watched = us.equals(environment.getOrDefault("WATCHDOG_PID", us));
    String interval = environment.getOrDefault("WATCHDOG_USEC", "0");
    return new Supervisor(new NotifySocket(name), watched ? Long.parseLong(interval) : 0);
  }

  /** Queries are answered from now on, or again; {@code status} is for people. */
  public void ready(String status) {
    tell("READY=1\nSTATUS=" + status);
  }

  /** The configuration is being read again; {@link #ready} ends that. */
  public void reloading() {
    // nanoTime is CLOCK_MONOTONIC on Linux, which is what the manager compares.
    long now = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
    tell("RELOADING=1\nMONOTONIC_USEC=" + now);
  }

  /** No more queries are taken; what is watched ends, which is no fault. */
  public void stopping() {
    stopping = true;
    tell("STOPPING=1");
  }

  /** Something that says whether the service works. */
  @FunctionalInterface
  public interface Checkup {
    /** Whether it does. */
    boolean isWorking() throws InterruptedException;
  }

  /**
   * Gives signs of life, thrice in the time that the manager allows, as long as {@code checkup}
   * finds nothing wrong; a process that hangs is then started anew.
   */
  public void watch(Checkup checkup) {
    if (watchdog > 0) {
      // A thread of the platform: it must find out when virtual ones do not get on.
      Thread.ofPlatform().name("xylem-watchdog").daemon().start(() -> keepWatching(checkup));
    }
  }

  private void keepWatching(Checkup checkup) {
    try {
      while (!stopping) {
        if (checkup.isWorking()) {
          tell("WATCHDOG=1");
        } else if (!stopping) {
          LOG.error("threads that take queries, or work for them, do not get on");
        }
        TimeUnit.MICROSECONDS.sleep(watchdog / 3);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(String message) {
    if (socket == null) {
      return;
    }
    try {
      socket.send(message);
    } catch (IOException e) {
      LOG.warn("the service manager does not hear us: {}", e.getMessage());
    }
  }
}
