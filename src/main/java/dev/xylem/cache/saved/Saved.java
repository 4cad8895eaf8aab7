package dev.xylem.cache.saved;

import dev.xylem.cache.DelegationPoint;
import dev.xylem.cache.Entry;
import dev.xylem.cache.server.ServerFacts;
import dev.xylem.dns.Question;
import java.net.InetSocketAddress;

/** One thing that was cached. */
public sealed interface Saved {

  /** An RRset, or that there is none. What is read is of no security, whatever it was. */
  record Data(Question question, Entry entry) implements Saved {}

  /** A delegation that was learnt, with its glue. */
  record Delegation(DelegationPoint point) implements Saved {}

  /** What a server has shown of itself; times are nanoseconds from the moment of writing. */
  record Server(InetSocketAddress address, ServerFacts facts) implements Saved {}
}
