/**
 * What the operator wants otherwise: who may ask, and which names are answered without asking.
 *
 * <p>{@link dev.xylem.policy.AccessList} decides about clients, {@link dev.xylem.policy.LocalZones}
 * about names: those of the operator, and those of {@link dev.xylem.policy.SpecialUse}, which must
 * not reach the internet. A policy judges a question with a {@link dev.xylem.policy.Verdict}; it
 * never answers by itself.
 *
 * <p>May import {@code dns zone iterate resolve runtime telemetry}; what is here so far needs only
 * {@code dns}.
 */
@NullMarked
package dev.xylem.policy;

import org.jspecify.annotations.NullMarked;
