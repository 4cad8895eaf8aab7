package dev.xylem.config;

import static dev.xylem.config.text.ValueType.NAME;
import static dev.xylem.config.text.ValueType.PREFIX;
import static dev.xylem.config.text.ValueType.RECORD;
import static dev.xylem.config.text.ValueType.TEXT;
import static dev.xylem.config.text.ValueType.choice;
import static dev.xylem.config.text.ValueType.pair;

import dev.xylem.config.text.Source;
import dev.xylem.config.text.ValueType;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/** What is answered here, and for whom. */
public record LocalSettings(List<Zone> zones, Data data, List<ClientRule> clientRules) {
  private static final ValueType<ZoneType> ZONE_TYPE = choice(ZoneType.class);

  static LocalSettings read(Source file) {
    return new LocalSettings(
        file.groups("local-zones", "Names that are judged here, with all names below.", Zone::read),
        Data.read(file.section("local-data", "Records that are answered here.")),
        file.groups("client-rules", "Clients that get other local zones.", ClientRule::read));
  }

  /** A local zone; its records are in {@link Data}. */
  public record Zone(Name name, ZoneType type, List<String> tags) {

    static Zone read(Source zone) {
      return new Zone(
          zone.required("name", NAME, "example.org", "the name; all below it belong to it"),
          zone.value(
              "type",
              ZONE_TYPE,
              "transparent",
              "what becomes of questions that its records do not answer"),
          zone.list(
              "tags", TEXT, List.of(), "only for clients with one of these tags; none: for all"));
    }
  }

  /** Records of local zones. */
  public record Data(List<RrSet> records, List<Map.Entry<InetAddress, Name>> pointers) {

    static Data read(Source data) {
      return new Data(
          data.list(
              "records",
              RECORD,
              List.of(),
              "records, each of the deepest local zone around it, or of a transparent one of its"
                  + " own"),
          data.list(
              "pointers",
              pair(ValueType.ADDRESS, NAME, "an address and a name: 192.0.2.1 host.example.org"),
              List.of(),
              "names of addresses, answered as PTR records"));
    }
  }

  /** Clients that get other local zones than the others. */
  public record ClientRule(
      IpPrefix prefix,
      List<String> tags,
      List<Map.Entry<String, ZoneType>> tagTypes,
      List<Map.Entry<String, RrSet>> tagRecords,
      List<Map.Entry<Name, ZoneType>> zoneTypes) {

    static ClientRule read(Source rule) {
      return new ClientRule(
          rule.required("prefix", PREFIX, "192.0.2.0/24", "whom this is for"),
          rule.list("tags", TEXT, List.of(), "tags of these clients; the first that fits counts"),
          rule.list(
              "tag-types",
              pair(TEXT, ZONE_TYPE, "a tag and a type of local zone: kids always-nxdomain"),
              List.of(),
              "the type that zones with a tag have for them"),
          rule.list(
              "tag-records",
              pair(TEXT, ValueType.DATA, "a tag, a type and its data: kids A 192.0.2.1"),
              List.of(),
              "what redirecting zones with a tag answer them with"),
          rule.list(
              "zone-types",
              pair(NAME, ZONE_TYPE, "a local zone and a type: example.org refuse"),
              List.of(),
              "the type that a zone has for them, whatever their tags"));
    }
  }

  /** What becomes of a question for a name in a local zone; see {@code docs/operations.md}. */
  public enum ZoneType {
    STATIC,
    TRANSPARENT,
    TYPETRANSPARENT,
    REDIRECT,
    REFUSE,
    DENY,
    ALWAYS_NXDOMAIN,
    ALWAYS_NODATA,
    ALWAYS_REFUSE,
    ALWAYS_DENY,
    ALWAYS_TRANSPARENT,
    ALWAYS_NULL,
    BLOCK_A
  }
}
