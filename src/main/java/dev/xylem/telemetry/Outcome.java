package dev.xylem.telemetry;

import dev.xylem.dns.Cookies;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Message;
import dev.xylem.dns.Rcode;

/** What came back of a query to a server. */
public sealed interface Outcome {

  /** In few words, without numbers: one series of a metric each. */
  String kind();

  /**
   * A reply that matches the query and that no other packet came before.
   *
   * @param authoritative AA
   * @param truncated TC
   * @param answer RRsets in the answer section; likewise the other two
   * @param cookie whether it brought a cookie (RFC 7873)
   */
  record Replied(
      Rcode rcode,
      boolean authoritative,
      boolean truncated,
      int answer,
      int authority,
      int additional,
      boolean cookie)
      implements Outcome {

    /** What {@code message} is. */
    public static Replied with(Message message) {
      return new Replied(
          message.rcode(),
          message.has(Flag.AA),
          message.has(Flag.TC),
          message.answer().size(),
          message.authority().size(),
          message.additional().size(),
          Cookies.in(message.edns()) != null);
    }

    @Override
    public String kind() {
      return rcode.toString();
    }

    @Override
    public String toString() {
      return rcode
          + (authoritative ? " aa" : "")
          + (truncated ? " tc" : "")
          + " "
          + answer
          + "/"
          + authority
          + "/"
          + additional
          + " RRsets"
          + (cookie ? ", cookie" : "");
    }
  }

  /**
   * No such reply.
   *
   * @param kind the same in each such case
   * @param text the whole of it
   */
  record Unanswered(String kind, String text) implements Outcome {
    @Override
    public String toString() {
      return text;
    }
  }
}
