package dev.xylem.dns;

/** One option of an OPT record (RFC 6891 §6.1.2). */
public record EdnsOption(int code, Rdata data) {
  public static final int NSID = 3;
  public static final int CLIENT_SUBNET = 8;
  public static final int COOKIE = 10;
  public static final int TCP_KEEPALIVE = 11;
  public static final int PADDING = 12;
  public static final int EXTENDED_ERROR = 15;
}
