/**
 * Is it true?
 *
 * <p>{@link dev.xylem.validate.Validator} stands between the walk and the cache: what the walk
 * found goes in, {@link dev.xylem.validate.Judged} comes out, and only this room can make one. The
 * cache and the clients get nothing that has not passed here. There is no chain of trust yet:
 * {@link dev.xylem.validate.NoValidation} passes everything as unchecked, and AD is never set.
 */
@NullMarked
package dev.xylem.validate;

import org.jspecify.annotations.NullMarked;
