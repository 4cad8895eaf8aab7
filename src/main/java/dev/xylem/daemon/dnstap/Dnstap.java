package dev.xylem.daemon.dnstap;

import dev.xylem.config.QueryLog;
import dev.xylem.daemon.dnstap.DnstapMessage.Kind;
import dev.xylem.dns.Message;
import dev.xylem.dns.Transport;
import dev.xylem.listen.QueryService;
import dev.xylem.runtime.TimeSource;
import dev.xylem.upstream.Exchange;
import dev.xylem.upstream.Network;
import dev.xylem.upstream.OverheardExchange;
import dev.xylem.wire.HeaderPeek;
import dev.xylem.wire.MessageEncoder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** Tells what clients ask and get, and what servers are asked and reply. */
public final class Dnstap implements AutoCloseable {
  private static final int PORT = 6000;

  private final List<DnstapOutput> outputs = new ArrayList<>();
  private final String identity;
  private final String version;

  private Dnstap(QueryLog settings, String identity, String version, TimeSource time) {
    this.identity = identity;
    this.version = version;
    settings
        .dnstap()
        .file()
        .ifPresent(file ->
            outputs.add(
                new DnstapOutput("file", () -> file(file, settings), settings.size(), time)));
    settings
        .dnstap()
        .socket()
        .ifPresent(path -> connect("socket", UnixDomainSocketAddress.of(path), time));
    settings
        .dnstap()
        .address()
        .ifPresent(address -> {
          int port = address.getPort() == 0 ? PORT : address.getPort();
          connect("address", new InetSocketAddress(address.getAddress(), port), time);
        });
  }

  /** Null when the settings want none. */
  public static @Nullable Dnstap of(
      QueryLog settings, String identity, String version, TimeSource time) {
    return settings.dnstap().enabled() ? new Dnstap(settings, identity, version, time) : null;
  }

  private void connect(String name, SocketAddress address, TimeSource time) {
    outputs.add(new DnstapOutput(name, () -> connection(address), Long.MAX_VALUE, time));
  }

  private static FrameStream connection(SocketAddress address) throws IOException {
    if (address instanceof InetSocketAddress tcp) {
      var socket = new Socket(tcp.getAddress(), tcp.getPort());
      return FrameStream.between(
          new BufferedOutputStream(socket.getOutputStream()), socket.getInputStream());
    }
    SocketChannel channel = SocketChannel.open(address);
    return FrameStream.between(
        new BufferedOutputStream(Channels.newOutputStream(channel)),
        Channels.newInputStream(channel));
  }

  /** A stream cannot be gone on with: what is there is put aside. */
  private static FrameStream file(Path file, QueryLog settings) throws IOException {
    for (int i = settings.files(); i >= 1; i--) {
      Path from = i == 1 ? file : file.resolveSibling(file.getFileName() + "." + (i - 1));
      if (Files.exists(from)) {
        Path to = file.resolveSibling(file.getFileName() + "." + i);
        Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return FrameStream.to(new BufferedOutputStream(Files.newOutputStream(file)));
  }

  /** Shows how many messages did not get to each output. */
  public void forEachDropped(ObjLongConsumer<String> each) {
    outputs.forEach(output -> each.accept(output.name(), output.dropped()));
  }

  @Override
  public void close() {
    outputs.forEach(DnstapOutput::close);
  }

  private void tell(DnstapMessage message) {
    byte[] frame = message.encoded(identity, version);
    outputs.forEach(output -> output.offer(frame));
  }

  /**
   * Whoever answers clients, overheard.
   *
   * @param server where clients come in; null when that may be several addresses
   */
  public QueryService tapped(QueryService service, @Nullable InetSocketAddress server) {
    return (query, client, transport) -> {
      if (query.length < HeaderPeek.HEADER_LENGTH) {
        return service.answer(query, client, transport); // No DNS message at all.
      }
      Instant asked = Instant.now();
      tell(new DnstapMessage(Kind.CLIENT_QUERY, transport, client, server, asked, null, query));
      byte[] answer = service.answer(query, client, transport);
      if (answer != null) {
        tell(
            new DnstapMessage(
                Kind.CLIENT_RESPONSE, transport, client, server, asked, Instant.now(), answer));
      }
      return answer;
    };
  }

  /** Whoever asks servers, overheard. */
  public Network tapped(Network network) {
    return new Network(tapped(network.udp(), Transport.UDP), tapped(network.tcp(), Transport.TCP));
  }

  private Exchange tapped(Exchange exchange, Transport transport) {
    return new OverheardExchange(
        exchange,
        (server, query) -> {
          Instant asked = Instant.now();
          tell(
              new DnstapMessage(
                  Kind.RESOLVER_QUERY, transport, null, server, asked, null, octets(query)));
          return message ->
              tell(
                  new DnstapMessage(
                      Kind.RESOLVER_RESPONSE,
                      transport,
                      null,
                      server,
                      asked,
                      Instant.now(),
                      octets(message)));
        });
  }

  private static byte[] octets(Message message) {
    return MessageEncoder.encode(message, MessageEncoder.MAX_MESSAGE_LENGTH);
  }
}
