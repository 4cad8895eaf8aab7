package dev.xylem.control;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is answered: an HTTP status and a body. */
record Reply(int status, String contentType, byte[] body, @Nullable Stream stream) {
  /** A body that is written bit by bit, whatever its length. */
  @FunctionalInterface
  interface Stream {
    void writeTo(Writer out) throws IOException;
  }

  Reply(int status, String contentType, byte[] body) {
    this(status, contentType, body, null);
  }

  /** {@code json} for programs, {@code text} for people. */
  static Reply streamed(Request request, Stream json, Stream text) {
    boolean wantsText = request.wantsText();
    return new Reply(200, wantsText ? TEXT : JSON, new byte[0], wantsText ? text : json);
  }

  static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";

  /** {@code value} for programs, {@code text} for people. */
  static Reply of(Request request, Object value, Supplier<String> text) {
    return request.wantsText()
        ? new Reply(200, TEXT, text.get().getBytes(StandardCharsets.UTF_8))
        : new Reply(200, JSON, Json.bytes(value));
  }

  /** One sentence. */
  static Reply said(Request request, String sentence) {
    return of(request, Map.of("done", sentence), () -> sentence + "\n");
  }

  static Reply problem(int status, String problem) {
    return new Reply(status, JSON, Json.bytes(Map.of("error", problem)));
  }
}
