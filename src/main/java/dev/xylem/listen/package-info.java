/**
 * The doors: where queries come in and answers go out, over UDP and TCP.
 *
 * <p>{@link dev.xylem.listen.Listeners} opens them all. A query is first shown to the {@link
 * dev.xylem.listen.FastPath} on the event loop it came in on; what that cannot answer goes to the
 * {@link dev.xylem.listen.QueryService} on a virtual thread of its own, if {@code WorkingQueries}
 * finds a place for it, and its answer returns through the event loop. Datagrams are read and
 * written in batches ({@code UdpListener}); {@code StreamConnection} does the framing, pipelining
 * and backpressure of RFC 7766, and {@code Connections} sees that nobody occupies all of them.
 *
 * <p>The only room that knows Netty. May import {@code dns wire cache policy resolve config runtime
 * telemetry}; needs of these {@code dns}, {@code config} and {@code runtime}.
 */
@NullMarked
package dev.xylem.listen;

import org.jspecify.annotations.NullMarked;
