package dev.xylem.listen;

import dev.xylem.dns.Transport;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;

/**
 * What can be answered on the event loop itself, without waiting for anything. There is one for
 * each event loop; it is called by that thread only.
 */
public interface FastPath {

  /** What has become of a query. */
  enum Outcome {
    /** The answer has been written. */
    ANSWERED,
    /** There shall be no answer. */
    DROPPED,
    /** This query is for the {@link QueryService}. */
    MISSED
  }

  /**
   * Tries to answer the query between the reader and the writer index of {@code query}, both of
   * which are left alone.
   *
   * @param answer the answer, if there is one, is written to it from its writer index on. For UDP
   *     it has room for the greatest answer by the settings; for TCP it grows
   */
  Outcome answer(ByteBuf query, InetAddress client, Transport transport, ByteBuf answer);
}
