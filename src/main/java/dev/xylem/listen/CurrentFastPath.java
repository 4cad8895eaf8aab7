package dev.xylem.listen;

import dev.xylem.dns.Transport;
import dev.xylem.telemetry.HitCounts;
import dev.xylem.wire.HeaderPeek;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does what the settings in force say, made anew by its event loop when they have changed, and
 * counts what was answered.
 */
public final class CurrentFastPath implements FastPath {
  private static final int QDCOUNT_AT = 4;
  private static final int FLAGS_AT = 3;
  private static final int RCODE_BITS = 0xF;

  private final Supplier<Supplier<FastPath>> current;
  private final HitCounts counts;
  private @Nullable Supplier<FastPath> maker;
  private FastPath path = (_, _, _, _) -> Outcome.MISSED;

  /**
   * @param current gives what makes fast paths now, the same object as long as nothing changes
   * @param counts of this event loop
   */
  public CurrentFastPath(Supplier<Supplier<FastPath>> current, HitCounts counts) {
    this.current = current;
    this.counts = counts;
  }

  @Override
  public Outcome answer(ByteBuf query, InetAddress client, Transport transport, ByteBuf answer) {
    Supplier<FastPath> now = current.get();
    if (now != maker) {
      path = now.get();
      maker = now;
    }
    int start = answer.writerIndex();
    Outcome outcome = path.answer(query, client, transport, answer);
    if (outcome == Outcome.ANSWERED) {
      counts.count(transport, typeOf(answer, start), answer.getByte(start + FLAGS_AT) & RCODE_BITS);
    }
    return outcome;
  }

  /** The type of the question in an answer of ours, where no name is compressed. */
  private static int typeOf(ByteBuf answer, int start) {
    if (answer.getUnsignedShort(start + QDCOUNT_AT) == 0) {
      return HitCounts.OTHER_TYPE;
    }
    int at = start + HeaderPeek.HEADER_LENGTH;
    for (int label = answer.getByte(at); label > 0; label = answer.getByte(at)) {
      at += label + 1;
    }
    return answer.getUnsignedShort(at + 1);
  }
}
