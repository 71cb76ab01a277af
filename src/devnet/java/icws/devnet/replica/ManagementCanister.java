package icws.devnet.replica;

import icws.devnet.replica.ManagementMethod.Callers;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidException;
import icws.ic.candid.CandidValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The management canister {@code aaaaa-aa} (IC interface specification, "The IC management
 * canister"), as far as a developer's tools and canisters need it. For the replica's thread.
 */
public final class ManagementCanister {
  /** The Candid of no values. */
  static final Bytes NO_RESULT = Candid.encode();

  private static final int RANDOM_BYTES = 32;

  private final Replica replica;
  private final Map<String, ManagementMethod> methods = new HashMap<>();

  ManagementCanister(Replica replica, CodeInstaller installer, RandomGenerator random) {
    this.replica = replica;
    new LifecycleMethods(replica, installer).define(methods);
    new CodeMethods(replica, installer).define(methods);
    methods.put(
        "raw_rand", ManagementMethod.of(Callers.CANISTERS, (call, argument) -> random(random)));
  }

  private static Response random(RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return Response.reply(Candid.encode(CandidValue.blob(Bytes.wrap(bytes))));
  }

  /**
   * The canister that a call to the management canister is about, which must be the request's
   * effective canister: empty where the argument names none.
   *
   * @throws CandidException where the argument is no Candid
   */
  public static Optional<Principal> target(Call call) {
    List<CandidValue> arguments = Candid.decode(call.argument());
    if (arguments.isEmpty() || !(arguments.get(0) instanceof CandidValue.Struct record)) {
      return Optional.empty();
    }
    String field = call.method().equals("install_chunked_code") ? "target_canister" : "canister_id";
    return record.optionalField(field).map(CandidValue::asPrincipal);
  }

  /** Why a user's call is not accepted, if it is not. */
  Optional<Response.Rejected> inspect(Call call) {
    ManagementMethod method = methods.get(call.method());
    if (method == null) {
      return Optional.of(unknown(call));
    }
    if (method.callers() == Callers.CANISTERS) {
      return Optional.of(
          Response.reject(
              ErrorCode.CANISTER_REJECTED_MESSAGE,
              "Only canisters can call ic00 method " + call.method()));
    }
    try {
      return refusal(method, call);
    } catch (CandidException e) {
      return Optional.of(invalid(e));
    }
  }

  void call(Call call, Consumer<Response> answer) {
    ManagementMethod method = methods.get(call.method());
    if (method == null) {
      answer.accept(unknown(call));
      return;
    }
    try {
      Optional<Response.Rejected> refusal = refusal(method, call);
      if (refusal.isPresent()) {
        answer.accept(refusal.get());
      } else {
        List<CandidValue> arguments = Candid.decode(call.argument());
        method
            .body()
            .call(call, arguments.isEmpty() ? CandidValue.nullValue() : arguments.get(0), answer);
      }
    } catch (CandidException e) {
      answer.accept(invalid(e));
    }
  }

  private static Response.Rejected unknown(Call call) {
    return Response.reject(
        ErrorCode.UNKNOWN_MANAGEMENT_METHOD,
        "Management canister has no method '" + call.method() + "'");
  }

  private static Response.Rejected invalid(CandidException e) {
    return Response.reject(
        ErrorCode.INVALID_MANAGEMENT_PAYLOAD, "Error decoding candid: " + e.getMessage());
  }

  private Optional<Response.Rejected> refusal(ManagementMethod method, Call call) {
    if (method.callers() == Callers.ANYBODY || method.callers() == Callers.CANISTERS) {
      return Optional.empty();
    }
    Principal id =
        target(call).orElseThrow(() -> new CandidException("the record names no canister"));
    Optional<Canister> canister = replica.canister(id);
    if (canister.isEmpty()) {
      return Optional.of(
          Response.reject(ErrorCode.CANISTER_NOT_FOUND, "Canister " + id + " not found"));
    }
    boolean self = method.callers() == Callers.CONTROLLERS_AND_SELF && call.sender().equals(id);
    return self || canister.get().isControlledBy(call.sender())
        ? Optional.empty()
        : Optional.of(notController(canister.get(), call.sender()));
  }

  static Response.Rejected notController(Canister canister, Principal sender) {
    String controllers =
        canister.settings().controllers().stream()
            .map(Principal::toString)
            .collect(Collectors.joining(" "));
    return Response.reject(
        ErrorCode.CANISTER_INVALID_CONTROLLER,
        "Only the controllers of the canister "
            + canister.id()
            + " can control it.\nCanister's controllers: "
            + controllers
            + "\nSender's ID: "
            + sender);
  }
}
