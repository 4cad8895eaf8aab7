package dev.xylem.sim;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Seeds by processes of their own: simulations in one process would share locks, and who waits for
 * one is woken by a thread that is none of the simulation's.
 */
final class Parts {
  private final List<Process> processes = new ArrayList<>();

  private Parts() {}

  /** Runs {@code count} seeds from {@code first} on; returns 1 when one of the processes does. */
  static int run(long first, long count, int parts, List<String> options)
      throws IOException, InterruptedException {
    var running = new Parts();
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      long from = first + count * i / parts;
      long to = first + count * (i + 1) / parts;
      if (to > from) {
        Process process = running.start(from, to - from, options);
        readers.add(Thread.ofPlatform().start(() -> passOn(process)));
      }
    }
    int worst = 0;
    for (Process process : running.processes) {
      worst = Math.max(worst, process.waitFor());
    }
    for (Thread reader : readers) {
      reader.join();
    }
    return worst;
  }

  private Process start(long first, long count, List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Simulate.class.getName(), "--jobs=1", "--seed=" + first));
    command.add("--seeds=" + count);
    command.addAll(options);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    processes.add(process);
    return process;
  }

  private static void passOn(Process process) {
    try (BufferedReader lines = process.inputReader()) {
      lines.lines().forEach(System.out::println);
    } catch (IOException e) {
      System.out.println(e);
    }
  }
}
