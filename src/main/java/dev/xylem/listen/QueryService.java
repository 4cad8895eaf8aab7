package dev.xylem.listen;

import dev.xylem.dns.Transport;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What may block: called on a virtual thread for each query that the {@link FastPath} missed. */
public interface QueryService {

  /** The answer as it goes on the wire; null when nothing shall be sent. */
  byte @Nullable [] answer(byte[] query, InetSocketAddress client, Transport transport);
}
