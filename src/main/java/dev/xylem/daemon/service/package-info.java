/**
 * What a service manager hears of us: that we are ready, reload, stop, and are alive (systemd's
 * sd_notify protocol).
 *
 * <p>{@link dev.xylem.daemon.service.Supervisor} is silent where there is no manager; losing one is
 * no reason not to serve.
 */
@NullMarked
package dev.xylem.daemon.service;

import org.jspecify.annotations.NullMarked;
