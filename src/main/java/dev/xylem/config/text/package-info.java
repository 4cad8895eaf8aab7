/**
 * YAML as a source of settings: strict mappings, kinds of values, and problems with line and
 * column. Knows no setting; {@link dev.xylem.config.Settings} and its sections describe them, once,
 * through {@link dev.xylem.config.text.Source}.
 *
 * <p>May import {@code dns}.
 */
@NullMarked
package dev.xylem.config.text;

import org.jspecify.annotations.NullMarked;
