package dev.xylem.daemon.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One request over a UNIX socket, and its reply. The JDK's HTTP client does not speak through such
 * sockets; this one knows just what our own server says: one reply with a body, then the end.
 */
final class ControlClient {
  private static final String END_OF_HEADER = "\r\n\r\n";
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private ControlClient() {}

  /** What to ask for; parameters with an empty text are left out. */
  record Request(String method, String path, Map<String, String> parameters) {
    private String target() {
      String query =
          parameters.entrySet().stream()
              .filter(entry -> !entry.getValue().isEmpty())
              .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
              .collect(Collectors.joining("&"));
      return query.isEmpty() ? path : path + "?" + query;
    }

    private static String encoded(String value) {
      return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
  }

  /** The HTTP status and the body. */
  record Reply(int status, byte[] body) {
    boolean isGood() {
      return status < 400;
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  static Reply ask(Path socket, Request request, String accept) throws IOException {
    String header =
        request.method()
            + " "
            + request.target()
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\nAccept: "
            + accept
            + END_OF_HEADER;
    try (SocketChannel channel = connect(socket)) {
      ByteBuffer octets = ByteBuffer.wrap(header.getBytes(StandardCharsets.UTF_8));
      while (octets.hasRemaining()) {
        channel.write(octets);
      }
      return reply(readAll(channel));
    }
  }

  private static SocketChannel connect(Path socket) throws IOException {
    try {
      return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      throw new NoDaemonException(socket, e);
    }
  }

  private static byte[] readAll(SocketChannel channel) throws IOException {
    var all = new ByteArrayOutputStream();
    ByteBuffer octets = ByteBuffer.allocate(1 << 16);
    while (channel.read(octets) >= 0) {
      all.write(octets.array(), 0, octets.position());
      octets.clear();
    }
    return all.toByteArray();
  }

  private static Reply reply(byte[] octets) throws IOException {
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    int end = text.indexOf(END_OF_HEADER);
    if (end < 0 || !text.startsWith("HTTP/1.1 ")) {
      throw new IOException("the server has hung up before it answered");
    }
    int status = Integer.parseInt(text.substring(STATUS_AT, STATUS_AT + 3));
    byte[] body = Arrays.copyOfRange(octets, end + END_OF_HEADER.length(), octets.length);
    return new Reply(status, body);
  }
}
