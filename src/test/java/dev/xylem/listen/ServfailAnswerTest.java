package dev.xylem.listen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.xylem.dns.ExtendedError;
import dev.xylem.dns.Message;
import dev.xylem.dns.Rcode;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ServfailAnswerTest {
  private static final String HEADER = "beef" + "0110" + "0001" + "0000" + "0000" + "0001";
  private static final String QUESTION = "016100" + "0001" + "0001";
  private static final String OPT = "00" + "0029" + "04d0" + "00000000" + "0000";

  @Test
  void keepsIdRdCdAndTheQuestion() {
    assertArrayEquals(
        bytes("beef" + "8192" + "0001" + "0000" + "0000" + "0000" + QUESTION),
        ServfailAnswer.to(bytes(HEADER + QUESTION + OPT)));
  }

  @Test
  void saysWhyToAClientThatUnderstands() throws FormatException {
    byte[] plain = bytes("beef" + "0110" + "0001" + "0000" + "0000" + "0000" + QUESTION);
    assertArrayEquals(ServfailAnswer.to(plain), ServfailAnswer.to(plain, "too many"));
    byte[] answer =
        Objects.requireNonNull(ServfailAnswer.to(bytes(HEADER + QUESTION + OPT), "too many"));
    Message message = MessageDecoder.decode(answer, answer.length);
    assertEquals(Rcode.SERVFAIL, message.rcode());
    var error = Objects.requireNonNull(message.edns()).options().getFirst();
    assertEquals(new ExtendedError(ExtendedError.OTHER, "too many").toOption(), error);
  }

  @Test
  void hasNoQuestionWhenThatCannotBeRead() {
    byte[] bare = bytes("beef" + "8192" + "0000" + "0000" + "0000" + "0000");
    assertArrayEquals(bare, ServfailAnswer.to(bytes(HEADER)));
    assertArrayEquals(bare, ServfailAnswer.to(bytes(HEADER + "3f61")));
    assertArrayEquals(bare, ServfailAnswer.to(bytes(HEADER + "c00c" + "00010001")));
    assertArrayEquals(bare, ServfailAnswer.to(bytes(HEADER + "016100" + "0001")));
  }

  @Test
  void answersNoAnswersAndNoFragments() {
    assertNull(ServfailAnswer.to(bytes("beef" + "8110" + "000100000000" + "0000" + QUESTION)));
    assertNull(ServfailAnswer.to(bytes("beef")));
    assertNull(ServfailAnswer.to(new byte[0]));
  }

  @Test
  void survivesAnything() {
    var random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] query = new byte[random.nextInt(40)];
      random.nextBytes(query);
      byte[] before = query.clone();
      byte[] answer = ServfailAnswer.to(query);
      assertArrayEquals(before, query);
      assertEquals(query.length < 12 || query[2] < 0, answer == null, Arrays.toString(query));
    }
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
