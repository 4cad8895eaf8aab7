package dev.xylem.daemon.client;

import dev.xylem.config.text.ConfigException;
import dev.xylem.control.Json;
import dev.xylem.daemon.client.ControlClient.Request;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The cache to a file, and from one; neither is ever in memory as a whole. */
final class CacheFiles {
  private CacheFiles() {}

  @Command(name = "dump", description = "Write all that is cached, a record on each line.")
  static final class Dump extends ControlCommand {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "FILE",
        description = "Where to; - or nothing for standard output.")
    private String file = "-";

    @Override
    Request request() {
      return get("/v1/cache/dump", Map.of());
    }

    @Override
    public Integer call() throws IOException, ConfigException {
      if (file.equals("-")) {
        return written(new ToWriter(out()));
      }
      Path target = Path.of(file);
      return Files.exists(target) && !Files.isRegularFile(target)
          ? writtenTo(target)
          : moved(Path.of(file + ".part"), target);
    }

    /** An older dump stays until there is a whole new one. */
    private int moved(Path part, Path target) throws IOException, ConfigException {
      try {
        int code = writtenTo(part);
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        return code;
      } finally {
        Files.deleteIfExists(part);
      }
    }

    private int writtenTo(Path path) throws IOException, ConfigException {
      try (OutputStream to = Files.newOutputStream(path)) {
        return written(to);
      }
    }

    private int written(OutputStream to) throws IOException, ConfigException {
      var end = new End(to);
      int status = ControlClient.ask(place(), request(), accept(), end);
      end.flush();
      String last = end.last().strip();
      boolean whole = json ? last.endsWith("]") : last.contains("; end of dump, entries: ");
      if (status >= 400 || !whole) {
        throw new IOException("the dump is cut off");
      }
      return 0;
    }
  }

  /** Characters for a command's own output. */
  private static final class ToWriter extends OutputStream {
    private final PrintWriter out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    ToWriter(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void write(int octet) {
      line.write(octet);
      if (octet == '\n') {
        flush();
      }
    }

    @Override
    public void flush() {
      out.print(line.toString(StandardCharsets.UTF_8));
      out.flush();
      line.reset();
    }
  }

  /** Remembers the last octets that went through. */
  private static final class End extends FilterOutputStream {
    private static final int LENGTH = 64;

    private String last = "";

    End(OutputStream to) {
      super(to);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
      out.write(octets, from, length);
      last += new String(octets, from, length, StandardCharsets.ISO_8859_1);
      last = last.substring(Math.max(0, last.length() - LENGTH));
    }

    String last() {
      return last;
    }
  }

  @Command(
      name = "load",
      description = "Make the records of a dump known; they are judged when they are asked for.")
  static final class Load extends ControlCommand {
    /** The server takes 64 KiB at once; a line has no more than 24. */
    private static final int PART = 32 * 1024;

    @Parameters(index = "0", paramLabel = "FILE", description = "What 'dump' has written as text.")
    private Path file = Path.of("");

    @Override
    Request request() {
      return post("/v1/cache/load", Map.of());
    }

    @Override
    public Integer call() throws IOException, ConfigException {
      long rrSets = 0;
      try (BufferedReader in = Files.newBufferedReader(file)) {
        var part = new StringBuilder();
        String owner = "";
        int line = 0;
        int first = 1;
        for (String text = in.readLine(); text != null; text = in.readLine()) {
          line++;
          String words = text.strip().replaceFirst("^;.*", "");
          String now = words.replaceFirst("\\s.*", "");
          // An RRset goes as a whole: its records stand together.
          if (part.length() > PART && !now.isEmpty() && !now.equals(owner)) {
            rrSets += sent(part.toString(), first);
            part.setLength(0);
            first = line;
          }
          owner = now.isEmpty() ? owner : now;
          part.append(words).append('\n');
        }
        rrSets += sent(part.toString(), first);
      }
      out().print(json ? "{\"rrSets\": " + rrSets + "}\n" : "took " + rrSets + " RRsets\n");
      out().flush();
      return 0;
    }

    private long sent(String part, int first) throws IOException, ConfigException {
      var request =
          new Request("POST", "/v1/cache/load", Map.of(), part.getBytes(StandardCharsets.UTF_8));
      ControlClient.Reply reply = ControlClient.ask(place(), request, "application/json");
      if (!reply.isGood()) {
        throw new IOException(file + ", from line " + first + " on: " + Json.error(reply.text()));
      }
      return Long.parseLong(reply.text().replaceAll("[^0-9]", ""));
    }
  }
}
