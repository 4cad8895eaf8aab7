package dev.xylem.listen;

import dev.xylem.dns.Transport;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** What can be answered on the event loop itself. One per event loop, not thread-safe. */
interface FastPath {
  /** What became of a query. */
  enum Outcome {
    ANSWERED,
    DROPPED,
    MISSED
  }

  /** Reads the query (indices untouched); on ANSWERED the answer has been written to answer. */
  Outcome answer(ByteBuf query, InetSocketAddress client, Transport transport, ByteBuf answer);
}
