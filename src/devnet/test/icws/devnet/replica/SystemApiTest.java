package icws.devnet.replica;

import static icws.devnet.replica.TestReplica.rejected;
import static icws.devnet.replica.TestReplica.reply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.devnet.engine.TestModule;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** System functions, called from hand-made modules. */
@Timeout(60)
class SystemApiTest {
  private static final int UNREACHABLE = 0x00;
  private static final int CALL = 0x10;
  private static final int DROP = 0x1a;
  private static final int I64_STORE = 0x37;
  private static final int I32_CONST = 0x41;
  private static final int I64_CONST = 0x42;

  private static TestReplica network;

  @BeforeAll
  static void start() {
    network = new TestReplica();
  }

  @AfterAll
  static void stop() {
    network.close();
  }

  /** Functions 0 to 4: reply, append, timer, print, accept; "beat" at address 0. */
  private static TestModule module() {
    return new TestModule()
        .imports("msg_reply", ":")
        .imports("msg_reply_data_append", "ii:")
        .imports("global_timer_set", "I:I")
        .imports("debug_print", "ii:")
        .imports("accept_message", ":")
        .memory(1, 2)
        .data(0, "beat");
  }

  @Test
  void trapTakesBackTheTimer() {
    // The module's "timer" stops the timer and replies its former value.
    Principal canister =
        network.install(
            module()
                .exports("canister_update trap", I64_CONST, 1, CALL, 2, DROP, UNREACHABLE)
                .exports(
                    "canister_update timer",
                    I32_CONST,
                    8,
                    I64_CONST,
                    0,
                    CALL,
                    2,
                    I64_STORE,
                    3,
                    0,
                    I32_CONST,
                    8,
                    I32_CONST,
                    8,
                    CALL,
                    1,
                    CALL,
                    0)
                .build());

    rejected(ErrorCode.CANISTER_TRAPPED, network.update(canister, "trap"));

    assertEquals(Bytes.ofHex("0000000000000000"), reply(network.update(canister, "timer")));
  }

  @Test
  void heartbeatIsCalled() throws InterruptedException {
    network.install(
        module().exports("canister_heartbeat", I32_CONST, 0, I32_CONST, 4, CALL, 3).build());

    assertEquals("beat", network.nextLine());
  }

  @Test
  void messageThatIsNotAcceptedByInspectionIsRefused() {
    Principal closed =
        network.install(
            module()
                .exports("canister_inspect_message")
                .exports("canister_update go", CALL, 0)
                .build());
    Principal open =
        network.install(
            module()
                .exports("canister_inspect_message", CALL, 4)
                .exports("canister_update go", CALL, 0)
                .build());
    Principal broken =
        network.install(
            module()
                .exports("canister_inspect_message", UNREACHABLE)
                .exports("canister_update go", CALL, 0)
                .build());

    rejected(ErrorCode.CANISTER_REJECTED_MESSAGE, network.update(closed, "go"));
    assertEquals(Bytes.EMPTY, reply(network.update(open, "go")));
    rejected(ErrorCode.CANISTER_TRAPPED, network.update(broken, "go"));
  }

  @Test
  void methodThatDoesNotReplyIsRejected() {
    Principal canister =
        network.install(
            module()
                .exports("canister_update silent")
                .exports("canister_query silentQuery")
                .exports("canister_update twice", CALL, 0, CALL, 0)
                .build());

    rejected(ErrorCode.CANISTER_DID_NOT_REPLY, network.update(canister, "silent"));
    rejected(ErrorCode.CANISTER_DID_NOT_REPLY, network.query(canister, "silentQuery"));
    String message =
        rejected(ErrorCode.CANISTER_CONTRACT_VIOLATION, network.update(canister, "twice"));
    assertTrue(message.contains("already replied"), message);
  }

