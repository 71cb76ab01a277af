/// How much of a table each of its holders has. A holder is whoever can be told apart from others: a
/// principal, of which the anonymous one is one too.
///
/// Two rules share a table. Where nobody may lose a place, one has no more than is left for all others:
/// so one alone has half, and there is room for another. Where room is made for what is new, whoever has
/// most makes it, once that is more than a hundredth; where nobody has so much, the oldest goes.

import Map "mo:core/Map";
import Nat "mo:core/Nat";
import Order "mo:core/Order";
import Set "mo:core/Set";
import { Tuple2 } "mo:core/Tuples";

module {
  /// How many a gateway may have while so many are left. It speaks for many, so alone it may have four
  /// fifths.
  public func ofGateway(left : Nat) : Nat = 4 * left;

  /// Where the part begins of which its holder makes room for others.
  public func threshold(limit : Nat) : Nat = Nat.max(1, limit / 100);

  /// Every function takes O(log n) of n holders.
  public class Shares<Holder>(compareHolders : (Holder, Holder) -> Order.Order) {
    let amounts = Map.empty<Holder, Nat>();
    let ranks = Set.empty<(Nat, Holder)>();

    public func of(holder : Holder) : Nat {
      switch (Map.get(amounts, compareHolders, holder)) { case (?amount) amount; case null 0 };
    };

    public func add(holder : Holder, amount : Nat) = change(holder, of(holder) + amount);

    public func take(holder : Holder, amount : Nat) {
      let had = of(holder);
      change(holder, if (had > amount) had - amount else 0);
    };

    /// Whoever has most, and how much.
    public func most() : ?(Nat, Holder) = Set.max(ranks);

    func change(holder : Holder, amount : Nat) {
      Set.remove(ranks, compareRanks, (of(holder), holder));
      if (amount == 0) return Map.remove(amounts, compareHolders, holder);
      Map.add(amounts, compareHolders, holder, amount);
      Set.add(ranks, compareRanks, (amount, holder));
    };

    func compareRanks(one : (Nat, Holder), other : (Nat, Holder)) : Order.Order {
      Tuple2.compare(one, other, Nat.compare, compareHolders);
    };
  };
};
