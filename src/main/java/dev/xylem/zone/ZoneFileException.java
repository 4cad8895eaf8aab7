package dev.xylem.zone;

/** A zone file does not say what a zone file can say; the message begins with file and line. */
public final class ZoneFileException extends Exception {
  ZoneFileException(String file, int line, String problem) {
    super(file + ":" + line + ": " + problem);
  }
}
