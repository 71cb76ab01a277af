package icws.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import org.ic4j.candid.CandidError;
import org.ic4j.candid.annotations.Name;
import org.junit.jupiter.api.Test;

class MappedTypesTest {

  /** The demo's message, {@code record { text : text }}. */
  public static final class AppMessage {
    @Name("text")
    public String words = "";
  }

  /** Another one, {@code record { amount : nat; to : text }}. */
  public static final class Payment {
    public BigInteger amount = BigInteger.ZERO;
    public String to = "";
  }

  @Test
  void mappedObjectIsEncodedAsItsRecord() {
    AppMessage message = new AppMessage();
    message.words = "zwei Wörter";

    assertArrayEquals(DemoText.candid("zwei Wörter"), MappedTypes.encode(message));
  }

  @Test
  void recordIsReadAsAMappedObject() {
    AppMessage read = MappedTypes.decode(DemoText.candid("zwei Wörter"), AppMessage.class);

    assertEquals("zwei Wörter", read.words);
  }

  @Test
  void fieldsKeepTheirNamesAndNumbers() {
    Payment payment = new Payment();
    payment.amount = BigInteger.TWO.pow(100);
    payment.to = "somebody";

    Payment read = MappedTypes.decode(MappedTypes.encode(payment), Payment.class);

    assertEquals(payment.amount, read.amount);
    assertEquals(payment.to, read.to);
  }

  @Test
  void whatIsNoCandidIsNotRead() {
    assertThrows(
        CandidError.class, () -> MappedTypes.decode(new byte[] {1, 2, 3}, AppMessage.class));
  }
}
