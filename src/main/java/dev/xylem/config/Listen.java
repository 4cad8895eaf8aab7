package dev.xylem.config;

import static dev.xylem.config.text.ValueType.ADDRESS;
import static dev.xylem.config.text.ValueType.SWITCH;
import static dev.xylem.config.text.ValueType.duration;
import static dev.xylem.config.text.ValueType.number;

import dev.xylem.config.text.Source;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** The doors. */
public record Listen(
    List<InetAddress> addresses,
    int port,
    boolean sharePort,
    int eventLoops,
    int udpAnswerSize,
    int tcpConnections,
    int tcpConnectionsPerClient,
    Duration tcpIdleTimeout,
    int tcpWaitingPerConnection,
    int waitingQueries,
    int waitingQueriesPerClient,
    int udpRepliesPerClient,
    Duration udpDiscardTimeout) {

  static Listen read(Source listen) {
    return new Listen(
        listen.list(
            "addresses",
            ADDRESS,
            List.of("127.0.0.1", "::1"),
            "addresses to listen on; 0.0.0.0 and \"::\" mean all that the machine has at start"),
        listen.value("port", number(0, 65_535), "53", "UDP and TCP port; 0: any free one"),
        listen.value(
            "share-port",
            SWITCH,
            "false",
            "start beside another Xylem of the same user, once warm, for an upgrade without a gap"),
        listen.value(
            "event-loops",
            number(0, 256),
            "0",
            "threads that read and write UDP, and as many for TCP; 0: one per processor"),
        listen.value(
            "udp-answer-size",
            number(512, 4096),
            "1232",
            "most octets in a UDP answer; more invites fragmentation"),
        listen.value(
            "tcp-connections",
            number(1, 65_535),
            "1000",
            "TCP connections of all clients together; beyond, the longest idle one is closed"),
        listen.value(
            "tcp-connections-per-client",
            number(1, 65_535),
            "100",
            "TCP connections of one client, an IPv4 address or an IPv6 /64; beyond, its longest idle"
                + " one is closed"),
        listen.value(
            "tcp-idle-timeout",
            duration("100ms", "10m"),
            "10s",
            "close a TCP connection after this long without a query; at most 2s while more than"
                + " 3/4 of tcp-connections are in use"),
        listen.value(
            "tcp-waiting-per-connection",
            number(1, 65_535),
            "100",
            "queries of one TCP connection being resolved at once; beyond, it is not read"),
        listen.value(
            "waiting-queries",
            number(1, 1_000_000),
            "2048",
            "queries of all clients being resolved at once; beyond, the oldest of the client with"
                + " most gives way, or the answer is SERVFAIL"),
        listen.value(
            "waiting-queries-per-client",
            number(1, 1_000_000),
            "1000",
            "queries of one client being resolved at once; beyond, UDP gets no answer and TCP"
                + " SERVFAIL"),
        listen.value(
            "udp-replies-per-client",
            number(10, 1_000_000),
            "500",
            "UDP answers that one client gets within 100ms, of those it had to wait for; the"
                + " others follow"),
        listen.value(
            "udp-discard-timeout",
            duration("0s", "1m"),
            "1900ms",
            "an answer that takes longer is not sent over UDP, only cached; 0s: is sent all the"
                + " same"));
  }
}