  @Test
  void functionThatIsNotForTheOccasionIsAContractViolation() {
    Principal canister =
        network.install(
            module()
                .exports("canister_query timer", I64_CONST, 1, CALL, 2, DROP, CALL, 0)
                .exports("canister_update accept", CALL, 4)
                .build());

    String message =
        rejected(ErrorCode.CANISTER_CONTRACT_VIOLATION, network.query(canister, "timer"));
    assertTrue(message.contains("\"ic0.global_timer_set\" cannot be executed in QUERY"), message);
    rejected(ErrorCode.CANISTER_CONTRACT_VIOLATION, network.update(canister, "accept"));
  }

  @Test
  void initThatTrapsInstallsNothing() {
    Bytes wasm = module().exports("canister_init", UNREACHABLE).build();

    RuntimeException failure = assertThrows(RuntimeException.class, () -> network.install(wasm));

    assertTrue(
        String.valueOf(failure.getMessage()).contains("Canister trapped"), failure::toString);
  }

  @Test
  void everythingThatMotokoAndRustImportIsThere() {
    TestModule module = new TestModule().memory(1, 1);
    for (String each : IMPORTS) {
      String[] nameAndType = each.split(" ", 2);
      module.imports(nameAndType[0], nameAndType[1]);
    }

    assertTrue(CanisterIds.contains(network.install(module.build())));
  }

  /** The imports of moc 1.x and of the crate ic0 1.x, for 32-bit memories. */
  private static final List<String> IMPORTS =
      List.of(
          "msg_arg_data_size :i",
          "msg_arg_data_copy iii:",
          "msg_caller_size :i",
          "msg_caller_copy iii:",
          "msg_reject_code :i",
          "msg_reject_msg_size :i",
          "msg_reject_msg_copy iii:",
          "msg_deadline :I",
          "msg_reply_data_append ii:",
          "msg_reply :",
          "msg_reject ii:",
          "msg_cycles_available :I",
          "msg_cycles_available128 i:",
          "msg_cycles_refunded :I",
          "msg_cycles_refunded128 i:",
          "msg_cycles_accept I:I",
          "msg_cycles_accept128 IIi:",
          "cycles_burn128 IIi:",
          "canister_self_size :i",
          "canister_self_copy iii:",
          "canister_cycle_balance :I",
          "canister_cycle_balance128 i:",
          "canister_liquid_cycle_balance128 i:",
          "canister_status :i",
          "canister_version :I",
          "subnet_self_size :i",
          "subnet_self_copy iii:",
          "msg_method_name_size :i",
          "msg_method_name_copy iii:",
          "accept_message :",
          "call_new iiiiiiii:",
          "call_on_cleanup ii:",
          "call_data_append ii:",
          "call_with_best_effort_response i:",
          "call_cycles_add I:",
          "call_cycles_add128 II:",
          "call_perform :i",
          "stable_size :i",
          "stable_grow i:i",
          "stable_write iii:",
          "stable_read iii:",
          "stable64_size :I",
          "stable64_grow I:I",
          "stable64_write III:",
          "stable64_read III:",
          "root_key_size :i",
          "root_key_copy iii:",
          "certified_data_set ii:",
          "data_certificate_present :i",
          "data_certificate_size :i",
          "data_certificate_copy iii:",
          "time :I",
          "global_timer_set I:I",
          "performance_counter i:I",
          "is_controller ii:i",
          "in_replicated_execution :i",
          "cost_call IIi:",
          "cost_create_canister i:",
          "cost_http_request IIi:",
          "cost_sign_with_ecdsa iiii:i",
          "cost_sign_with_schnorr iiii:i",
          "cost_vetkd_derive_key iiii:i",
          "env_var_count :i",
          "env_var_name_size i:i",
          "env_var_name_copy iiii:",
          "env_var_name_exists ii:i",
          "env_var_value_size ii:i",
          "env_var_value_copy iiiii:",
          "debug_print ii:",
          "trap ii:");
}
