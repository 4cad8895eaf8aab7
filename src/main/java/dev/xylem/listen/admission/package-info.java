/**
 * Who may have how many queries waiting, and how fast the answers go out.
 *
 * <p>{@link dev.xylem.listen.admission.Places} gives out the places of waiting queries and decides
 * who gives way when all are taken; {@link dev.xylem.listen.admission.ReplyPace} spreads the
 * answers that one client had to wait for; {@link dev.xylem.listen.admission.Refusals} tells the
 * operator about both. A client is what {@link dev.xylem.listen.admission.ClientPrefix} says it is.
 */
@NullMarked
package dev.xylem.listen.admission;

import org.jspecify.annotations.NullMarked;
