/**
 * One query to one server, and what came back.
 *
 * <p>{@link dev.xylem.upstream.Exchange} is the only way out to the network: {@link
 * dev.xylem.upstream.UdpExchange} and {@link dev.xylem.upstream.TcpExchange} judge what arrives;
 * the {@link dev.xylem.upstream.Sockets} it arrives on are the machine's or the simulator's. What
 * to make of a {@link dev.xylem.upstream.Reply}, and whether to try again, is decided in {@code
 * iterate}.
 */
@NullMarked
package dev.xylem.upstream;

import org.jspecify.annotations.NullMarked;
