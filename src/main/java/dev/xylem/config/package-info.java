/**
 * Text to immutable settings, and nothing else knows YAML.
 *
 * <p>{@link dev.xylem.config.Settings} is both the tree of records that the rest of Xylem is built
 * from and the one description of every setting: its {@code read} methods name key, type, default,
 * range and meaning once, in the order of the file. Run over a file ({@link
 * dev.xylem.config.text.YamlSection}) they parse it; run over a {@link
 * dev.xylem.config.Description} they yield {@code config/xylem.yaml} and {@code docs/settings.md}.
 *
 * <p>Strict: whatever is not understood is an error with line and column, and all errors are
 * reported in one run. A relative path counts from the folder of the file it stands in.
 *
 * <p>May import {@code dns}, and {@code runtime} for the limits of the work ledger.
 */
@NullMarked
package dev.xylem.config;

import org.jspecify.annotations.NullMarked;
