package icws.devnet.replica;

import icws.devnet.engine.WasmTrap;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call that a canister is assembling, or has performed. For the replica's thread. */
final class OutgoingCall {
  /** A function of the canister's table and the value it is called with. */
  record Callback(long function, long environment) {}

  /** As the IC's limit for calls within a subnet. */
  private static final int MAX_ARGUMENT_BYTES = 10 << 20;

  private final Principal callee;
  private final String method;
  private final Callback onReply;
  private final Callback onReject;
  private final ByteArrayOutputStream argument = new ByteArrayOutputStream();
  private @Nullable Callback onCleanup;
  private boolean bestEffort;

  OutgoingCall(Principal callee, String method, Callback onReply, Callback onReject) {
    this.callee = callee;
    this.method = method;
    this.onReply = onReply;
    this.onReject = onReject;
  }

  void append(Bytes part) {
    if (part.size() > MAX_ARGUMENT_BYTES - argument.size()) {
      throw WasmTrap.contract("ic0.call_data_append: more than " + MAX_ARGUMENT_BYTES + " bytes");
    }
    argument.writeBytes(part.toByteArray());
  }

  void onCleanup(Callback callback) {
    if (onCleanup != null) {
      throw WasmTrap.contract("ic0.call_on_cleanup can be called only once");
    }
    onCleanup = callback;
  }

  /** Accepted and without effect: no call on this network is ever given up. */
  void bestEffort() {
    if (bestEffort) {
      throw WasmTrap.contract("ic0.call_with_best_effort_response can be called only once");
    }
    bestEffort = true;
  }

  Call from(Principal sender) {
    return new Call(sender, callee, method, Bytes.wrap(argument.toByteArray()));
  }

  Callback callbackFor(Response response) {
    return response instanceof Response.Replied ? onReply : onReject;
  }

  Optional<Callback> onCleanup() {
    return Optional.ofNullable(onCleanup);
  }
}
