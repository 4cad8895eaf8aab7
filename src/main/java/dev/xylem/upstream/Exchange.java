package dev.xylem.upstream;

import dev.xylem.dns.Message;
import java.net.InetSocketAddress;

/** Sends one query to one server and waits for the reply. */
public interface Exchange {

  /**
   * Sends {@code query}, which has exactly one question, to {@code server} and waits up to {@code
   * nanos} nanoseconds. Never throws: whatever goes wrong is a {@link Reply}.
   */
  Reply ask(InetSocketAddress server, Message query, long nanos);
}
