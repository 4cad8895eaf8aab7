package dev.xylem.daemon.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.daemon.FreePort;
import dev.xylem.daemon.RawClient;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.RdataText;
import dev.xylem.lab.LabInternet;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;

/** A server as a process of its own, in an internet of the test's process. */
final class ServerProcess implements AutoCloseable {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  private static final String CLASS_PATH = classPath();

  private final Process process;
  private final Path log;
  private final InetSocketAddress address;

  /** A JVM that is there soon, and is content with little. */
  private static final List<String> QUICK_JVM =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-Xmx512m",
          "--enable-native-access=ALL-UNNAMED");

  /** Starts it with what bash's {@code ulimit} takes, and waits until it is ready. */
  ServerProcess(Path config, String ulimit, int port, String... more) throws Exception {
    this.address = new InetSocketAddress("127.0.0.1", port);
    this.log = Files.createTempFile(config.getParent(), "log", "");
    this.process = process(config, ulimit, log, more);
    awaitLog(" is ready");
  }

  private ServerProcess(List<String> javaOptions, Path config, int port) throws Exception {
    this.address = new InetSocketAddress("127.0.0.1", port);
    this.log = Files.createTempFile(config.getParent(), "log", "");
    this.process = started(command(javaOptions, config), log);
    awaitLog(" is ready");
  }

  /** Starts it with the options that the launcher gives the JVM, but for the trained cache. */
  static ServerProcess asLaunched(Path config, int port) throws Exception {
    String heap = heapOption("run", "--config", config.toString());
    return new ServerProcess(List.of("@scripts/lib/jvm.options", heap), config, port);
  }

  /** What the launcher tells the JVM of its heap when it is called with {@code arguments}. */
  static String heapOption(String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of("bash", "-uc", ". scripts/lib/heap.sh && heap_limit . \"$@\"", "bash"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().remove("XYLEM_CACHE_SIZE");
    byte[] out = builder.start().getInputStream().readAllBytes();
    return new String(out, StandardCharsets.UTF_8).strip();
  }

  /** A process that writes to {@code log}; it need not become a server. */
  static Process process(Path config, String ulimit, Path log, String... more) throws IOException {
    var command =
        new ArrayList<>(List.of("bash", "-c", "ulimit " + ulimit + " && exec \"$@\"", "bash"));
    command.addAll(command(QUICK_JVM, config));
    command.addAll(List.of(more));
    return started(command, log);
  }

  private static List<String> command(List<String> options, Path config) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", CLASS_PATH, "dev.xylem.daemon.Main"));
    command.addAll(List.of("run", "--config", config.toString()));
    return command;
  }

  private static Process started(List<String> command, Path log) throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("STATE_DIRECTORY");
    return builder.redirectOutput(log.toFile()).start();
  }

  /** Our classes in a file, as those who run it have them: loading one needs no descriptor then. */
  private static String classPath() {
    String all = System.getProperty("java.class.path");
    for (String entry : all.split(File.pathSeparator)) {
      if (Files.isRegularFile(Path.of(entry, "dev/xylem/daemon/Main.class"))) {
        String jar = entry + "-" + ProcessHandle.current().pid() + ".jar";
        new File(jar).deleteOnExit();
        ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
        assertEquals(0, tool.run(System.out, System.err, "-c0f", jar, "-C", entry, "."));
        return all.replace(entry + File.pathSeparator, jar + File.pathSeparator);
      }
    }
    return all;
  }

  /** Settings under which a server listens on {@code port} and asks {@code internet}. */
  static String settings(LabInternet internet, int port, Path home) throws IOException {
    var hints = new StringBuilder();
    internet
        .rootHints()
        .forEach((name, addresses) -> {
          hints.append(". 3600 NS ").append(name).append('\n');
          addresses.forEach(at -> hints.append(name + " 3600 A " + at.getHostAddress() + "\n"));
        });
    Files.writeString(home.resolve("hints"), hints);
    var anchors = new ArrayList<String>();
    for (Rdata ds : internet.trustAnchors()) {
      anchors.add("'. DS " + RdataText.format(RrType.DS, ds) + "'");
    }
    return """
    control: {socket: socket}
    iteration: {root-hints: hints, upstream-port: %d, ipv6: false, do-not-query: []}
    dnssec: {trust-anchors: %s}
    listen: {addresses: [127.0.0.1], port: %d\
    """
        .formatted(internet.port(), anchors, port);
  }

  static int freePort() throws IOException {
    return FreePort.any();
  }

  InetSocketAddress address() {
    return address;
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  void awaitLog(String text) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE;
    while (!log().contains(text)) {
      assertTrue(System.nanoTime() < end && process.isAlive(), "no '" + text + "': " + log());
      Thread.sleep(50);
    }
  }

  /** The RCODE of the answer over UDP, or "silence". */
  String ask(String name) throws Exception {
    try (var client = new RawClient(address)) {
      for (int attempt = 0; attempt < 3; attempt++) {
        byte[] answer = client.udp(query(name), 10_000);
        if (answer != null) {
          return rcode(answer);
        }
      }
    }
    return "silence";
  }

  /** The RCODE of the answer over a TCP connection of its own, or "silence". */
  String askOverTcp(String name) throws Exception {
    try (var client = new RawClient(address)) {
      byte @Nullable [] answer = client.tcp(query(name), 10_000);
      return answer == null ? "silence" : rcode(answer);
    }
  }

  static byte[] query(String name) {
    var question = new Question(Name.of(name), RrType.A);
    return MessageEncoder.encode(Message.query(Header.of(7, Flag.RD), question, null), 512);
  }

  static String rcode(byte[] answer) throws IOException {
    try {
      return MessageDecoder.decode(answer, answer.length).rcode().toString();
    } catch (FormatException e) {
      throw new IOException(e);
    }
  }

  /** What monitoring gets from the control {@code socket}. */
  String metrics(Path socket) throws IOException {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      String request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      byte[] reply = Channels.newInputStream(channel).readAllBytes();
      return new String(reply, StandardCharsets.UTF_8);
    }
  }

  Process process() {
    return process;
  }

  /** As an operator does: with SIGTERM, and exit code 0. */
  void stop() throws InterruptedException {
    process.destroy();
    assertEquals(0, process.waitFor());
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
