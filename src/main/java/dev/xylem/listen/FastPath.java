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
   * @param answer empty; the answer, if there is one, is written to it from index 0. Its capacity
   *     is the greatest UDP answer by the settings and may grow up to 65535 for TCP
   */
  Outcome answer(ByteBuf query, InetAddress client, Transport transport, ByteBuf answer);
}
