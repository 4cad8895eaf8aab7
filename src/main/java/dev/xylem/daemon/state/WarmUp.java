package dev.xylem.daemon.state;

import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.listen.QueryService;
import dev.xylem.runtime.TimeSource;
import dev.xylem.wire.MessageEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Queries of nobody, for a server that may take its time because another one still answers. They
 * load and compile what a JVM would else load and compile while thousands of clients wait, verify
 * the keys that answers are judged by, and render the answers that were used most.
 *
 * <p>Only what is remembered is asked for, and the root's own records: no name leaves the machine
 * that a client has not asked for before.
 */
public final class WarmUp {
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(5);
  private static final int MOST_QUESTIONS = 2000;

  /** So many runs make the JVM compile what they run through. */
  private static final int FEWEST_QUERIES = 4000;

  private final QueryService service;
  private final TimeSource time;

  /** For who is answered by {@code service}. */
  public WarmUp(QueryService service, TimeSource time) {
    this.service = service;
    this.time = time;
  }

  /** Asks for {@code remembered}, and for more of the same; ends after five seconds or earlier. */
  public int ask(List<Question> remembered) {
    List<Question> questions = new ArrayList<>();
    questions.add(new Question(Name.ROOT, RrType.DNSKEY));
    questions.add(new Question(Name.ROOT, RrType.NS));
    remembered.stream().limit(MOST_QUESTIONS).forEach(questions::add);
    long start = time.nanos();
    int asked = 0;
    do {
      for (Question question : questions) {
        if (time.nanos() - start > LONGEST) {
          return asked;
        }
        ask(question, Edns.plain());
        ask(question, Edns.withDnssecOk());
        asked += 2;
      }
    } while (asked < FEWEST_QUERIES);
    return asked;
  }

  private void ask(Question question, Edns edns) {
    var self = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var query = Message.query(Header.of(0, Flag.RD), question, edns);
    service.answer(MessageEncoder.encode(query, Edns.SAFE_UDP_SIZE), self, Transport.UDP);
  }
}
