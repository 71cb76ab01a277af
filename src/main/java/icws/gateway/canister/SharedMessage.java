package icws.gateway.canister;

import icws.gateway.wire.ClientFrame;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client's message on its way to its canister: in a call with those of others, see {@link
 * SharedCalls}, or in one of its own. Once it has left it stays with its call, however often that
 * is made; only where the canister rejects the call for several it goes again, in its own.
 */
final class SharedMessage implements RepeatableCall {

  /**
   * What becomes of messages.
   *
   * @param alone makes a message's own call
   * @param together makes the call for several
   * @param explaining asks for more where a refusal says too little
   */
  record Ways(
      Function<ClientFrame.Message, RepeatableCall> alone,
      Function<List<ClientFrame.Message>, SharedCall> together,
      Function<Verdict, CompletableFuture<Verdict>> explaining) {}

  private final ClientFrame.Message message;
  private final SharedCalls calls;
  private final Ways ways;

  // By the one thread at a time that makes the call.
  private volatile @Nullable Supplier<CompletableFuture<Verdict>> way;
  private volatile @Nullable RepeatableCall own;
  private boolean mayBeDone;
  private int tries;

  SharedMessage(ClientFrame.Message message, SharedCalls calls, Ways ways) {
    this.message = message;
    this.calls = calls;
    this.ways = ways;
  }

  /** About how many bytes of a call it takes. */
  int size() {
    return message.send().argument().size();
  }

  @Override
  public CompletableFuture<Verdict> make() {
    Supplier<CompletableFuture<Verdict>> known = way;
    return known == null ? calls.send(this) : known.get();
  }

  @Override
  public void withdraw() {
    RepeatableCall known = own;
    if (!calls.withdraw(this) && known != null) {
      known.withdraw();
    }
  }

  /** The call for this message and others. */
  SharedCall together(List<SharedMessage> messages) {
    return ways.together().apply(messages.stream().map(each -> each.message).toList());
  }

  /** It leaves in a call of its own. */
  void leaveAlone() {
    RepeatableCall call = ways.alone().apply(message);
    own = call;
    way = () -> call.make().thenApply(this::inDoubt);
  }

  /**
   * It leaves with others.
   *
   * @param index which of the messages it is
   */
  void leaveWith(SharedCall call, int index) {
    way = () -> call.attempt(++tries).thenCompose(verdict -> read(call, index, verdict));
  }

  private CompletableFuture<Verdict> read(SharedCall call, int index, Verdict verdict) {
    if (verdict instanceof Accepted) {
      return ways.explaining().apply(call.answer(index));
    }
    Failure.Kind kind = ((Failure) verdict).kind();
    if (kind == Failure.Kind.NOT_A_WEBSOCKET_CANISTER) {
      calls.notOffered();
    } else if (kind == Failure.Kind.REJECTED) {
      calls.rejected();
    } else {
      return CompletableFuture.completedFuture(verdict);
    }
    mayBeDone = ((Failure) verdict).leavesDoubt();
    leaveAlone();
    return make();
  }

  /** A refusal may mean that the message had arrived before. */
  private Verdict inDoubt(Verdict verdict) {
    return mayBeDone && verdict instanceof Failure failure && failure.kind() == Failure.Kind.REFUSED
        ? new Failure(
            Failure.Kind.UNREACHABLE, "an earlier try was not answered; now: " + failure.text())
        : verdict;
  }
}
