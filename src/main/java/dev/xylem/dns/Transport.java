package dev.xylem.dns;

/** How a message travels (RFC 1035 §4.2). */
public enum Transport {
  UDP,
  TCP
}
