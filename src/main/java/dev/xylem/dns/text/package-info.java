/**
 * The presentation form of records and messages (RFC 1035 §5.1, RFC 3597, RFC 9460 App. A), both
 * ways.
 *
 * <p>Start with {@link dev.xylem.dns.text.RdataText}: it walks {@link dev.xylem.dns.RdataField}, so
 * that a type costs one line in that table and nothing here. {@link dev.xylem.dns.text.EntryLexer}
 * splits text into entries and tokens, for zone files too. {@link dev.xylem.dns.text.MessageText}
 * prints a message as {@code dig} does.
 *
 * <p>Whoever writes text wrongly gets an {@link java.lang.IllegalArgumentException} that says what
 * is wrong. This room imports {@code dns} only.
 */
@NullMarked
package dev.xylem.dns.text;

import org.jspecify.annotations.NullMarked;
