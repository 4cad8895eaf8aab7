package dev.xylem.listen;

import dev.xylem.dns.Transport;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What may block: runs on a virtual thread. */
interface QueryService {
  /** The answer; null: send nothing. */
  byte @Nullable [] answer(byte[] query, InetSocketAddress client, Transport transport);
}
