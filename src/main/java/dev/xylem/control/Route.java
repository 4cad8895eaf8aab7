package dev.xylem.control;

import java.util.Set;
import java.util.function.Function;

/**
 * One thing that can be asked for.
 *
 * @param parameters the names of all it takes
 */
record Route(String method, String path, Set<String> parameters, Function<Request, Reply> handler) {

  /** The answer; throws {@link Request.BadRequest}. */
  Reply answer(Request request) {
    for (String given : request.parameters().keySet()) {
      if (!parameters.contains(given)) {
        throw new Request.BadRequest("there is no parameter '" + given + "' here");
      }
    }
    return handler.apply(request);
  }
}
