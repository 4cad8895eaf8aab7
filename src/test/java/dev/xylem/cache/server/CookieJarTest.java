package dev.xylem.cache.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Header;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrType;
import dev.xylem.runtime.World;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Queries to one server that are under way at once: the last to end does not undo the first. */
class CookieJarTest {
  private static final InetSocketAddress SERVER =
      new InetSocketAddress(IpPrefix.address("192.0.2.1"), 53);

  private final CookieJar jar = new CookieJar(World.system());
  private final EdnsOption first = sent();
  private final EdnsOption second = sent();
  private final EdnsOption given =
      new EdnsOption(EdnsOption.COOKIE, Rdata.of(Arrays.copyOf(first.data().toArray(), 24)));

  private EdnsOption sent() {
    return Objects.requireNonNull(jar.optionFor(SERVER));
  }

  private static Message reply(List<EdnsOption> options) {
    var question = new Question(Name.of("a."), RrType.A);
    return Message.empty(Header.of(1), Rcode.NOERROR, List.of(question))
        .withEdns(new Edns(Edns.SAFE_UDP_SIZE, 0, true, options));
  }

  @Test
  void aLostQueryDoesNotForgetTheCookieThatAnotherBrought() {
    jar.learn(SERVER, first, reply(List.of(given)));
    jar.silent(SERVER, second);
    assertEquals(given, jar.optionFor(SERVER));
  }

  @Test
  void norDoesAReplyWithoutCookieToAQueryFromBefore() {
    jar.learn(SERVER, first, reply(List.of(given)));
    jar.learn(SERVER, second, reply(List.of()));
    assertEquals(given, jar.optionFor(SERVER));
    // One to a query with that cookie does: it came over TCP, or it would not be here.
    jar.learn(SERVER, given, reply(List.of()));
    assertNull(jar.optionFor(SERVER));
  }
}
