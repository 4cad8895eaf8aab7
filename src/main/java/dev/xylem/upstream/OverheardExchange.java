package dev.xylem.upstream;

import dev.xylem.dns.Message;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes each query on, and tells somebody of it and of the message that came back. */
public record OverheardExchange(Exchange exchange, Listener listener) implements Exchange {

  /** Is told; must not block. */
  @FunctionalInterface
  public interface Listener {
    /** A query is about to go to {@code server}; returns what is told of the reply. */
    Consumer<Message> asked(InetSocketAddress server, Message query);
  }

  @Override
  public Reply ask(InetSocketAddress server, Message query, long nanos) {
    Consumer<Message> replied = listener.asked(server, query);
    Reply reply = exchange.ask(server, query, nanos);
    Message message = messageOf(reply);
    if (message != null) {
      replied.accept(message);
    }
    return reply;
  }

  private static @Nullable Message messageOf(Reply reply) {
    return switch (reply) {
      case Reply.Received received -> received.message();
      case Reply.Contested contested when contested.matching() != null ->
          contested.matching().message();
      default -> null;
    };
  }
}
