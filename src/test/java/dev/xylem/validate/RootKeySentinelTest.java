package dev.xylem.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootKeySentinelTest {
  private final RootKeySentinel sentinel = new RootKeySentinel(() -> Set.of(20326, 512));

  @ParameterizedTest
  @CsvSource({
    "root-key-sentinel-is-ta-20326.example., A, false",
    "root-key-sentinel-is-ta-20326.example., AAAA, false",
    "root-key-sentinel-is-ta-00512., A, false",
    "root-key-sentinel-is-ta-38696.example., A, true",
    "ROOT-KEY-SENTINEL-IS-TA-38696.example., A, true",
    "root-key-sentinel-not-ta-20326.example., A, true",
    "root-key-sentinel-not-ta-38696.example., A, false",
    "root-key-sentinel-is-ta-38696.example., TXT, false",
    "root-key-sentinel-is-ta-512., A, false",
    "www.root-key-sentinel-is-ta-38696.example., A, false",
    "., A, false"
  })
  void onlyTheseNamesAskForKeys(String name, String type, boolean contradicts) {
    var question = new Question(Name.of(name), RrType.of(type));
    assertEquals(contradicts, sentinel.contradicts(question));
  }
}
