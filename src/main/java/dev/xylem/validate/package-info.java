/**
 * Is it true?
 *
 * <p>{@link dev.xylem.validate.Validator} stands between what servers say ({@link
 * dev.xylem.validate.Records}) and everybody else: only this room can make a {@link
 * dev.xylem.validate.Judgement.Judged}, and the cache of judged data takes nothing else.
 *
 * <p>{@link dev.xylem.validate.DnssecValidator} goes down the chain of trust to the zone that data
 * lies in, verifies signatures with its keys, and believes absence only if that zone has signed
 * what denies it.
 */
@NullMarked
package dev.xylem.validate;

import org.jspecify.annotations.NullMarked;
