package dev.xylem.runtime;

/** Everything outside the resolver but the network: time, chance and threads. */
public record World(TimeSource time, Entropy entropy, Tasks tasks) {

  /** The real one: the machine's clocks, the system's random generator, virtual threads. */
  public static World system() {
    return new World(new SystemTime(), new SecureEntropy(), new VirtualThreads());
  }
}
