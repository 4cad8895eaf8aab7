/**
 * YAML as a source of settings: strict mappings, kinds of values, and problems with line and
 * column. Knows no setting; {@link dev.xylem.config.Settings} describes them.
 */
@NullMarked
package dev.xylem.config.text;

import org.jspecify.annotations.NullMarked;
