package dev.xylem.linux;

import java.io.IOException;

/**
 * This machine or process has no socket to give, or no memory for a packet: says nothing of whoever
 * was to be asked.
 */
public final class NoSocketException extends IOException {
  private static final long serialVersionUID = 1L;

  public NoSocketException(String message) {
    super(message);
  }
}
