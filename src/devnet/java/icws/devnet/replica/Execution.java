package icws.devnet.replica;

import icws.devnet.engine.WasmTrap;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One message while a canister's code handles it: what came in, and what the code asks for, which
 * takes effect only when the code ends well. For the replica's thread.
 */
final class Execution {
  /**
   * What the code can read.
   *
   * @param caller who called, also while a callback runs
   * @param response the response that a callback is about
   * @param alreadyAnswered whether the call was answered in an earlier execution
   */
  record Input(
      Principal caller,
      String method,
      Bytes argument,
      @Nullable Response response,
      boolean alreadyAnswered) {
    static Input of(Call call) {
      return new Input(call.sender(), call.method(), call.argument(), null, false);
    }

    static Input system() {
      return new Input(Principal.MANAGEMENT, "", Bytes.EMPTY, null, false);
    }

    static Input callback(CallContext context, Response response) {
      Bytes argument = response instanceof Response.Replied replied ? replied.reply() : Bytes.EMPTY;
      return new Input(context.caller(), "", argument, response, context.hasResponded());
    }
  }

  private static final int MAX_REPLY_BYTES = 2 << 20;

  private final Canister canister;
  private final EntryPoint entryPoint;
  private final Input input;
  private final long timeNanos;
  private final long startedNanos = System.nanoTime();
  private final @Nullable Supplier<Bytes> dataCertificate;
  private final ByteArrayOutputStream reply = new ByteArrayOutputStream();
  private final List<OutgoingCall> calls = new ArrayList<>();
  private @Nullable Response response;
  private @Nullable OutgoingCall assembling;
  private @Nullable Bytes certifiedData;
  private OptionalLong timer = OptionalLong.empty();
  private boolean accepted;

  Execution(
      Canister canister,
      EntryPoint entryPoint,
      Input input,
      long timeNanos,
      @Nullable Supplier<Bytes> dataCertificate) {
    this.canister = canister;
    this.entryPoint = entryPoint;
    this.input = input;
    this.timeNanos = timeNanos;
    this.dataCertificate = dataCertificate;
  }

  Canister canister() {
    return canister;
  }

  EntryPoint entryPoint() {
    return entryPoint;
  }

  Input input() {
    return input;
  }

  /** The network's time, which stands still while a message runs. */
  long timeNanos() {
    return timeNanos;
  }

  /**
   * Stands in for the number of instructions: nanoseconds since the message began. Grows, and is of
   * the same order of magnitude.
   */
  long instructions() {
    return System.nanoTime() - startedNanos;
  }

  Optional<Supplier<Bytes>> dataCertificate() {
    return Optional.ofNullable(dataCertificate);
  }

  void appendReply(Bytes part) {
    requireUnanswered();
    if (part.size() > MAX_REPLY_BYTES - reply.size()) {
      throw WasmTrap.contract("ic0.msg_reply_data_append: more than " + MAX_REPLY_BYTES + " bytes");
    }
    reply.writeBytes(part.toByteArray());
  }

  void reply() {
    requireUnanswered();
    response = Response.reply(Bytes.wrap(reply.toByteArray()));
  }

  void reject(String message) {
    requireUnanswered();
    response = Response.reject(ErrorCode.CANISTER_REJECTED_MESSAGE, message);
  }

  private void requireUnanswered() {
    if (response != null || input.alreadyAnswered()) {
      throw WasmTrap.contract("the call is already replied to");
    }
  }

  /** The answer that the code gave. */
  Optional<Response> response() {
    return Optional.ofNullable(response);
  }

  /** Begins a call; one that was begun and not performed is dropped. */
  void beginCall(OutgoingCall call) {
    assembling = call;
  }

  OutgoingCall assembling() {
    if (assembling == null) {
      throw WasmTrap.contract("no call is under construction");
    }
    return assembling;
  }

  void performCall() {
    calls.add(assembling());
    assembling = null;
  }

  void dropCall() {
    assembling();
    assembling = null;
  }

  List<OutgoingCall> calls() {
    return calls;
  }

  void certify(Bytes data) {
    certifiedData = data;
  }

  Optional<Bytes> certifiedData() {
    return Optional.ofNullable(certifiedData);
  }

  /** Returns the timer's value before; 0 is off. */
  long setTimer(long deadlineNanos) {
    long before = timer.orElse(canister.timerNanos());
    timer = OptionalLong.of(deadlineNanos);
    return before;
  }

  OptionalLong timer() {
    return timer;
  }

  void accept() {
    if (accepted) {
      throw WasmTrap.contract("ic0.accept_message: the message is already accepted");
    }
    accepted = true;
  }

  boolean isAccepted() {
    return accepted;
  }
}
