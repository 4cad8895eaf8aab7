package dev.xylem.daemon.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One request over a UNIX socket, and its reply. The JDK's HTTP client does not speak through such
 * sockets; this one knows just what our own server says: one reply with a body, then the end.
 */
final class ControlClient {
  private static final String END_OF_HEADER = "\r\n\r\n";
  private static final int MOST_HEADER = 16 * 1024;
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private ControlClient() {}

  /** What to ask for; parameters with an empty text are left out. */
  record Request(String method, String path, Map<String, String> parameters, byte[] body) {
    Request(String method, String path, Map<String, String> parameters) {
      this(method, path, parameters, new byte[0]);
    }

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

    /** Whether a parameter has no meaning. */
    boolean isWrongUsage() {
      return status == 400;
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  static Reply ask(Path socket, Request request, String accept) throws IOException {
    var body = new ByteArrayOutputStream();
    int status = ask(socket, request, accept, body);
    return new Reply(status, body.toByteArray());
  }

  /** As the other; the body goes to {@code body} as it comes. Returns the status. */
  static int ask(Path socket, Request request, String accept, OutputStream body)
      throws IOException {
    String header =
        request.method()
            + " "
            + request.target()
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
            + request.body().length
            + "\r\nAccept: "
            + accept
            + END_OF_HEADER;
    try (SocketChannel channel = connect(socket)) {
      var out = Channels.newOutputStream(channel);
      out.write(header.getBytes(StandardCharsets.UTF_8));
      out.write(request.body());
      return reply(Channels.newInputStream(channel), body);
    }
  }

  private static SocketChannel connect(Path socket) throws IOException {
    try {
      return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      throw new NoDaemonException(socket, e);
    }
  }

  private static int reply(InputStream in, OutputStream body) throws IOException {
    var header = new StringBuilder();
    var buffered = new BufferedInputStream(in, 1 << 16);
    while (header.indexOf(END_OF_HEADER) < 0) {
      int octet = buffered.read();
      if (octet < 0 || header.length() > MOST_HEADER) {
        throw new IOException("the server has hung up before it answered");
      }
      header.append((char) octet);
    }
    if (header.indexOf("HTTP/1.1 ") != 0) {
      throw new IOException("whoever listens there does not speak HTTP");
    }
    buffered.transferTo(body);
    return Integer.parseInt(header.substring(STATUS_AT, STATUS_AT + 3));
  }
}
