package dev.xylem.listen;

import dev.xylem.config.Listen;
import dev.xylem.dns.Transport;
import dev.xylem.runtime.World;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The way of a query behind the sockets, for worlds without any: with its places and its pace. */
public final class VirtualDoor {
  private final WorkingQueries queries;

  public VirtualDoor(QueryService service, World world, Listen settings) {
    this.queries = new WorkingQueries(service, world, settings, new SeldomLog(world.time()));
  }

  /** {@code answer} is given what the client gets; null when that is nothing. */
  public void ask(
      byte[] query,
      InetSocketAddress client,
      Transport transport,
      Consumer<byte @Nullable []> answer) {
    queries.start(query, client, transport, answer::accept);
  }
}
