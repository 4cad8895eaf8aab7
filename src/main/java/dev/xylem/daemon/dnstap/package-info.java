/**
 * Queries and answers for programs that read dnstap: each one a protobuf message ({@link
 * dev.xylem.daemon.dnstap.DnstapMessage}) in a frame stream ({@link
 * dev.xylem.daemon.dnstap.FrameStream}), to a file, a UNIX socket or over TCP.
 *
 * <p>{@link dev.xylem.daemon.dnstap.Dnstap} stands before whoever answers clients and whoever asks
 * servers. It never makes a query wait: what cannot be written in time is counted.
 */
@NullMarked
package dev.xylem.daemon.dnstap;

import org.jspecify.annotations.NullMarked;
