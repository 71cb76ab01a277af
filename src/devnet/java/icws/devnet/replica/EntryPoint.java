package icws.devnet.replica;

import java.util.EnumSet;
import java.util.Set;

/**
 * Why a canister's code runs: which system functions it may call depends on it, and whether what it
 * changes is kept. See the overview of imports in the IC interface specification, "System API".
 */
enum EntryPoint {
  /** The module's start function. */
  START(true),
  /** {@code canister_init} and {@code canister_post_upgrade}. */
  INIT(true),
  PRE_UPGRADE(true),
  UPDATE(true),
  /** A query method called as an update. */
  REPLICATED_QUERY(false),
  QUERY(false),
  COMPOSITE_QUERY(false),
  REPLY_CALLBACK(true),
  REJECT_CALLBACK(true),
  COMPOSITE_REPLY_CALLBACK(false),
  COMPOSITE_REJECT_CALLBACK(false),
  CLEANUP(true),
  /** {@code canister_heartbeat} and {@code canister_global_timer}. */
  SYSTEM_TASK(true),
  INSPECT_MESSAGE(false);

  static final Set<EntryPoint> ANY = EnumSet.allOf(EntryPoint.class);
  static final Set<EntryPoint> ANY_BUT_START = EnumSet.complementOf(EnumSet.of(START));
  static final Set<EntryPoint> REPLYING =
      EnumSet.of(
          UPDATE,
          REPLICATED_QUERY,
          QUERY,
          COMPOSITE_QUERY,
          REPLY_CALLBACK,
          REJECT_CALLBACK,
          COMPOSITE_REPLY_CALLBACK,
          COMPOSITE_REJECT_CALLBACK);
  static final Set<EntryPoint> CALLING =
      EnumSet.of(
          UPDATE,
          COMPOSITE_QUERY,
          REPLY_CALLBACK,
          REJECT_CALLBACK,
          COMPOSITE_REPLY_CALLBACK,
          COMPOSITE_REJECT_CALLBACK,
          SYSTEM_TASK);
  static final Set<EntryPoint> WITH_ARGUMENT =
      EnumSet.of(
          INIT,
          UPDATE,
          REPLICATED_QUERY,
          QUERY,
          COMPOSITE_QUERY,
          REPLY_CALLBACK,
          COMPOSITE_REPLY_CALLBACK,
          INSPECT_MESSAGE);
  static final Set<EntryPoint> CALLBACKS =
      EnumSet.of(
          REPLY_CALLBACK,
          REJECT_CALLBACK,
          COMPOSITE_REPLY_CALLBACK,
          COMPOSITE_REJECT_CALLBACK,
          CLEANUP);
  static final Set<EntryPoint> REJECT_CALLBACKS =
      EnumSet.of(REJECT_CALLBACK, COMPOSITE_REJECT_CALLBACK);
  static final Set<EntryPoint> CHANGING_STATE =
      EnumSet.of(INIT, PRE_UPGRADE, UPDATE, REPLY_CALLBACK, REJECT_CALLBACK, SYSTEM_TASK);
  static final Set<EntryPoint> WITH_CYCLES =
      EnumSet.of(UPDATE, REPLICATED_QUERY, REPLY_CALLBACK, REJECT_CALLBACK);
  static final Set<EntryPoint> REPLICATED =
      EnumSet.of(
          INIT,
          PRE_UPGRADE,
          UPDATE,
          REPLICATED_QUERY,
          REPLY_CALLBACK,
          REJECT_CALLBACK,
          CLEANUP,
          SYSTEM_TASK);
  static final Set<EntryPoint> SETTING_TIMER =
      EnumSet.of(INIT, PRE_UPGRADE, UPDATE, REPLY_CALLBACK, REJECT_CALLBACK, CLEANUP, SYSTEM_TASK);
  static final Set<EntryPoint> WITH_DATA_CERTIFICATE = EnumSet.of(QUERY, COMPOSITE_QUERY);

  private final boolean keepsState;

  EntryPoint(boolean keepsState) {
    this.keepsState = keepsState;
  }

  /** Whether what the code changed stays when it ends well. */
  boolean keepsState() {
    return keepsState;
  }
}
