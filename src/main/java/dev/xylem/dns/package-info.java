/**
 * The data model of DNS: names, types, RRsets, messages. Immutable values, no input or output.
 *
 * <p>Start with {@link dev.xylem.dns.Name} and {@link dev.xylem.dns.RrSet}: both keep uncompressed
 * wire bytes and compare on them. {@link dev.xylem.dns.RdataField} is the one table of what is
 * inside each type's RDATA; decoding, presentation form and canonical form all read it.
 *
 * <p>This room imports no other.
 */
@NullMarked
package dev.xylem.dns;

import org.jspecify.annotations.NullMarked;
