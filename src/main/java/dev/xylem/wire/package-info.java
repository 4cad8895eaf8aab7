/**
 * Bytes to messages and back: the only code that parses packets.
 *
 * <p>{@link dev.xylem.wire.MessageDecoder} spends a step budget per message, so that no arrangement
 * of compression pointers costs more than a message is worth (S80); {@link
 * dev.xylem.wire.MessageEncoder} compresses a bounded number of names (S81). Whatever does not fit
 * the format ends in one {@link dev.xylem.wire.FormatException} and nothing else (S82). {@link
 * dev.xylem.wire.HeaderPeek} judges a query by its first twelve octets.
 */
@NullMarked
package dev.xylem.wire;

import org.jspecify.annotations.NullMarked;
