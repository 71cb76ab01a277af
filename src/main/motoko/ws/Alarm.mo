/// One timer for many points in time: it is set to the earliest of them.

import Nat64 "mo:core/Nat64";
import Timer "mo:core/Timer";
import Outbox "Outbox";

module {
  /// A timer for one purpose. To be asked anew after it rang, and after an upgrade, which timers do not
  /// survive.
  public class Alarm() {
    var waiting : ?{ nanos : Nat64; timer : Timer.TimerId } = null;

    /// Has `ring` called at `nanos` (since 1970), or earlier if that was asked for before; at once if
    /// it is past.
    public func wakeAt<system>(nanos : Nat64, ring : <system>() -> ()) {
      let now = Outbox.nowNanos();
      switch waiting {
        case (?set) {
          // One that is overdue may have trapped, and does not come again.
          if (set.nanos <= nanos and set.nanos > now) return;
          Timer.cancelTimer(set.timer);
        };
        case null {};
      };
      func wake() : async () {
        waiting := null;
        ring<system>();
      };
      let wait = if (nanos > now) Nat64.toNat(nanos - now) else 0;
      waiting := ?{ nanos; timer = Timer.setTimer<system>(#nanoseconds wait, wake) };
    };
  };
};
