/// Clients of protocol v1 of whom nothing is known but the call that opened them: they have said nothing,
/// and the gateway that they name has never called itself, so it may be made up.

import Iter "mo:core/Iter";
import Map "mo:core/Map";
import Nat "mo:core/Nat";
import Order "mo:core/Order";
import Principal "mo:core/Principal";
import Set "mo:core/Set";
import { Tuple2 } "mo:core/Tuples";

module {
  /// In the order of their openings. What concerns one client takes O(log n) of n.
  public class Probation() {
    let line = Map.empty<Nat, { client : Principal; gateway : Principal }>();
    let places = Map.empty<Principal, Nat>();
    let byGateway = Set.empty<(Principal, Nat)>();
    var nextPlace = 0;

    public func begin(client : Principal, gateway : Principal) {
      end(client);
      Map.add(line, Nat.compare, nextPlace, { client; gateway });
      Map.add(places, Principal.compare, client, nextPlace);
      Set.add(byGateway, compare, (gateway, nextPlace));
      nextPlace += 1;
    };

    /// The client is not open any more, or has said something.
    public func end(client : Principal) {
      let ?place = Map.take(places, Principal.compare, client) else return;
      let ?{ gateway } = Map.take(line, Nat.compare, place) else return;
      Set.remove(byGateway, compare, (gateway, place));
    };

    /// The gateway has called itself: the end for all its clients.
    public func endAll(gateway : Principal) {
      let from = Set.valuesFrom(byGateway, compare, (gateway, 0));
      let its = Iter.takeWhile(from, func((other, _) : (Principal, Nat)) : Bool = other == gateway);
      for ((_, place) in Iter.toArray(its).values()) {
        switch (Map.get(line, Nat.compare, place)) { case (?{ client }) end(client); case null {} };
      };
    };

    public func size() : Nat = Map.size(line);

    /// The client that was opened first.
    public func oldest() : ?Principal {
      let ?(_, { client }) = Map.minEntry(line) else return null;
      ?client;
    };
  };

  func compare(one : (Principal, Nat), other : (Principal, Nat)) : Order.Order {
    Tuple2.compare(one, other, Principal.compare, Nat.compare);
  };
};
