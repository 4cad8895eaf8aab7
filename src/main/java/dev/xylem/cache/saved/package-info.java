/**
 * What is cached, as octets that another process can read: each entry as the DNS message by which a
 * server would have told it, and how long it may be used.
 *
 * <p>{@link dev.xylem.cache.saved.Writer} and {@link dev.xylem.cache.saved.Reader} know the frame:
 * a version, the fingerprint of the settings, the entries, and a SHA-256 digest of it all, without
 * which nothing is believed. {@link dev.xylem.cache.saved.Saved} is one entry. How far data was
 * believed is not written: whoever reads it begins with data that nobody has judged.
 */
@NullMarked
package dev.xylem.cache.saved;

import org.jspecify.annotations.NullMarked;
