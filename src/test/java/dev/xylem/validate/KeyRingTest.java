package dev.xylem.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.RdataText;
import dev.xylem.dnssec.BouncyCastleVerifier;
import dev.xylem.dnssec.Dnskey;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeyRingTest {
  @Test
  void s55AKeyIsTakenInOnceBeItUsableOrNot() {
    Rdata rdata = RdataText.parse(RrType.DNSKEY, "257 3 13 AAAA", Name.ROOT);
    var tries = new AtomicInteger();
    KeyRing keys =
        KeyRing.of(
            RrSet.of(Name.of("evil.t1."), RrType.DNSKEY, 300, rdata),
            key -> {
              tries.incrementAndGet();
              return new BouncyCastleVerifier().key(key);
            });
    Dnskey key = keys.all().getFirst();
    for (int i = 0; i < 3; i++) {
      assertFalse(keys.parsed(key).verifies(new byte[0], new byte[0]));
    }
    assertEquals(1, tries.get());
  }
}
