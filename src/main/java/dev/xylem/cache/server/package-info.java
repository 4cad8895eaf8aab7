/**
 * What servers have shown of themselves, by address.
 *
 * <p>{@link dev.xylem.cache.server.ServerCache} holds the {@link
 * dev.xylem.cache.server.ServerFacts} of each: how far away it is, its {@link
 * dev.xylem.cache.server.Silence} to each kind of question, what it does not understand, and which
 * zones it is lame for; the {@link dev.xylem.cache.server.CookieJar} its cookies. Nothing here is
 * believed for long: a server gets better, and what it showed may have been forged.
 */
@NullMarked
package dev.xylem.cache.server;

import org.jspecify.annotations.NullMarked;
