package icws.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import icws.client.IcWebSocketException.Failure;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** What a frame that a gateway has made up costs before anything of it is verified. */
class FrameCostTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final TestGateway gateway = new TestGateway(Protocol.POC);
  private final Conversation conversation =
      new PocConversation(
          TestGateway.CANISTER,
          gateway.identity,
          TestGateway.CLIENT,
          gateway.proof,
          Clock.systemUTC());

  @Test
  void aFrameOfEmptyMapsTakesNoMoreMemoryThanItHasItself() {
    int maps = 1 << 20;
    byte[] frame =
        Cbor.map(
            1,
            generator -> {
              generator.writeFieldName("x");
              generator.writeStartArray(null, maps);
              for (int i = 0; i < maps; i++) {
                generator.writeStartObject(null, 0);
                generator.writeEndObject();
              }
              generator.writeEndArray();
            });
    ConversationListener nobody = new Connection(gateway, (from, content) -> gateway.reached);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    IcWebSocketException refused =
        assertThrows(IcWebSocketException.class, () -> conversation.accept(frame, nobody));
    long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertEquals(Failure.MALFORMED_FRAME, refused.failure());
    assertTrue(taken < frame.length, taken + " bytes for " + frame.length);
  }
}
