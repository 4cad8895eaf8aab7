/**
 * What we know and until when.
 *
 * <p>{@link dev.xylem.cache.RrSetCache} holds RRsets and negative answers, {@link
 * dev.xylem.cache.DelegationCache} which servers a zone was delegated to, {@link
 * dev.xylem.cache.server.ServerCache} what each server has shown of itself, {@link
 * dev.xylem.cache.FailureCache} what could not be resolved lately, {@link
 * dev.xylem.cache.AnswerCache} rendered packets for the doors.
 *
 * <p>All are Caffeine caches, weighed in bytes. Expiry is absolute wall-clock time and is checked
 * at each look-up; eviction is only about room.
 */
@NullMarked
package dev.xylem.cache;

import org.jspecify.annotations.NullMarked;
