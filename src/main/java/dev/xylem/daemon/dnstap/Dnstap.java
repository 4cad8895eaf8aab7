package dev.xylem.daemon.dnstap;

import dev.xylem.config.QueryLog;
import dev.xylem.daemon.dnstap.DnstapMessage.Kind;
import dev.xylem.daemon.querylog.Backlog;
import dev.xylem.daemon.querylog.PutAside;
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
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** Tells what clients ask and get, and what servers are asked and reply. */
public final class Dnstap implements AutoCloseable {
  private static final int PORT = 6000;

  private final Map<String, Backlog<byte[]>> outputs = new LinkedHashMap<>();
  private final String identity;
  private final String version;

  private Dnstap(QueryLog settings, String identity, String version, TimeSource time) {
    this.identity = identity;
    this.version = version;
    settings
        .dnstap()
        .file()
        .ifPresent(file -> add("file", () -> file(file, settings), settings.size(), time));
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
    add(name, () -> connection(address), Long.MAX_VALUE, time);
  }

  private void add(String name, DnstapOutput.Opener opener, long mostOctets, TimeSource time) {
    outputs.put(name, DnstapOutput.to(name, opener, mostOctets, time));
  }

  private static FrameStream connection(SocketAddress address) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    try {
      return FrameStream.between(
          new BufferedOutputStream(Channels.newOutputStream(channel)),
          Channels.newInputStream(channel));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** A stream cannot be gone on with: what is there is put aside. */
  private static FrameStream file(Path file, QueryLog settings) throws IOException {
    PutAside.move(file, settings.files());
    return FrameStream.to(new BufferedOutputStream(Files.newOutputStream(file)));
  }

  /** Shows how many messages did not get to each output. */
  public void forEachDropped(ObjLongConsumer<String> each) {
    outputs.forEach((name, output) -> each.accept(name, output.dropped()));
  }

  @Override
  public void close() {
    outputs.values().forEach(Backlog::close);
  }

  private void tell(DnstapMessage message) {
    byte[] frame = message.encoded(identity, version);
    outputs.values().forEach(output -> output.offer(frame));
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
