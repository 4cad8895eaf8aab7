package dev.xylem.control;

import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.RrType;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an operator asks for.
 *
 * @param parameters of the query, each given once
 * @param body may be empty
 * @param accept what kinds of content are welcome
 */
record Request(
    String method, String path, Map<String, String> parameters, byte[] body, String accept) {

  /** Something in the request is wrong; the message says what. */
  static final class BadRequest extends RuntimeException {
    BadRequest(String message) {
      super(message, null, false, false);
    }
  }

  /** Whether the answer is for a person, rather than a program. */
  boolean wantsText() {
    return accept.startsWith("text/plain");
  }

  Name name() {
    return required("name", Name::of);
  }

  Optional<RrType> type() {
    return optional("type", RrType::of);
  }

  Optional<InetAddress> address(String key) {
    return optional(key, IpPrefix::address);
  }

  /** Whether the parameter is {@code true}. */
  boolean has(String key) {
    return optional(key, Request::truth).orElse(false);
  }

  String text(String key) {
    return required(key, Function.identity());
  }

  <T> T required(String key, Function<String, T> parser) {
    return optional(key, parser).orElseThrow(() -> new BadRequest(key + " must be given"));
  }

  <T> Optional<T> optional(String key, Function<String, T> parser) {
    @Nullable String value = parameters.get(key);
    try {
      return value == null ? Optional.empty() : Optional.of(parser.apply(value));
    } catch (IllegalArgumentException e) {
      throw new BadRequest(key + ": '" + value + "': " + e.getMessage());
    }
  }

  private static boolean truth(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("must be true or false");
    }
    return text.equals("true");
  }
}
