package icws.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CodecTest {

  @Test
  void cborHasDefiniteLengthsThroughout() throws Exception {
    JsonNode message = new ObjectMapper().readTree("{\"a\":[1,-1,true,null,\"\\u00f6\"],\"b\":{}}");

    byte[] cbor = Codec.cbor().encode(message);

    // RFC 8949, appendix A: map(2) "a" array(5) 1 -1 true null "ö" "b" map(0).
    assertEquals("a26161850120f5f662c3b66162a0", HexFormat.of().formatHex(cbor));
    assertEquals(message, Codec.cbor().decode(cbor));
  }

  @Test
  void longTextIsNotWrittenInChunks() {
    byte[] cbor = Codec.cbor().encode(JsonNodeFactory.instance.textNode("x".repeat(70_000)));

    assertEquals(70_005, cbor.length);
    assertEquals("7a00011170", HexFormat.of().formatHex(cbor, 0, 5));
  }

  @Test
  void whatIsNoCborIsNotRead() {
    assertThrows(IcWebSocketException.class, () -> Codec.cbor().decode(new byte[] {(byte) 0xff}));
  }

  @Test
  void rawBytesAreThoseOfTheMomentWhenTheyWereSent() {
    byte[] bytes = {1, 2};
    byte[] encoded = Codec.raw().encode(bytes);
    assertNotSame(bytes, encoded);
    assertArrayEquals(bytes, encoded);
  }
}
