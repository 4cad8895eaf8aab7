package dev.xylem.daemon;

import dev.xylem.config.Settings;
import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Message;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Transport;
import dev.xylem.dns.text.MessageText;
import dev.xylem.iterate.RootHints;
import dev.xylem.listen.RecursiveService;
import dev.xylem.policy.AccessList;
import dev.xylem.runtime.Work;
import dev.xylem.runtime.World;
import dev.xylem.telemetry.Trace;
import dev.xylem.telemetry.TraceText;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One question resolved from nothing, by the same code and settings as the daemon's, without doors.
 *
 * @param trace what was done; empty when a built-in zone had the answer
 */
record Lookup(Message answer, Trace trace, long millis) {

  static Lookup of(Question question, Settings settings, RootHints hints) {
    World world = World.system();
    var stack = ResolverStack.build(settings, hints, Daemon.network(world), world);
    var self = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var onlyMe = new AccessList(List.of(IpPrefix.of("127.0.0.0/8"), IpPrefix.of("::1")), List.of());
    var trace = new AtomicReference<>(Trace.of(Work.open(world.time(), settings.limits())));
    RecursiveService service =
        Daemon.service(
            settings,
            stack,
            new Daemon.Clients(
                onlyMe,
                null,
                query -> {
                  trace.set(Trace.of(query.work()));
                  return "";
                }),
            world);
    Header header = Header.of(world.entropy().nextBits(), Flag.RD);
    byte[] query =
        MessageEncoder.encode(
            Message.query(header, question, Edns.plain()), MessageEncoder.MAX_MESSAGE_LENGTH);
    long start = world.time().nanos();
    byte[] answer = Objects.requireNonNull(service.answer(query, self, Transport.TCP));
    long millis = (world.time().nanos() - start) / 1_000_000;
    try {
      return new Lookup(MessageDecoder.decode(answer, answer.length), trace.get(), millis);
    } catch (FormatException e) {
      throw new IllegalStateException("our own answer does not decode", e);
    }
  }

  /** Whether there is an answer, even if it is that there is nothing. */
  boolean isAnswer() {
    return answer.rcode().equals(Rcode.NOERROR) || answer.rcode().equals(Rcode.NXDOMAIN);
  }

  /** As {@code dig} prints it. */
  String asText() {
    return MessageText.format(answer) + "\n;; Query time: " + millis + " msec\n";
  }

  /** The walk: zone by zone, which server, why, what came back, what it cost. */
  String traceAsText() {
    return "\n;; TRACE:\n" + TraceText.format(trace);
  }

  String asJson() {
    return LookupJson.of(this);
  }
}
