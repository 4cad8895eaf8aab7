package dev.xylem.validate.anchor;

/**
 * How long changes of a trust point wait, in seconds.
 *
 * @param add from a new key's first sight until it is trusted (RFC 5011 §2.4.1)
 * @param remove from a revoked key's last sight until it is forgotten (RFC 5011 §2.4.2)
 * @param keepMissing from a trusted key's last sight until it is forgotten; 0: never
 */
public record HoldDowns(long add, long remove, long keepMissing) {}
