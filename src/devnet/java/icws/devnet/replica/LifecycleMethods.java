package icws.devnet.replica;

import icws.devnet.replica.ManagementMethod.Callers;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The management canister's methods about a canister's life: created, set, started, stopped, gone.
 */
final class LifecycleMethods {
  private static final CandidValue ZERO = CandidValue.nat(0);

  private final Replica replica;
  private final CodeInstaller installer;

  LifecycleMethods(Replica replica, CodeInstaller installer) {
    this.replica = replica;
    this.installer = installer;
  }

  void define(Map<String, ManagementMethod> methods) {
    methods.put("create_canister", ManagementMethod.of(Callers.CANISTERS, this::create));
    methods.put(
        "provisional_create_canister_with_cycles",
        ManagementMethod.of(Callers.ANYBODY, this::create));
    methods.put(
        "provisional_top_up_canister", ManagementMethod.of(Callers.ANYBODY, (c, a) -> done()));
    methods.put("deposit_cycles", ManagementMethod.of(Callers.CANISTERS, (c, a) -> done()));
    methods.put("update_settings", ManagementMethod.of(Callers.CONTROLLERS, this::updateSettings));
    methods.put("start_canister", ManagementMethod.of(Callers.CONTROLLERS, this::start));
    methods.put("stop_canister", new ManagementMethod(Callers.CONTROLLERS, this::stop));
    methods.put("delete_canister", ManagementMethod.of(Callers.CONTROLLERS, this::delete));
    methods.put("uninstall_code", ManagementMethod.of(Callers.CONTROLLERS, this::uninstall));
    methods.put("canister_status", ManagementMethod.of(Callers.CONTROLLERS_AND_SELF, this::status));
  }

  private Canister target(Call call) {
    return ManagementCanister.target(call).flatMap(replica::canister).orElseThrow();
  }

  private static Response done() {
    return Response.reply(ManagementCanister.NO_RESULT);
  }

  private Response create(Call call, CandidValue argument) {
    CanisterSettings initial = CanisterSettings.controlledBy(call.sender());
    CanisterSettings settings =
        argument.optionalField("settings").map(wanted -> merge(initial, wanted)).orElse(initial);
    if (settings.controllers().size() > CanisterSettings.MAX_CONTROLLERS) {
      return tooManyControllers();
    }
    Canister canister = replica.create(settings);
    return Response.reply(
        Candid.encode(
            CandidValue.record(Map.of("canister_id", CandidValue.principal(canister.id())))));
  }

  private static Response tooManyControllers() {
    return Response.reject(
        ErrorCode.INVALID_MANAGEMENT_PAYLOAD,
        "Invalid settings: at most " + CanisterSettings.MAX_CONTROLLERS + " controllers");
  }

  private Response updateSettings(Call call, CandidValue argument) {
    Canister canister = target(call);
    CanisterSettings settings = merge(canister.settings(), argument.field("settings"));
    if (settings.controllers().size() > CanisterSettings.MAX_CONTROLLERS) {
      return tooManyControllers();
    }
    canister.settings(settings);
    replica.state().canister(canister);
    return done();
  }

  /** The present settings with those replaced that {@code wanted} has. */
  private static CanisterSettings merge(CanisterSettings present, CandidValue wanted) {
    List<Principal> controllers =
        wanted
            .optionalField("controllers")
            .map(list -> list.asVec().stream().map(CandidValue::asPrincipal).distinct().toList())
            .orElse(present.controllers());
    Map<String, BigInteger> limits = new HashMap<>(present.limits());
    limits
        .keySet()
        .forEach(
            name -> wanted.optionalField(name).ifPresent(value -> limits.put(name, value.asNat())));
    Map<String, String> environment =
        wanted
            .optionalField("environment_variables")
            .map(LifecycleMethods::environment)
            .orElse(present.environment());
    return new CanisterSettings(controllers, limits, environment);
  }

  private static Map<String, String> environment(CandidValue list) {
    Map<String, String> environment = new HashMap<>();
    for (CandidValue entry : list.asVec()) {
      environment.put(entry.field("name").asText(), entry.field("value").asText());
    }
    return environment;
  }

