package dev.xylem.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xylem.runtime.World;
import dev.xylem.telemetry.Metrics;
import dev.xylem.telemetry.RecentQueries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The OpenAPI document names every route with every parameter, and nothing else. */
class OpenApiTest {

  @Test
  @SuppressWarnings("unchecked")
  void documentAndRoutesAgree() throws IOException {
    String text = Files.readString(Path.of("docs/openapi.yaml"));
    var document =
        (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(text);
    SortedMap<String, Object> documented = new TreeMap<>();
    ((Map<String, Map<String, Map<String, Object>>>) Objects.requireNonNull(document.get("paths")))
        .forEach((path, methods) ->
            methods.forEach((method, operation) ->
                documented.put(
                    method.toUpperCase(Locale.ROOT) + " " + path, parameters(operation))));
    SortedMap<String, Object> routes = new TreeMap<>();
    for (Route route : TestRoutes.all()) {
      routes.put(route.method() + " " + route.path(), new TreeSet<>(route.parameters()));
    }
    assertEquals(routes, documented);
  }

  /** Their names; those that several routes share are called like their definitions. */
  @SuppressWarnings("unchecked")
  private static TreeSet<String> parameters(Map<String, Object> operation) {
    var names = new TreeSet<String>();
    for (var parameter :
        (List<Map<String, String>>) operation.getOrDefault("parameters", List.of())) {
      String reference = parameter.get("$ref");
      names.add(
          reference == null
              ? parameter.get("name")
              : reference.substring(reference.lastIndexOf('/') + 1));
    }
    return names;
  }

  /** The routes, of no server at all: they are not called. */
  private static final class TestRoutes {
    @SuppressWarnings("NullAway")
    static List<Route> all() {
      return new Routes(null, new RecentQueries(0, 0, World.system()), new Metrics("")).all();
    }
  }
}
