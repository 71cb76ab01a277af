/// Checks the limits that an application sets. What is wrong traps, with a message that names the limit;
/// so the canister is not installed or upgraded with it.

import Nat "mo:core/Nat";
import Runtime "mo:core/Runtime";

module {
  let MILLISECOND = 1_000_000;
  let DAY = 86_400_000_000_000;

  /// A year, in nanoseconds.
  public let LONGEST_TERM = 31_536_000_000_000_000;

  /// What one poll's reply can carry besides the proof.
  public let BATCH_BYTES = 1_500_000;

  public func requirePositive(name : Text, value : Nat) {
    if (value == 0) Runtime.trap("the limit " # name # " is 0, it must be 1 or more");
  };

  /// A length in bytes that fits one poll.
  public func requireBytes(name : Text, value : Nat) = requireWithin(name, value, 1, BATCH_BYTES);

  /// A period of a timer, a millisecond to a day.
  public func requirePeriod(name : Text, nanos : Nat) = requireWithin(name, nanos, MILLISECOND, DAY);

  /// How long something lasts: a millisecond to `longest`.
  public func requireTerm(name : Text, nanos : Nat, longest : Nat) = requireWithin(name, nanos, MILLISECOND, longest);

  func requireWithin(name : Text, value : Nat, least : Nat, most : Nat) {
    if (value < least or value > most) Runtime.trap(
      "the limit " # name # " is " # Nat.toText(value) # ", it must be " # Nat.toText(least) # " to " # Nat.toText(most)
    );
  };
};
