package icws.conformance;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.common.CloseInfo;
import org.eclipse.jetty.websocket.common.WebSocketFrame;
import org.eclipse.jetty.websocket.common.frames.ContinuationFrame;
import org.eclipse.jetty.websocket.common.frames.TextFrame;
import org.eclipse.jetty.websocket.common.test.Fuzzer;
import org.eclipse.jetty.websocket.server.ab.AbstractABCase;
import org.junit.jupiter.api.Test;

/** The one case of Autobahn's tenth family, which is not among Jetty's. */
abstract class AutomaticFragmentation extends AbstractABCase {

  private static final int MESSAGE_BYTES = 65_536;
  private static final int FRAME_BYTES = 1_300;

  /** A text that its sender cuts into frames of one size. */
  @Test
  public void testCase10_1_1() throws Exception {
    String message = "*".repeat(MESSAGE_BYTES);
    List<WebSocketFrame> sent = new ArrayList<>();
    for (int from = 0; from < MESSAGE_BYTES; from += FRAME_BYTES) {
      int to = Math.min(from + FRAME_BYTES, MESSAGE_BYTES);
      String part = message.substring(from, to);
      WebSocketFrame frame =
          from == 0 ? new TextFrame().setPayload(part) : new ContinuationFrame().setPayload(part);
      sent.add(frame.setFin(to == MESSAGE_BYTES));
    }
    sent.add(new CloseInfo(StatusCode.NORMAL).asFrame());
    try (Fuzzer fuzzer = new Fuzzer(this)) {
      fuzzer.connect();
      fuzzer.setSendMode(Fuzzer.SendMode.BULK);
      fuzzer.send(sent);
      fuzzer.expect(
          List.of(new TextFrame().setPayload(message), new CloseInfo(StatusCode.NORMAL).asFrame()));
    }
  }
}
