/// What the local network is tested with: each method shows one thing that canisters can do.
import CertifiedData "mo:core/CertifiedData";
import Debug "mo:core/Debug";
import Error "mo:core/Error";
import Principal "mo:core/Principal";
import Random "mo:core/Random";
import Runtime "mo:core/Runtime";
import Timer "mo:core/Timer";

persistent actor Probe {
  var counter : Nat = 0;
  var ticks : Nat = 0;
  transient var sinceUpgrade : Nat = 0;

  public func increment() : async Nat {
    counter += 1;
    sinceUpgrade += 1;
    counter;
  };

  public query func get() : async Nat { counter };

  public query func countSinceUpgrade() : async Nat { sinceUpgrade };

  /// A query may change state; nobody sees it afterwards.
  public query func incrementInQuery() : async Nat {
    counter += 1;
    counter;
  };

  public shared query ({ caller }) func whoami() : async Principal { caller };

  public func certify(data : Blob) : async () { CertifiedData.set(data) };

  public query func certificate() : async ?Blob { CertifiedData.getCertificate() };

  /// Changes everything that a trap takes back, then traps.
  public func changeAndTrap() : async () {
    counter += 1_000;
    CertifiedData.set("\de\ad");
    Runtime.trap("changed my mind");
  };

  public func refuse() : async () { throw Error.reject("not today") };

  public query func refuseQuery() : async () { throw Error.reject("not today") };

  public func spin() : async () {
    loop { counter += 1 };
  };

  public query func spinQuery() : async () {
    loop { counter += 1 };
  };

  public func random() : async Blob { await Random.blob() };

  /// Two calls to itself.
  public func incrementTwice() : async Nat {
    ignore await increment();
    await increment();
  };

  public func callAndCatch(other : Principal) : async Text {
    let callee = actor (Principal.toText(other)) : actor { nosuch : () -> async () };
    try {
      await callee.nosuch();
      "it answered";
    } catch (e) { Error.message(e) };
  };

  /// Never ends well: the stop waits for this call, and this call for the stop.
  public func stopMyself() : async Text {
    let management = actor "aaaaa-aa" : actor {
      stop_canister : { canister_id : Principal } -> async ();
    };
    try {
      await management.stop_canister({ canister_id = Principal.fromActor(Probe) });
      "stopped";
    } catch (e) { Error.message(e) };
  };

  /// The caller's callback traps after an await: what was changed before the await stays.
  public func trapAfterAwait() : async () {
    counter += 1;
    ignore await increment();
    counter += 1_000;
    Runtime.trap("after the await");
  };

  public func startTimer(milliseconds : Nat) : async () {
    ignore Timer.setTimer<system>(
      #nanoseconds(milliseconds * 1_000_000),
      func() : async () {
        ticks += 1;
        Debug.print("tick");
      },
    );
  };

  public query func tickCount() : async Nat { ticks };

  public query func echo(data : Blob) : async Blob { data };

  public func store(data : Blob) : async Nat { data.size() };

  /// Both queries see the other canister as it was.
  public composite query func askTwice(other : Principal) : async (Nat, Nat) {
    let callee = actor (Principal.toText(other)) : actor {
      incrementInQuery : query () -> async Nat;
    };
    (await callee.incrementInQuery(), await callee.incrementInQuery());
  };

  public func print(line : Text) : async () { Debug.print(line) };
};