  private Response start(Call call, CandidValue argument) {
    Canister canister = target(call);
    CallRouter.answerStopWaiters(
        canister,
        Response.reject(
            ErrorCode.CANISTER_STOPPING_CANCELLED,
            "Canister " + canister.id() + "'s stop request was cancelled"));
    canister.status(Canister.Status.RUNNING);
    replica.timers().schedule(canister);
    return done();
  }

  private void stop(Call call, CandidValue argument, Consumer<Response> answer) {
    Canister canister = target(call);
    if (canister.status() == Canister.Status.STOPPED) {
      answer.accept(done());
      return;
    }
    canister.stopWaiters().add(answer);
    canister.status(Canister.Status.STOPPING);
    replica.router().finishStopping(canister);
  }

  private Response delete(Call call, CandidValue argument) {
    Canister canister = target(call);
    if (canister.status() != Canister.Status.STOPPED) {
      return Response.reject(
          ErrorCode.CANISTER_NOT_STOPPED,
          "Canister " + canister.id() + " must be stopped before it is deleted.");
    }
    replica.delete(canister);
    return done();
  }

  private Response uninstall(Call call, CandidValue argument) {
    installer.uninstall(target(call));
    return done();
  }

  private Response status(Call call, CandidValue argument) {
    Canister canister = target(call);
    Optional<Bytes> hash = canister.instance().map(code -> code.module().hash());
    long memory = canister.instance().map(code -> code.memoryBytes()).orElse(0L);
    Map<String, CandidValue> fields = new LinkedHashMap<>();
    fields.put("status", CandidValue.variant(statusLabel(canister), CandidValue.nullValue()));
    fields.put("settings", settings(canister.settings()));
    fields.put("module_hash", CandidValue.opt(hash.map(CandidValue::blob).orElse(null)));
    fields.put("memory_size", CandidValue.nat(memory));
    fields.put("memory_metrics", memoryMetrics(canister, memory));
    fields.put("cycles", CandidValue.nat(Canister.CYCLES));
    fields.put("reserved_cycles", ZERO);
    fields.put("idle_cycles_burned_per_day", ZERO);
    fields.put("version", CandidValue.nat64(canister.version()));
    fields.put("ready_for_migration", CandidValue.bool(false));
    fields.put(
        "query_stats",
        zeros(
            List.of(
                "num_calls_total",
                "num_instructions_total",
                "request_payload_bytes_total",
                "response_payload_bytes_total")));
    return Response.reply(Candid.encode(CandidValue.record(fields)));
  }

  private static String statusLabel(Canister canister) {
    return switch (canister.status()) {
      case RUNNING -> "running";
      case STOPPING -> "stopping";
      case STOPPED -> "stopped";
    };
  }

  private static CandidValue settings(CanisterSettings settings) {
    Map<String, CandidValue> fields = new LinkedHashMap<>();
    fields.put(
        "controllers",
        CandidValue.vec(settings.controllers().stream().map(CandidValue::principal).toList()));
    settings.limits().forEach((name, value) -> fields.put(name, CandidValue.nat(value)));
    fields.put("log_visibility", CandidValue.variant("controllers", CandidValue.nullValue()));
    fields.put(
        "environment_variables",
        CandidValue.vec(
            settings.environment().entrySet().stream()
                .map(
                    entry ->
                        CandidValue.record(
                            Map.of(
                                "name", CandidValue.text(entry.getKey()),
                                "value", CandidValue.text(entry.getValue()))))
                .toList()));
    return CandidValue.record(fields);
  }

  private static CandidValue memoryMetrics(Canister canister, long total) {
    long stable = canister.stable().pages() << 16;
    Map<String, CandidValue> fields = new LinkedHashMap<>();
    fields.put("wasm_memory_size", CandidValue.nat(total - stable));
    fields.put("stable_memory_size", CandidValue.nat(stable));
    for (String part :
        List.of(
            "global_memory_size",
            "wasm_binary_size",
            "custom_sections_size",
            "canister_history_size",
            "wasm_chunk_store_size",
            "snapshots_size")) {
      fields.put(part, ZERO);
    }
    return CandidValue.record(fields);
  }

  private static CandidValue zeros(List<String> names) {
    Map<String, CandidValue> fields = new LinkedHashMap<>();
    names.forEach(name -> fields.put(name, ZERO));
    return CandidValue.record(fields);
  }
}
