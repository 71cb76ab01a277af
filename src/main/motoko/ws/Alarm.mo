/// One timer for all that is to be done at points in time: it is set to the earliest of them.

import Nat64 "mo:core/Nat64";
import Timer "mo:core/Timer";
import Outbox "Outbox";

module {
  /// How long after a failure the next try is.
  let AGAIN_NANOS : Nat64 = 10_000_000_000;

  /// Has `ring` called at `next`, in nanoseconds since 1970, one call at a time. It does a part of what
  /// is due that surely fits one execution, in calls of its own where that may trap; if then `next` is
  /// past, it is called again. To be set anew whenever `next` may have become earlier, and after an
  /// upgrade, which timers do not survive.
  public class Alarm(next : () -> ?Nat64, ring : () -> async ()) {
    var waiting : ?{ nanos : Nat64; timer : Timer.TimerId } = null;
    var isRinging = false;

    public func set<system>() = setFrom<system>(0);

    func setFrom<system>(earliest : Nat64) {
      if (isRinging) return;
      let ?wanted = next() else return;
      let nanos = Nat64.max(wanted, earliest);
      let now = Outbox.nowNanos();
      switch waiting {
        case (?set) {
          // One that is overdue may not have been carried out, and does not come again.
          if (set.nanos <= nanos and set.nanos > now) return;
          Timer.cancelTimer(set.timer);
        };
        case null {};
      };
      let wait = if (nanos > now) Nat64.toNat(nanos - now) else 0;
      waiting := ?{ nanos; timer = Timer.setTimer<system>(#nanoseconds wait, wake) };
    };

    // `ring` runs in a call of its own: whatever becomes of it, the timer is set again.
    func wake() : async () {
      waiting := null;
      isRinging := true;
      var earliest : Nat64 = 0;
      try { await ring() } catch (_) { earliest := Outbox.nowNanos() + AGAIN_NANOS };
      isRinging := false;
      setFrom<system>(earliest);
    };
  };
};
