package icws.devnet.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class IngressHistoryTest {
  private final CertifiedState state = new CertifiedState(new SubnetKeys("test"));
  private final IngressHistory history = new IngressHistory(state);

  private IngressHistory.Entry begin(String id, long expiryNanos) {
    IngressHistory.Entry entry =
        new IngressHistory.Entry(
            Bytes.utf8(id),
            Principal.ANONYMOUS,
            Principal.MANAGEMENT,
            expiryNanos,
            new CompletableFuture<>());
    history.begin(entry);
    return entry;
  }

  private String status(String id) {
    return state
        .tree()
        .get(List.of(Bytes.utf8("request_status"), Bytes.utf8(id), Bytes.utf8("status")))
        .map(Bytes::toUtf8)
        .orElse("unknown");
  }

  @Test
  void requestIsProcessingUntilItIsAnsweredAndThatIsToldWhenTheRoundEnds() {
    IngressHistory.Entry entry = begin("a", 100);
    assertEquals("processing", status("a"));
    assertFalse(entry.finished().isDone());

    history.finish(entry, Response.reply(Bytes.utf8("done")));

    assertEquals("replied", status("a"));
    assertFalse(entry.finished().isDone());
    assertTrue(history.hasNews());

    assertEquals(1, history.endRound());

    assertTrue(entry.finished().isDone());
    assertFalse(history.hasNews());
  }

  @Test
  void answeredRequestIsForgottenWhenItHasExpired() {
    history.finish(begin("late", 200), Response.reply(Bytes.EMPTY));
    history.finish(begin("early", 100), Response.reject(ErrorCode.CANISTER_STOPPED, "stopped"));
    history.endRound();

    history.forgetExpired(150);

    assertEquals("unknown", status("early"));
    assertTrue(history.find(Bytes.utf8("early")).isEmpty());
    assertEquals("replied", status("late"));
  }

  @Test
  void requestThatIsStillProcessedIsKeptPastItsExpiryAndHoldsUpNoOther() {
    begin("slow", 100);
    history.finish(begin("fast", 150), Response.reply(Bytes.EMPTY));
    history.endRound();

    history.forgetExpired(200);

    assertEquals("processing", status("slow"));
    assertEquals("unknown", status("fast"));
  }

  @Test
  void oldestAnswersAreForgottenWhenTheyTakeTooMuchMemory() {
    Bytes half = Bytes.wrap(new byte[(int) (IngressHistory.MAX_ANSWER_BYTES / 2)]);
    for (String id : List.of("1", "2", "3")) {
      history.finish(begin(id, 100), Response.reply(half));
    }

    assertEquals("done", status("1"));
    assertEquals("replied", status("2"));
    assertEquals("replied", status("3"));
    assertTrue(history.find(Bytes.utf8("1")).isPresent());
  }
}
