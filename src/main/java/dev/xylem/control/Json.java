package dev.xylem.control;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrType;
import dev.xylem.telemetry.Event;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** Values as JSON. Events keep their types: each has its name under {@code event}. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .addMixIn(Event.class, Named.class)
          .addModule(
              new SimpleModule()
                  .addSerializer(Name.class, ToStringSerializer.instance)
                  .addSerializer(RrType.class, ToStringSerializer.instance)
                  .addSerializer(Rcode.class, ToStringSerializer.instance)
                  .addSerializer(Question.class, ToStringSerializer.instance)
                  .addSerializer(InetAddress.class, new AddressSerializer()))
          .build();

  private Json() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "event")
  private interface Named {}

  private static final class AddressSerializer extends StdSerializer<InetAddress> {
    AddressSerializer() {
      super(InetAddress.class);
    }

    @Override
    public void serialize(InetAddress address, JsonGenerator out, SerializationContext context) {
      out.writeString(IpPrefix.text(address));
    }
  }

  /** {@code value} as text that ends in a line feed. */
  public static String text(Object value) {
    return MAPPER.writeValueAsString(value) + "\n";
  }

  /** {@code value} on one line. */
  public static String line(Object value) {
    return MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value)
        + "\n";
  }

  /** What {@code body} gives as the error; all of it when it is something else. */
  public static String error(String body) {
    try {
      return MAPPER.readTree(body).path("error").asString(body.strip());
    } catch (JacksonException e) {
      return body.strip();
    }
  }

  static byte[] bytes(Object value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }
}
