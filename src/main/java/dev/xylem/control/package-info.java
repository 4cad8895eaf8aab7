/**
 * The operator's interface: HTTP with JSON, on a UNIX socket and, if wanted, over TCP.
 *
 * <p>{@link dev.xylem.control.ControlServer} opens the doors; {@link dev.xylem.control.Gate} asks
 * for the token before it reads on; {@link dev.xylem.control.Dispatcher} hands each request to a
 * {@link dev.xylem.control.Route} on a virtual thread of its own. {@code docs/openapi.yaml}
 * describes the routes, and a test holds it to them. What is more than looking is asked of an
 * {@link dev.xylem.control.Operator}, which {@code daemon} is.
 *
 * <p>May use Netty, and Jackson for what is told.
 */
@NullMarked
package dev.xylem.control;

import org.jspecify.annotations.NullMarked;
