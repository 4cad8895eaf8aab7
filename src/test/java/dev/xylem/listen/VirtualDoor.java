package dev.xylem.listen;

import dev.xylem.config.Listen;
import dev.xylem.dns.Transport;
import dev.xylem.runtime.World;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way of a query behind the sockets, for worlds without any: with what is answered from memory,
 * its places and its pace.
 */
public final class VirtualDoor {
  private final FastPath fastPath;
  private final WorkingQueries queries;

  public VirtualDoor(FastPath fastPath, QueryService service, World world, Listen settings) {
    this.fastPath = fastPath;
    this.queries = new WorkingQueries(service, world, settings, new SeldomLog(world.time()));
  }

  /** {@code answer} is given what the client gets; null when that is nothing. */
  public void ask(
      byte[] query,
      InetSocketAddress client,
      Transport transport,
      Consumer<byte @Nullable []> answer) {
    ByteBuf hit = Unpooled.buffer();
    switch (fastPath.answer(Unpooled.wrappedBuffer(query), client, transport, hit)) {
      case ANSWERED -> answer.accept(ByteBufUtil.getBytes(hit));
      case DROPPED -> answer.accept(null);
      case MISSED -> queries.start(query, client, transport, answer::accept);
    }
  }
}
